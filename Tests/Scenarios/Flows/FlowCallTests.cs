using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Audio.Tones;
using Telephony.Calls.Steering;
using Telephony.Domain.Flows;
using Telephony.Domain.Identity;
using Telephony.FlowRunner;
using Telephony.FlowRunner.Requests;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Library;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Flows;

/// <summary>Flows on calls: what the phone hears, presses and is connected with. Prompts are tones: <c>1000/2</c> is 1000 Hz for two seconds.</summary>
public sealed class FlowCallTests : Scenario, IFlowPrompts, IFlowWitness
{
    private const string Ours = "+14255550150";

    private readonly FlowCatalogueHolder _flows = new();
    private readonly FlowRequests _requests = new([], [], TimeProvider.System);
    private readonly List<(int Number, FlowCallStep Step)> _seen = [];
    private readonly FlowDesk _desk;

    public FlowCallTests()
    {
        _desk = new FlowDesk(new FlowServices(_flows, this, _requests, Path.Combine(Path.GetTempPath(), "telephony-flow-calls"), TimeProvider.System, NullLogger.Instance) { Witness = this });
        Start(new LadderSetup { Numbers = [(Ours, "flow test")], Reception = _desk });
        _desk.Open(Ladder.Shard, Ladder.Calls);
    }

    [Fact]
    public void A_menu_is_heard_and_a_key_into_it_is_taken()
    {
        Has("""
            "start": { "type": "menu", "prompt": { "play": "1000/30" }, "choices": [{ "keys": "1", "exit": "one" }], "exits": { "one": "say", "noInput": "end" } },
            "say": { "type": "say", "prompt": { "play": "1500/1" }, "exits": { "done": "end" } }
            """);
        var phone = Calls();
        Ladder.Wait(0.5);
        Assert.True(phone.HearsNow(1000));
        Sbc.PressesKey('1');
        Ladder.Wait(0.6);
        Assert.True(phone.HearsNow(1500));
        Ladder.Wait(1);
        IsHungUp();
    }

    [Fact]
    public void Silence_is_asked_again_and_then_given_up()
    {
        Has("""
            "start": { "type": "menu", "prompt": { "play": "1000/1" }, "timeout": "2s", "tries": 2, "noInputPrompt": { "play": "600/1" }, "choices": [{ "keys": "1", "exit": "one" }], "exits": { "one": "end", "noInput": "bye" } },
            "bye": { "type": "hangUp", "prompt": { "play": "1500/1" } }
            """);
        var phone = Calls();
        Ladder.Wait(3.6);
        Assert.True(phone.HearsNow(600));
        Ladder.Wait(1);
        Assert.True(phone.HearsNow(1000));
        Ladder.Wait(3);
        Assert.True(phone.HearsNow(1500));
        Ladder.Wait(1);
        IsHungUp();
    }

    [Fact]
    public void A_dial_joins_the_two_and_the_flow_goes_on_when_the_other_side_hangs_up()
    {
        Has($$"""
            "start": { "type": "dial", "to": "{{Number}}", "exits": { "done": "say", "failed": "end" } },
            "say": { "type": "say", "prompt": { "play": "1500/1" }, "exits": { "done": "end" } }
            """);
        var phone = Calls();
        Alpha.Answers(Alpha.Receives("INVITE"), 200, Alpha.Sdp("PCMU", "telephone-event"));
        Alpha.Receives("ACK");
        var other = new Voice(Ladder, Alpha, "PCMU");
        Voice.Talk(Ladder, 150, (phone, 440), (other, 700));
        phone.AssertHears(700, besides: 440, atLeast: 0.8);
        other.AssertHears(440, besides: 700, atLeast: 0.8);
        Alpha.Sends("BYE");
        Alpha.Receives("200 BYE");
        Ladder.Wait(0.6);
        Assert.True(phone.HearsNow(1500));
        Ladder.Wait(1);
        IsHungUp();
    }

    [Fact]
    public void A_dial_that_is_busy_goes_on_with_the_caller()
    {
        Has($$"""
            "start": { "type": "dial", "to": "{{Number}}", "exits": { "done": "end", "busy": "say", "failed": "end" } },
            "say": { "type": "say", "prompt": { "play": "1500/1" }, "exits": { "done": "end" } }
            """);
        var phone = Calls();
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        Ladder.Wait(0.6);
        Assert.True(phone.HearsNow(1500));
        Ladder.Wait(1);
        IsHungUp();
    }

    [Fact]
    public void A_caller_who_hangs_up_ends_the_talk_too()
    {
        Has($$"""
            "start": { "type": "dial", "to": "{{Number}}", "exits": { "done": "end", "failed": "end" } }
            """);
        Calls();
        Alpha.Answers(Alpha.Receives("INVITE"), 200, Alpha.Sdp("PCMU", "telephone-event"));
        Alpha.Receives("ACK");
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
        Alpha.Answers(Alpha.Receives("BYE"), 200);
        Assert.Equal(0, _desk.Count);
    }

    [Fact]
    public void A_flow_may_refuse_a_call_before_it_is_answered()
    {
        Has("""
            "start": { "type": "branch", "cases": [{ "when": "call.from.startsWith('+')", "exit": "stranger" }], "exits": { "stranger": "busy", "otherwise": "end" } },
            "busy": { "type": "hangUp", "how": "busy" }
            """);
        Sbc.Dials(Ours);
        Sbc.Receives("486");
        Assert.Equal(0, _desk.Count);
    }

    [Fact]
    public void A_prompt_that_cannot_be_played_leads_to_the_error_branch()
    {
        Has("""
            "start": { "type": "say", "prompt": { "play": "nothing.wav" }, "exits": { "done": "end" } }
            """);
        var phone = Calls();
        Ladder.Wait(0.5);
        Assert.True(phone.HearsNow(2000));
        Ladder.Wait(1);
        IsHungUp();
    }

    [Fact]
    public void A_change_of_the_flow_touches_no_call_that_runs()
    {
        const string before = """
            "start": { "type": "wait", "for": "2s", "exits": { "done": "say" } }, "say": { "type": "say", "prompt": { "play": "1000/2" }, "exits": { "done": "end" } }
            """;
        Has(before);
        var phone = Calls();
        Has(before.Replace("1000/2", "1500/2", StringComparison.Ordinal));
        Ladder.Wait(3);
        Assert.True(phone.HearsNow(1000));
        Ladder.Wait(1.5);
        IsHungUp();

        phone = Calls();
        Ladder.Wait(3);
        Assert.True(phone.HearsNow(1500));
        Ladder.Wait(1.5);
        IsHungUp();
    }

    [Fact]
    public void Every_step_of_a_call_is_seen_with_the_version_that_it_keeps_to()
    {
        Has("""
            "start": { "type": "menu", "prompt": { "play": "1000/1" }, "timeout": "1s", "tries": 2, "choices": [{ "keys": "1", "exit": "one" }], "exits": { "one": "end", "noInput": "end" } }
            """);
        Calls();
        Ladder.Wait(2.5);
        Sbc.PressesKey('1');
        IsHungUp();
        Assert.Equal(["0 start entered ", "1 start retried noInput", "2 start left one", "3 end entered ", "4 end ended The flow hung up."], _seen.Select(static seen => $"{seen.Number} {seen.Step.Node} {seen.Step.Kind.ToWord()} {seen.Step.Detail}"));
        Assert.All(_seen, static seen => Assert.Equal(("test", 1), (seen.Step.Flow, seen.Step.Version)));
    }

    [Fact]
    public void Two_callers_in_a_conference_hear_each_other()
    {
        Has("""
            "start": { "type": "conference", "room": "team", "leaveKey": "#", "exits": { "done": "say", "failed": "end" } },
            "say": { "type": "say", "prompt": { "play": "1500/1" }, "exits": { "done": "end" } }
            """);
        var one = Calls();
        Alpha.Dials(Ours, Alpha.Sdp("PCMU", "telephone-event"));
        Alpha.Acks(Alpha.Receives("200 INVITE"));
        var other = new Voice(Ladder, Alpha, "PCMU");
        Voice.Talk(Ladder, 150, (one, 440), (other, 700));
        one.AssertHears(700, besides: 440, atLeast: 0.8);
        other.AssertHears(440, besides: 700, atLeast: 0.8);
        Sbc.PressesKey('#');
        Ladder.Wait(0.6);
        Assert.True(one.HearsNow(1500));
        Ladder.Wait(1);
        IsHungUp();
        Alpha.Sends("BYE");
        Alpha.Receives("200 BYE");
    }

    [Fact]
    public void A_number_whose_flow_is_not_there_is_refused()
    {
        Sbc.Dials(Ours);
        Sbc.Receives("480");
    }

    void IFlowWitness.Saw(ResourceId resource, CallId call, int number, FlowCallStep step) => _seen.Add((number, step));

    ValueTask<(ReadOnlyMemory<short>? Samples, string Why)> IFlowPrompts.GetAsync(PromptPiece piece, CancellationToken cancellation) => ValueTask.FromResult<(ReadOnlyMemory<short>?, string)>(piece switch
    {
        PromptPiece.Sound sound when sound.File.Split('/') is [var frequency, var seconds] => ((ReadOnlyMemory<short>?)ToneGenerator.Make(new Tone([double.Parse(frequency)]), TimeSpan.FromSeconds(double.Parse(seconds)), SteeredSound.SampleRate), ""),
        _ => (null, "there is no such file"),
    });

    /// <summary>The flow is made of these nodes, "end", and an error branch of 2000 Hz.</summary>
    private void Has(string nodes)
    {
        var text = $$"""
            { "format": 1, "name": "test", "start": "start", "onError": "broken", "nodes": { {{nodes}},
              "broken": { "type": "say", "prompt": { "play": "2000/1" }, "exits": { "done": "end", "error": "end" } }, "end": { "type": "hangUp" } } }
            """;
        Assert.True(FlowReader.TryRead(text, out var flow, out var mistakes), string.Join('\n', mistakes));
        _flows.Swap(new FlowCatalogue(new Dictionary<string, FlowProgram> { ["test"] = FlowProgram.Of(flow) }));
    }

    private Voice Calls()
    {
        Sbc.Dials(Ours, Sbc.Sdp("PCMU", "telephone-event"));
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        return new Voice(Ladder, Sbc, "PCMU");
    }

    private void IsHungUp()
    {
        Sbc.Answers(Sbc.Receives("BYE"), 200);
    }
}
