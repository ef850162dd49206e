using Telephony.Flows.Support;
using Telephony.Ivr.Flows.Checks;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.FlowSimulator;
using Xunit;

namespace Telephony.Flows.Nodes;

/// <summary>What single nodes promise, as calls.</summary>
public sealed class NodeTests
{
    [Fact]
    public void Keys_typed_ahead_answer_the_questions_in_their_order()
    {
        var call = new SimulatedCall(Texts.Program("""
            "start": { "type": "say", "prompt": "Welcome to a long greeting.", "exits": { "done": "menu" } },
            "menu": { "type": "menu", "prompt": "1 or 2?", "choices": [{ "keys": "1", "exit": "a" }, { "keys": "2", "exit": "b" }], "exits": { "a": "digits", "b": "end", "noInput": "end" } },
            "digits": { "type": "digits", "prompt": "Number?", "into": "d", "least": 3, "most": 3, "exits": { "done": "end", "noInput": "broken" } }
            """, "\"d\": { \"type\": \"text\" }"));
        call.Press("1456", atOnce: true);
        Assert.True(call.IsOver);
        Assert.Equal("456", call["d"].ToString());
    }

    [Fact]
    public void A_prompt_that_keys_may_not_interrupt_swallows_them()
    {
        var call = new SimulatedCall(Texts.Program("""
            "start": { "type": "menu", "prompt": "A prompt that must be heard.", "bargeIn": "none", "choices": [{ "keys": "1", "exit": "a" }], "exits": { "a": "end", "noInput": "broken" } }
            """));
        call.Press("1", atOnce: true);
        Assert.Equal("start", call.Node);
        call.Press("1");
        Assert.True(call.UntilOver().IsOver);
    }

    [Fact]
    public void A_key_that_begins_a_longer_one_is_waited_with()
    {
        var program = Texts.Program("""
            "start": { "type": "menu", "prompt": "?", "choices": [{ "keys": "1", "exit": "one" }, { "keys": "12", "exit": "twelve" }], "choice": "c", "exits": { "one": "end", "twelve": "end", "noInput": "broken" } }
            """, "\"c\": { \"type\": \"text\" }");
        var slow = new SimulatedCall(program).Press("1");
        Assert.Equal("start", slow.Node);
        Assert.Equal("one", slow.Wait(TimeSpan.FromSeconds(4))["c"].ToString());
        Assert.Equal("twelve", new SimulatedCall(program).Press("12")["c"].ToString());
    }

    [Fact]
    public void Why_a_text_was_refused_is_in_its_variable()
    {
        var program = Texts.Program("""
            "start": { "type": "sms", "text": "hello", "reason": "why", "exits": { "sent": "end", "failed": "say" } },
            "say": { "type": "say", "prompt": "It was not sent: {{ why }}.", "exits": { "done": "end" } }
            """, "\"why\": { \"type\": \"text\" }");
        Assert.Equal("It was not sent: refused.", new SimulatedCall(program, new World().On("sms", "*", "fails")).UntilOver().Heard);
        Assert.Equal("", new SimulatedCall(program).UntilOver().Heard);
        Assert.Empty(FlowChecks.Run(program.Flows.Values.Single()));
    }

    [Fact]
    public void A_node_without_an_error_exit_leads_to_the_flow_s_error_branch()
    {
        var call = new SimulatedCall(Texts.Program("""
            "start": { "type": "script", "code": "throw new Error('the moon')", "exits": { "done": "end" } }
            """));
        Assert.Contains("It is broken: the moon.", call.Heard, StringComparison.Ordinal);
        Assert.True(call.UntilOver().IsOver);
    }

    [Fact]
    public void An_error_branch_that_is_broken_too_ends_the_call_and_says_why()
    {
        var call = new SimulatedCall(Texts.Program("""
            "start": { "type": "script", "code": "throw new Error('the moon')", "exits": { "done": "end", "error": "start" } }
            """));
        Assert.True(call.IsOver);
        Assert.Contains(call.Actions, static action => action is FlowAction.HangUp { Cause: 127 });
    }

    [Fact]
    public void A_circle_that_waits_for_nobody_is_cut()
    {
        var call = new SimulatedCall(Texts.Program("""
            "start": { "type": "set", "variables": { "n": "n + 1" }, "exits": { "done": "start" } }
            """, "\"n\": { \"type\": \"number\", \"initial\": 0 }"));
        Assert.Contains("without waiting for anybody", call.Position.End!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sub_flow_has_variables_of_its_own_and_gives_back_what_is_taken()
    {
        var main = Texts.Flow(Texts.Document("""
            "start": { "type": "flow", "flow": "double", "give": { "n": "n + 1" }, "take": { "n": "result.doubled" }, "returns": ["odd"], "exits": { "done": "end", "odd": "say" } },
            "say": { "type": "say", "prompt": "odd {{ n }}", "exits": { "done": "end" } }
            """, "\"n\": { \"type\": \"number\", \"initial\": 4 }").Replace("\"test\"", "\"main\"", StringComparison.Ordinal));
        var sub = Texts.Flow(Texts.Document("""
            "start": { "type": "set", "variables": { "doubled": "n * 2" }, "exits": { "done": "back" } }, "back": { "type": "return", "exit": "odd" }
            """, "\"n\": { \"type\": \"number\" }, \"doubled\": { \"type\": \"number\" }").Replace("\"test\"", "\"double\"", StringComparison.Ordinal));
        Assert.True(FlowProgram.TryCompose("main", name => name == "main" ? (main, 7) : (sub, 2), out var program, out var mistakes), string.Join(' ', mistakes));
        Assert.Equal("main@7+double@2", program.Id);
        Assert.Equal("odd 10", new SimulatedCall(program).Heard);
    }

    [Fact]
    public void A_program_without_one_of_its_flows_is_refused()
    {
        var main = Texts.Flow(Texts.Document("""
            "start": { "type": "flow", "flow": "gone", "exits": { "done": "end" } }
            """));
        Assert.False(FlowProgram.TryCompose("test", name => name == "test" ? (main, 1) : null, out _, out var mistakes));
        Assert.Equal("Flow test calls the flow gone, which is not there.", Assert.Single(mistakes));
    }

    [Fact]
    public void Values_in_an_address_are_escaped_and_in_SSML_too()
    {
        var call = new SimulatedCall(Texts.Program("""
            "start": { "type": "http", "url": "http://service.example/{{ d }}/x?from={{ call.from }}&name={{ o.name }}", "exits": { "done": "say", "failed": "say" } },
            "say": { "type": "say", "prompt": { "ssml": "<speak>{{ d }} {{ o.name }}</speak>" }, "exits": { "done": "end" } }
            """, "\"d\": { \"type\": \"text\", \"initial\": \"../a&<b>?\" }, \"o\": { \"type\": \"object\", \"initial\": { \"name\": \"<a>&b=c\" } }"), new World().On("http", "*", "200"));
        Assert.Contains(call.Actions, static action => action is FlowAction.Request { Url: "http://service.example/..%2Fa%26%3Cb%3E%3F/x?from=%2B12025550123&name=%3Ca%3E%26b%3Dc" });
        Assert.Contains("<speak>../a&amp;&lt;b&gt;? &lt;a&gt;&amp;b=c</speak>", call.UntilOver().Heard, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_of_another_type_breaks_the_node()
    {
        var call = new SimulatedCall(Texts.Program("""
            "start": { "type": "set", "variables": { "n": "'many'" }, "exits": { "done": "end" } }
            """, "\"n\": { \"type\": \"number\" }"));
        Assert.Contains("n is declared as number and cannot hold the text", call.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dial_that_finds_nobody_says_why()
    {
        foreach (var (outcome, exit) in new[] { ("busy", "busy"), ("noAnswer", "noAnswer"), ("refused", "failed"), ("answers talk 10s", "done") })
        {
            var call = new SimulatedCall(Texts.Program("""
                "start": { "type": "dial", "to": "+12025550100", "exits": { "done": "end", "busy": "end", "noAnswer": "end", "failed": "end" } }
                """), new World().On("dial", "*", outcome)).UntilOver();
            Assert.Contains(call.Trace, line => line.Node == "start" && line.Kind == FlowTraceKind.Left && line.Detail == exit);
        }
    }

    [Fact]
    public void A_host_that_keeps_no_time_does_not_hold_a_request_for_ever()
    {
        var call = new SimulatedCall(Texts.Program("""
            "start": { "type": "http", "url": "http://service.example/", "timeout": "2s", "retries": 2, "exits": { "done": "broken", "failed": "end" } }
            """), new World().On("http", "*", "silent")).UntilOver();
        Assert.True(call.IsOver);
        Assert.Equal(3, call.Actions.OfType<FlowAction.Request>().Count());
    }

    [Theory]
    [InlineData("Berger", "2374")]
    [InlineData("Müller", "685")]
    [InlineData("O'Neil", "663")]
    public void A_name_is_spelled_on_the_keys(string name, string keys) => Assert.StartsWith(keys, TelephoneKeys.Spell(name), StringComparison.Ordinal);
}
