using Telephony.Automation.Commands;
using Telephony.Automation.Connections;
using Telephony.Automation.Media;
using Telephony.Automation.Reception;
using Telephony.Domain.Identity;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>What is played to phones and recognised of them.</summary>
public class MediaTests : AutomationScenario
{
    private static readonly ResourceId Us = ResourceId.Default;

    [Fact]
    public void A_file_is_played_to_its_end()
    {
        var call = Calls(Alpha);
        var phone = new Voice(Ladder, Alpha, "PCMU");
        Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([ScriptedPrompts.Tone(1000, 1), ScriptedPrompts.Tone(1500, 1)], []), new OperationTerms("p")));
        Assert.Equal("p", IsTold("PlayStarted").GetProperty("operationContext").GetString());
        Ladder.Wait(0.9);
        Assert.True(phone.HearsNow(1000));
        Ladder.Wait(1);
        Assert.True(phone.HearsNow(1500));
        Ladder.Wait(0.3);
        var completed = IsTold("PlayCompleted");
        Assert.Equal(("p", (200, 0)), (completed.GetProperty("operationContext").GetString(), ResultOf(completed)));
        End();
    }

    [Fact]
    public void A_file_that_is_not_there_fails_and_says_which()
    {
        var call = Calls(Alpha);
        Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([ScriptedPrompts.Tone(1000, 1), new PromptSource.File(new Uri("https://files.example/none"))], []), OperationTerms.None));
        var failed = IsTold("PlayFailed");
        Assert.Equal(((400, 8536), 1), (ResultOf(failed), failed.GetProperty("failedPlaySourceIndex").GetInt32()));
        End();
    }

    [Fact]
    public void What_plays_over_and_over_ends_when_it_is_cancelled()
    {
        var call = Calls(Alpha);
        Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([ScriptedPrompts.Tone(1000, 0.5)], []) { Loops = true }, OperationTerms.None));
        Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([ScriptedPrompts.Tone(1500, 0.5)], []), OperationTerms.None));   // waits
        IsTold("PlayStarted");
        Ladder.Wait(3);
        Does(Desk.CancelMediaAsync(Us, call.Id));
        Assert.Equal((400, 8508), ResultOf(IsTold("PlayCanceled")));
        IsTold("PlayCanceled");
        End();
    }

    [Fact]
    public void An_interrupting_prompt_comes_before_those_that_wait()
    {
        var call = Calls(Alpha);
        Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([ScriptedPrompts.Tone(1000, 60)], []), OperationTerms.None));
        IsTold("PlayStarted");
        var phone = new Voice(Ladder, Alpha, "PCMU");
        Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([ScriptedPrompts.Tone(1500, 1)], []) { Interrupts = true }, OperationTerms.None));
        IsTold("PlayCanceled");
        IsTold("PlayStarted");
        Ladder.Wait(0.5);
        Assert.True(phone.HearsNow(1500));
        Ladder.Wait(1);
        IsTold("PlayCompleted");
        End();
    }

    [Fact]
    public void Keys_are_collected_up_to_the_wanted_number()
    {
        var call = Calls(Alpha);
        Recognize(call, new RecognizeTerms { MaxTones = 3 }, prompt: ScriptedPrompts.Tone(1000, 5));
        Ladder.Wait(1);
        Press("12");
        Press("3");
        var completed = IsTold("RecognizeCompleted");
        Assert.Equal(((200, 8531), "dtmf"), (ResultOf(completed), completed.GetProperty("recognitionType").GetString()));
        Assert.Equal(["one", "two", "three"], completed.GetProperty("dtmfResult").GetProperty("tones").EnumerateArray().Select(static tone => tone.GetString()));
        End();
    }

    [Fact]
    public void A_key_interrupts_the_prompt()
    {
        var call = Calls(Alpha);
        var phone = new Voice(Ladder, Alpha, "PCMU");
        Recognize(call, new RecognizeTerms { MaxTones = 2 }, prompt: ScriptedPrompts.Tone(1000, 60));
        Ladder.Wait(1);
        Assert.True(phone.HearsNow(1000));
        Press("4");
        Ladder.Wait(0.2);
        Assert.False(phone.HearsNow(1000));
        Press("2");
        IsTold("RecognizeCompleted");
        End();
    }

    [Fact]
    public void A_prompt_that_may_not_be_interrupted_is_heard_first()
    {
        var call = Calls(Alpha);
        Recognize(call, new RecognizeTerms { MaxTones = 1, InterruptPrompt = false }, prompt: ScriptedPrompts.Tone(1000, 2));
        Ladder.Wait(0.5);
        Press("4");
        App.AssertNothingMore();
        Ladder.Wait(2);
        Press("5");
        Assert.Equal("five", IsTold("RecognizeCompleted").GetProperty("dtmfResult").GetProperty("tones")[0].GetString());
        End();
    }

    [Fact]
    public void A_stop_tone_ends_the_collection_and_is_no_part_of_it()
    {
        var call = Calls(Alpha);
        Recognize(call, new RecognizeTerms { StopTones = ['#'] });
        Press("47#");
        var completed = IsTold("RecognizeCompleted");
        Assert.Equal(((200, 8514), 2), (ResultOf(completed), completed.GetProperty("dtmfResult").GetProperty("tones").GetArrayLength()));
        End();
    }

    [Fact]
    public void Silence_ends_it_before_the_first_key_and_between_keys()
    {
        var call = Calls(Alpha);
        Recognize(call, new RecognizeTerms { InitialSilence = TimeSpan.FromSeconds(3) });
        Ladder.Wait(3.1);
        Assert.Equal((400, 8510), ResultOf(IsTold("RecognizeFailed")));
        Recognize(call, new RecognizeTerms { Gap = TimeSpan.FromSeconds(2) });
        Press("4");
        Ladder.Wait(2.1);
        Assert.Equal((400, 8532), ResultOf(IsTold("RecognizeFailed")));
        End();
    }

    [Fact]
    public void A_choice_is_made_by_its_key()
    {
        var call = Calls(Alpha);
        RecognizeChoice[] choices = [new("sales", [], '1'), new("support", [], '2')];
        Recognize(call, new RecognizeTerms { Input = RecognizeInput.Choices, Choices = choices });
        Press("2");
        var completed = IsTold("RecognizeCompleted");
        Assert.Equal(((200, 8533), "support"), (ResultOf(completed), completed.GetProperty("choiceResult").GetProperty("label").GetString()));
        Recognize(call, new RecognizeTerms { Input = RecognizeInput.Choices, Choices = choices });
        Press("9");
        Assert.Equal((400, 8534), ResultOf(IsTold("RecognizeFailed")));
        End();
    }

    [Fact]
    public void A_caller_who_hangs_up_ends_the_recognition_and_the_call()
    {
        var call = Calls(Alpha);
        Recognize(call, new RecognizeTerms(), prompt: ScriptedPrompts.Tone(1000, 60));
        Does(Desk.PlayAsync(Us, call.Id, new PlayOrder([ScriptedPrompts.Tone(1500, 1)], []), OperationTerms.None));   // waits
        Ladder.Wait(1);
        HangsUp(Alpha);
        IsTold("RecognizeFailed");
        IsTold("PlayCanceled");
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }

    [Fact]
    public void Every_key_is_told_while_somebody_listens()
    {
        var call = Calls(Alpha);
        Does(Desk.ListenForTonesAsync(Us, call.Id, "", new OperationTerms("keys")));
        Press("7#");
        Assert.Equal((1, "seven"), (Sequence(IsTold("ContinuousDtmfRecognitionToneReceived"), out var tone), tone));
        Assert.Equal((2, "pound"), (Sequence(IsTold("ContinuousDtmfRecognitionToneReceived"), out tone), tone));
        Does(Desk.StopListeningAsync(Us, call.Id, "4:" + Theirs, OperationTerms.None));
        IsTold("ContinuousDtmfRecognitionStopped");
        Press("7");
        App.AssertNothingMore();
        End();

        static int Sequence(System.Text.Json.JsonElement data, out string? tone)
        {
            tone = data.GetProperty("tone").GetString();
            return data.GetProperty("sequenceId").GetInt32();
        }
    }

    [Fact]
    public void Keys_are_sent_to_the_phone()
    {
        var call = Calls(Alpha);
        Alpha.Datagrams.Clear();
        Does(Desk.SendTonesAsync(Us, call.Id, ['1', '*', '#', 'A'], "", OperationTerms.None));
        Ladder.Wait(2);
        IsTold("SendDtmfTonesCompleted");
        Assert.Equal("1*#A", Heard.EventsOf(Alpha));
        End();
    }

    private void Recognize(ConnectionView call, RecognizeTerms terms, PromptSource? prompt = null) =>
        Does(Desk.RecognizeAsync(Us, call.Id, new RecognizeOrder(terms, prompt is null ? [] : [prompt], ""), OperationTerms.None));

    private void Press(string keys)
    {
        foreach (var key in keys)
        {
            Alpha.PressesKey(key);
            Ladder.Wait(0.1);
        }
    }

    private void End()
    {
        HangsUp(Alpha);
        IsTold("CallDisconnected");
        AssertDeskIsEmpty();
    }
}
