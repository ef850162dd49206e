using Telephony.Flows.Support;
using Telephony.Ivr.Flows.Checks;
using Telephony.Ivr.Flows.Drawing;
using Xunit;

namespace Telephony.Flows.Checks;

/// <summary>What is doubtful in a flow that reads well, with node and sentence.</summary>
public sealed class CheckTests
{
    [Fact]
    public void A_node_that_no_way_leads_to() =>
        Finds(FindingKind.UnreachableNode, "lost", false, Texts.Document("""
            "start": { "type": "wait", "for": "1s", "exits": { "done": "end" } }, "lost": { "type": "wait", "for": "1s", "exits": { "done": "end" } }
            """));

    [Fact]
    public void A_circle_that_waits_for_nobody() =>
        Finds(FindingKind.EndlessLoop, "start", true, Texts.Document("""
            "start": { "type": "set", "variables": { "n": "n + 1" }, "exits": { "done": "b" } }, "b": { "type": "set", "exits": { "done": "start" } }
            """, "\"n\": { \"type\": \"number\", \"initial\": 0 }"));

    [Fact]
    public void A_circle_with_a_way_out_is_only_doubtful() =>
        Finds(FindingKind.EndlessLoop, "start", false, Texts.Document("""
            "start": { "type": "set", "variables": { "n": "n + 1" }, "exits": { "done": "b" } }, "b": { "type": "branch", "cases": [{ "when": "n > 5", "exit": "out" }], "exits": { "out": "end", "otherwise": "start" } }
            """, "\"n\": { \"type\": \"number\", \"initial\": 0 }"));

    [Fact]
    public void A_prompt_that_is_missing_in_a_language() =>
        Finds(FindingKind.MissingLanguage, "start", true, Texts.Document("""
            "start": { "type": "say", "prompt": { "en-US": "Hello" }, "exits": { "done": "end" } }
            """, more: " \"languages\": [\"en-US\", \"de-DE\"],"), "is missing in de-DE");

    [Theory]
    [InlineData("1", "1", true)]
    [InlineData("1", "12", false)]
    public void Keys_that_shadow_each_other(string first, string second, bool refuses) =>
        Finds(FindingKind.ShadowedKeys, "start", refuses, Texts.Document($$"""
            "start": { "type": "menu", "prompt": "?", "choices": [{ "keys": "{{first}}", "exit": "a" }, { "keys": "{{second}}", "exit": "b" }], "exits": { "a": "end", "b": "end", "noInput": "end" } }
            """));

    [Fact]
    public void A_variable_that_may_be_unset() =>
        Finds(FindingKind.UnsetVariable, "tell", false, Texts.Document("""
            "start": { "type": "digits", "prompt": "?", "into": "d", "exits": { "done": "tell", "noInput": "tell" } }, "tell": { "type": "say", "prompt": "{{ d }}", "exits": { "done": "end" } }
            """, "\"d\": { \"type\": \"text\" }"), "d may have no value yet");

    [Fact]
    public void A_variable_that_is_set_on_every_way_is_none() =>
        Assert.DoesNotContain(FlowChecks.Run(Texts.Flow(Texts.Document("""
            "start": { "type": "digits", "prompt": "?", "into": "d", "exits": { "done": "tell", "noInput": "end" } }, "tell": { "type": "say", "prompt": "{{ d }}", "exits": { "done": "end" } }
            """, "\"d\": { \"type\": \"text\" }"))), static finding => finding.Kind == FindingKind.UnsetVariable);

    [Fact]
    public void A_number_that_is_not_ours() =>
        Finds(FindingKind.ForeignNumber, "start", true, Texts.Document("""
            "start": { "type": "dial", "to": "+12025550100", "from": "+15550000000", "exits": { "done": "end", "failed": "end" } }
            """));

    [Fact]
    public void A_phrase_that_stands_for_two_choices() =>
        Finds(FindingKind.SamePhrase, "start", true, Texts.Document("""
            "start": { "type": "menu", "prompt": "?", "choices": [{ "phrases": ["Sales"], "exit": "a" }, { "phrases": ["sales", "other"], "exit": "b" }], "exits": { "a": "end", "b": "end", "noInput": "end" } }
            """));

    [Fact]
    public void A_variable_that_nobody_uses() =>
        Finds(FindingKind.UnusedVariable, "", false, Texts.Document("\"start\": { \"type\": \"wait\", \"for\": \"1s\", \"exits\": { \"done\": \"end\" } }", "\"left\": { \"type\": \"text\" }"), "left is declared");

    [Theory]
    [InlineData("""{ "type": "say", "prompt": [{ "play": "there.wav" }, { "play": "gone.wav" }], "exits": { "done": "end" } }""", "start", "prompt plays gone.wav")]
    [InlineData("""{ "type": "play", "file": "gone.wav", "exits": { "done": "end" } }""", "start", "file plays gone.wav")]
    [InlineData("""{ "type": "say", "prompt": "@hello", "exits": { "done": "end" } }""", "", "the prompt hello plays gone.wav")]
    public void A_sound_file_that_is_missing(string node, string where, string words) =>
        Finds(FindingKind.MissingSound, where, true, Texts.Document($"\"start\": {node}", more: where.Length == 0 ? " \"prompts\": { \"hello\": { \"play\": \"gone.wav\" } }," : ""), words);

    [Fact]
    public void A_sound_file_on_the_web_or_by_a_variable_is_not_looked_for() =>
        Assert.DoesNotContain(FlowChecks.Run(Texts.Flow(Texts.Document("""
            "start": { "type": "say", "prompt": [{ "play": "https://a.example/x.wav" }, { "play": "{{ call.from }}.wav" }], "exits": { "done": "end" } }
            """)), hasSound: static _ => false), static finding => finding.Kind == FindingKind.MissingSound);

    [Fact]
    public void A_drawing_has_every_node_and_way()
    {
        var drawing = FlowDrawing.Mermaid(Texts.Flow(Texts.Document("""
            "start": { "type": "menu", "prompt": "?", "choices": [{ "keys": "1", "exit": "a" }, { "keys": "2", "exit": "b" }], "exits": { "a": "end", "b": "end", "noInput": "start", "error": "broken" } }
            """)));
        Assert.Contains("n_start -- a, b --> n_end", drawing, StringComparison.Ordinal);
        Assert.Contains("n_start -- noInput --> n_start", drawing, StringComparison.Ordinal);
        Assert.Contains("n_start -. error .-> n_broken", drawing, StringComparison.Ordinal);
        Assert.StartsWith("flowchart TD\n  begin_([begin]) --> n_start\n", drawing, StringComparison.Ordinal);
    }

    private static void Finds(FindingKind kind, string node, bool refuses, string document, string words = "")
    {
        var finding = Assert.Single(FlowChecks.Run(Texts.Flow(document), static number => number.StartsWith("+1202", StringComparison.Ordinal), static file => file == "there.wav"), finding => finding.Kind == kind && finding.Node == node);
        Assert.Equal((node, refuses), (finding.Node, finding.Refuses));
        Assert.Contains(words, finding.Sentence, StringComparison.Ordinal);
    }
}
