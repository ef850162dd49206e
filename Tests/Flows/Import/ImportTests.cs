using Telephony.Flows.Support;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.FlowSimulator;
using Telephony.Ivr.Import;
using Xunit;

namespace Telephony.Flows.Import;

/// <summary>What other systems' flows become here, and what is said of the rest.</summary>
public sealed class ImportTests
{
    [Fact]
    public void A_TwiML_document_becomes_a_flow_that_runs()
    {
        var made = TwimlImport.Read("""
            <?xml version="1.0" encoding="UTF-8"?>
            <Response>
              <Say voice="alice" loop="2">Hello.</Say>
              <Pause length="2"/>
              <Gather numDigits="4" timeout="7" action="/pin"><Say>Your PIN?</Say></Gather>
              <Dial timeout="20" callerId="+12025550100"><Number>+12025550111</Number><Sip>sip:a@example.com</Sip></Dial>
              <Record maxLength="30"/>
              <Sing/>
              <Hangup/>
            </Response>
            """, "old one");
        var call = new SimulatedCall(Program(made), new World().On("dial", "*", "busy"));
        call.Press("4711").UntilOver();
        Assert.True(call.IsOver);
        Assert.Equal("4711", call["input"].ToString());
        Assert.Contains(call.Actions, static action => action is FlowAction.Dial { From: "+12025550100", To: ["+12025550111", "sip:a@example.com"] });
        Assert.Contains(call.Actions, static action => action is FlowAction.Record { Longest.TotalSeconds: 30 });
        Assert.Contains(made.Left, static sentence => sentence.Contains("Sing", StringComparison.Ordinal));
        Assert.Contains(made.Left, static sentence => sentence.Contains("action=\"/pin\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<Response><Reject reason='busy'/></Response>", 17)]
    [InlineData("<Response><Reject/></Response>", 21)]
    [InlineData("<Response/>", 16)]
    public void A_call_is_ended_as_it_says(string xml, int cause) =>
        Assert.Contains(new SimulatedCall(Program(TwimlImport.Read(xml, "x"))).Actions, action => action is FlowAction.HangUp hangUp && hangUp.Cause == cause);

    [Theory]
    [InlineData("<Response>")]
    [InlineData("<Speak/>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'b'>]><Response>&a;</Response>")]
    public void What_is_no_TwiML_says_why(string xml)
    {
        var made = TwimlImport.Read(xml, "x");
        Assert.Null(made.Document);
        Assert.Single(made.Left);
    }

    [Fact]
    public void A_flow_of_Studio_becomes_one_that_runs()
    {
        var made = StudioImport.Read("""
            { "description": "A New Flow", "initial_state": "Trigger", "flags": { "allow_concurrent_calls": true }, "states": [
              { "name": "Trigger", "type": "trigger", "transitions": [ { "event": "incomingMessage" }, { "next": "menu", "event": "incomingCall" } ], "properties": {} },
              { "name": "menu", "type": "gather-input-on-call", "transitions": [ { "next": "split", "event": "keypress" }, { "event": "speech" }, { "next": "bye now", "event": "timeout" } ],
                "properties": { "say": "Hi {{contact.channel.address}}, press 1.", "timeout": 4, "number_of_digits": 1, "finish_on_key": "" } },
              { "name": "split", "type": "split-based-on", "transitions": [ { "next": "bye now", "event": "noMatch" },
                { "next": "call sales", "event": "match", "conditions": [ { "friendly_name": "1", "arguments": ["{{widgets.menu.Digits}}"], "type": "equal_to", "value": "1" } ] } ], "properties": { "input": "{{widgets.menu.Digits}}" } },
              { "name": "call sales", "type": "connect-call-to", "transitions": [ { "next": "robot", "event": "callCompleted" } ], "properties": { "noun": "number", "to": "+12025550111", "timeout": 30 } },
              { "name": "bye now", "type": "say-play", "transitions": [ { "event": "audioComplete" } ], "properties": { "say": "Bye." } },
              { "name": "robot", "type": "run-function", "transitions": [], "properties": {} } ] }
            """, "studio");
        var program = Program(made);
        var call = new SimulatedCall(program).UntilAsked();
        Assert.Contains("Hi +12025550123, press 1.", call.Heard, StringComparison.Ordinal);
        call.Press("1").UntilOver();
        Assert.Contains(call.Actions, static action => action is FlowAction.Dial { To: ["+12025550111"] });
        Assert.Contains("does not work", call.Heard, StringComparison.Ordinal);   // the function was not taken over
        Assert.Contains("Bye.", new SimulatedCall(program).Press("2").UntilOver().Heard, StringComparison.Ordinal);
        Assert.Contains(made.Left, static sentence => sentence.StartsWith("robot: a widget of the type run-function", StringComparison.Ordinal));
    }

    /// <summary>As its editor exports a flow: with positions, offsets, flags, widgets by the name "end", speech beside keys, requests whose answers are used later.</summary>
    [Fact]
    public void A_larger_flow_of_Studio_keeps_its_values_and_ways()
    {
        var made = StudioImport.Read(Repository.Read("Tests/Flows/Import/studio-clinic.json"), "clinic");
        var program = Program(made);
        Assert.Equal(["ask: {{flow.data.mood}} has no counterpart; it counts as empty.", "mailbox: nobody is told at https://app.example/recorded; subscribers of events are, and the addresses of notify."], made.Left);
        World World(string patient) => new World().On("http", "*", $"200 {patient}").On("dial", "*", "busy").On("record", "*", "9s");

        // By speech: the patient's name is looked up, the answer decides, the number is that of the answer.
        var spoken = new SimulatedCall(program, World("""{"name":"Ada","vip":"yes","doctor":{"phone":"+12025550177"}}""")).UntilAsked();
        Assert.Contains("Hello Ada. Say doctor", spoken.Heard, StringComparison.Ordinal);
        spoken.Say("doctor").UntilOver();
        Assert.Contains(spoken.Actions, static action => action is FlowAction.Dial { To: ["+12025550177"], From: "+12025550100" });
        Assert.Contains(spoken.Actions, static action => action is FlowAction.Request request && request.Url.EndsWith("?phone=%2B12025550123", StringComparison.Ordinal));

        // By key: another way out of the same widget.
        var pressed = new SimulatedCall(program, World("""{"name":"Ben","vip":"no"}""")).UntilAsked().Press("2").UntilOver();
        Assert.Contains(pressed.Actions, static action => action is FlowAction.SendText { Text: "Ben (+12025550123) wants an appointment, option 2." });
        Assert.Contains("A widget called end.", pressed.Heard, StringComparison.Ordinal);

        // A request that fails goes its own way.
        var failed = new SimulatedCall(program, new World().On("http", "*", "unreachable").On("record", "*", "9s")).UntilOver();
        Assert.Contains(failed.Actions, static action => action is FlowAction.DeliverVoicemail);
    }

    private static FlowProgram Program(ImportResult made)
    {
        Assert.NotNull(made.Document);
        return FlowProgram.Of(Texts.Flow(made.Document));
    }
}
