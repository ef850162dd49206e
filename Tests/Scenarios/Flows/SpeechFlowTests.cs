using Telephony.Media.Recognition;
using Xunit;

namespace Telephony.Scenarios.Flows;

/// <summary>Callers who speak: tones stand for words.</summary>
public sealed class SpeechFlowTests : FlowScenario
{
    private const string Menu = """
        "start": { "type": "menu", "prompt": { "play": "1000/30" }, "noMatchPrompt": { "play": "600/2" }, "timeout": "3s", "choices": [{ "keys": "1", "phrases": ["sales"], "exit": "sales" }, { "keys": "2", "phrases": ["support", "help"], "exit": "support" }], "exits": { "sales": "say", "support": "end", "noInput": "end" } },
        "say": { "type": "say", "prompt": { "play": "1500/1" }, "exits": { "done": "end" } }
        """;

    [Fact]
    public void A_menu_is_answered_by_speech_into_its_prompt()
    {
        Recogniser.Understands = static task => new RecognitionOutcome.Heard("sales please", "sales", "sales", 0.8);
        Has(Menu);
        var phone = Calls();
        Ladder.Wait(1);
        Assert.True(phone.HearsNow(1000));
        Speak();
        Assert.True(phone.HearsNow(1500));
        var task = Assert.Single(Recogniser.Tasks);
        Assert.Equal(["sales", "support", "help"], task.Choices.Select(static choice => choice.Label));
        Assert.Equal("en-US", task.Language);
        Assert.Equal(8000, Recogniser.Heard[0].SampleRate);
        Ladder.Wait(1);
        IsHungUp();
    }

    [Fact]
    public void A_prompt_that_speech_may_not_interrupt_goes_on()
    {
        Has(Menu.Replace("\"timeout\"", "\"bargeIn\": \"digits\", \"timeout\"", StringComparison.Ordinal));
        var phone = Calls();
        Ladder.Wait(0.5);
        Speak();
        Assert.True(phone.HearsNow(1000));
        Sbc.PressesKey('1');
        Ladder.Wait(0.6);
        Assert.True(phone.HearsNow(1500));
        Ladder.Wait(1);
        IsHungUp();
    }

    [Fact]
    public void Who_was_not_understood_is_asked_again_and_heard_again()
    {
        Recogniser.Understands = task => Recogniser.Tasks.Count == 1 ? new RecognitionOutcome.NoMatch("bananas") : new RecognitionOutcome.Heard("sales", "sales", "sales", 0.9);
        Has(Menu);
        var phone = Calls();
        Speak();
        Assert.True(phone.HearsNow(600));
        Speak();
        Assert.True(phone.HearsNow(1500));
        Ladder.Wait(1);
        IsHungUp();
    }

    [Fact]
    public void A_recogniser_that_fails_leaves_the_keys()
    {
        Recogniser.Understands = static _ => new RecognitionOutcome.Failed("The recogniser is gone.");
        Has(Menu);
        var phone = Calls();
        Speak();
        Assert.True(phone.HearsNow(600));
        Sbc.PressesKey('1');
        Ladder.Wait(0.6);
        Assert.True(phone.HearsNow(1500));
        Ladder.Wait(1);
        IsHungUp();
    }

    [Fact]
    public void Where_there_are_no_keys_a_recogniser_that_fails_is_an_error()
    {
        Recogniser.Understands = static _ => new RecognitionOutcome.Failed("The recogniser is gone.");
        Has("""
            "start": { "type": "speech", "prompt": { "play": "1000/1" }, "into": "topic", "exits": { "done": "end", "noInput": "end" } }
            """, more: """ "variables": { "topic": { "type": "text" } }, """);
        var phone = Calls();
        Ladder.Wait(1);
        Speak();
        Assert.True(phone.HearsNow(2000));
        Ladder.Wait(1);
        IsHungUp();
    }

    [Fact]
    public void Free_speech_is_kept_as_text_and_confirmed_by_a_word()
    {
        Recogniser.Understands = static task => task.Choices.Count == 0 ? new RecognitionOutcome.Heard("my order is late") : new RecognitionOutcome.Heard("yes that is right", "yes", "yes", 0.7);
        Has("""
            "start": { "type": "speech", "prompt": { "play": "1000/1" }, "into": "topic", "exits": { "done": "sure", "noInput": "end" } },
            "sure": { "type": "confirm", "prompt": { "play": "700/1" }, "exits": { "yes": "which", "no": "end", "noInput": "end" } },
            "which": { "type": "branch", "cases": [{ "when": "topic === 'my order is late'", "exit": "late" }], "exits": { "late": "say", "otherwise": "end" } },
            "say": { "type": "say", "prompt": { "play": "1500/1" }, "exits": { "done": "end" } }
            """, more: """ "variables": { "topic": { "type": "text" } }, """);
        var phone = Calls();
        Ladder.Wait(1.2);
        Speak();
        Assert.True(phone.HearsNow(700));
        Ladder.Wait(1);
        Speak();
        Assert.True(phone.HearsNow(1500));
        Ladder.Wait(1);
        IsHungUp();
    }

    [Fact]
    public void Somebody_is_found_by_name()
    {
        Recogniser.Understands = static _ => new RecognitionOutcome.Heard("berger", "Berger", "Berger", 0.9);
        Has("""
            "start": { "type": "directory", "prompt": { "play": "1000/1" }, "directory": "staff", "number": "number", "exits": { "done": "dial", "noInput": "end" } },
            "dial": { "type": "dial", "to": "{{ number }}", "exits": { "done": "end", "failed": "end" } }
            """, more: $$""" "variables": { "number": { "type": "text" } }, "directories": { "staff": [{ "name": "Anna Berger", "phrases": ["Berger"], "to": "{{Number}}" }] }, """);
        Calls();
        Ladder.Wait(1.2);
        Speak();
        Answers(Alpha, Number);
        HangsUp(Alpha);
        IsHungUp();
    }
}
