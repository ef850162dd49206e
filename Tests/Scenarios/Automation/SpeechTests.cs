using Telephony.Audio.Sources;
using Telephony.Automation.Commands;
using Telephony.Automation.Connections;
using Telephony.Automation.Media;
using Telephony.Automation.Reception;
using Telephony.Domain.Identity;
using Telephony.Media.Recognition;
using Telephony.Scenarios.Calls;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>What a phone says, and what an application makes of it: tones stand for words.</summary>
public class SpeechTests : AutomationScenario
{
    private static readonly ResourceId Us = ResourceId.Default;
    private static readonly RecognizeChoice[] Choices = [new("sales", ["sales"], '1'), new("support", ["support", "help"], '2')];

    [Fact]
    public void A_choice_is_made_by_what_is_said()
    {
        Recogniser.Understands = static task => new RecognitionOutcome.Heard("help me", "support", "help", 0.75);
        var call = Calls(Alpha);
        Recognize(call, new RecognizeTerms { Input = RecognizeInput.Choices, Choices = Choices });
        Speak(1.5);
        var completed = IsTold("RecognizeCompleted");
        Assert.Equal(((200, 8545), "choices"), (ResultOf(completed), completed.GetProperty("recognitionType").GetString()));
        Assert.Equal(("support", "help", 0.75), (completed.GetProperty("choiceResult").GetProperty("label").GetString(), completed.GetProperty("choiceResult").GetProperty("recognizedPhrase").GetString(), completed.GetProperty("choiceResult").GetProperty("confidence").GetDouble()));
        Assert.Equal(["sales", "support"], Recogniser.Tasks[^1].Choices.Select(static choice => choice.Label));
        Assert.InRange(Recogniser.Heard[^1].Duration.TotalSeconds, 1.4, 3);
        End();
    }

    [Fact]
    public void Words_are_told_as_they_are()
    {
        Recogniser.Understands = static _ => new RecognitionOutcome.Heard("my order is late");
        var call = Calls(Alpha);
        Recognize(call, new RecognizeTerms { Input = RecognizeInput.Speech });
        Speak(1);
        var completed = IsTold("RecognizeCompleted");
        Assert.Equal(("speech", "my order is late"), (completed.GetProperty("recognitionType").GetString(), completed.GetProperty("speechResult").GetProperty("speech").GetString()));
        End();
    }

    [Fact]
    public void Speech_interrupts_the_prompt()
    {
        var call = Calls(Alpha);
        var phone = new Voice(Ladder, Alpha, "PCMU");
        Recognize(call, new RecognizeTerms { Input = RecognizeInput.Speech }, ScriptedPrompts.Tone(1000, 60));
        Ladder.Wait(1);
        Assert.True(phone.HearsNow(1000));
        Speak(1);
        IsTold("RecognizeCompleted");
        Assert.False(phone.HearsNow(1000));
        End();
    }

    [Fact]
    public void A_key_counts_where_both_are_wanted()
    {
        var call = Calls(Alpha);
        Recognize(call, new RecognizeTerms { Input = RecognizeInput.SpeechOrDtmf, MaxTones = 1 });
        Alpha.PressesKey('7');
        Ladder.Wait(0.2);
        Assert.Equal("dtmf", IsTold("RecognizeCompleted").GetProperty("recognitionType").GetString());
        End();
    }

    [Fact]
    public void What_is_none_of_the_choices_and_what_fails_is_said()
    {
        var call = Calls(Alpha);
        Recogniser.Understands = static _ => new RecognitionOutcome.NoMatch("bananas");
        Recognize(call, new RecognizeTerms { Input = RecognizeInput.Choices, Choices = Choices });
        Speak(1);
        Assert.Equal((400, 8547), ResultOf(IsTold("RecognizeFailed")));
        Recognize(call, new RecognizeTerms { Input = RecognizeInput.Speech });
        Speak(1);
        Assert.Equal((400, 8563), ResultOf(IsTold("RecognizeFailed")));
        Recogniser.Understands = static _ => new RecognitionOutcome.Failed("The service is gone.");
        Recognize(call, new RecognizeTerms { Input = RecognizeInput.Speech });
        Speak(1);
        Assert.Equal((500, 8564), ResultOf(IsTold("RecognizeFailed")));
        End();
    }

    [Fact]
    public void Silence_is_told()
    {
        var call = Calls(Alpha);
        Recognize(call, new RecognizeTerms { Input = RecognizeInput.Speech, InitialSilence = TimeSpan.FromSeconds(2) });
        Ladder.Wait(2.2);
        Assert.Equal((400, 8510), ResultOf(IsTold("RecognizeFailed")));
        End();
    }

    private void Recognize(ConnectionView call, RecognizeTerms terms, PromptSource? prompt = null) =>
        Does(Desk.RecognizeAsync(Us, call.Id, new RecognizeOrder(terms, prompt is null ? [] : [prompt], ""), OperationTerms.None));

    private void Speak(double seconds) => new Voice(Ladder, Alpha, "PCMU").Speaks(seconds);

    private void End()
    {
        HangsUp(Alpha);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }
}
