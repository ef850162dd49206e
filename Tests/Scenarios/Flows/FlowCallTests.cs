using Telephony.Domain.Flows;
using Telephony.Scenarios.Calls;
using Xunit;

namespace Telephony.Scenarios.Flows;

/// <summary>Flows on calls: prompts, keys, dials, conferences, errors.</summary>
public sealed class FlowCallTests : FlowScenario
{
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
        Assert.Equal(0, Desk.Count);
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
        Assert.Equal(0, Desk.Count);
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
    public void Every_step_of_a_call_isSeen_with_the_version_that_it_keeps_to()
    {
        Has("""
            "start": { "type": "menu", "prompt": { "play": "1000/1" }, "timeout": "1s", "tries": 2, "choices": [{ "keys": "1", "exit": "one" }], "exits": { "one": "end", "noInput": "end" } }
            """);
        Calls();
        Ladder.Wait(2.5);
        Sbc.PressesKey('1');
        IsHungUp();
        Assert.Equal(["0 start entered ", "1 start retried noInput", "2 start left one", "3 end entered ", "4 end ended The flow hung up."], Seen.Select(static seen => $"{seen.Number} {seen.Step.Node} {seen.Step.Kind.ToWord()} {seen.Step.Detail}"));
        Assert.All(Seen, static seen => Assert.Equal(("test", 1), (seen.Step.Flow, seen.Step.Version)));
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

    [Fact]
    public void A_conference_begins_with_its_host_and_ends_with_him()
    {
        Has("""
            "start": { "type": "branch", "cases": [{ "when": "call.from === '+12065550199'", "exit": "host" }], "exits": { "host": "host", "otherwise": "guest" } },
            "guest": { "type": "conference", "room": "team", "starts": false, "exits": { "done": "say", "failed": "end" } },
            "host": { "type": "conference", "room": "team", "ends": true, "leaveKey": "#", "exits": { "done": "end", "failed": "end" } },
            "say": { "type": "say", "prompt": { "play": "1500/1" }, "exits": { "done": "end" } }
            """);
        var guest = Calls();
        Ladder.Wait(5.2);
        Assert.True(guest.HearsNow(523.25));
        Alpha.Number = "+12065550199";
        Alpha.Dials(Ours, Alpha.Sdp("PCMU", "telephone-event"));
        Alpha.Acks(Alpha.Receives("200 INVITE"));
        var host = new Voice(Ladder, Alpha, "PCMU");
        guest = new Voice(Ladder, Sbc, "PCMU");
        Voice.Talk(Ladder, 150, (guest, 440), (host, 700));
        guest.AssertHears(700, besides: 440, atLeast: 0.5);
        Alpha.PressesKey('#');
        Ladder.Wait(0.6);
        Assert.True(guest.HearsNow(1500));
        Ladder.Wait(1);
        IsHungUp();
        IsHungUp(Alpha);
    }

    [Fact]
    public void An_announced_transfer_is_told_first_and_ends_the_flow()
    {
        Has($$"""
            "start": { "type": "transfer", "to": "{{Number}}", "kind": "announced", "announcement": { "play": "700/1" }, "exits": { "failed": "end" } }
            """);
        var caller = Calls();
        var invite = Alpha.Receives("INVITE");
        Ladder.Wait(0.5);
        Assert.True(caller.HearsNow(440) || caller.HearsNow(480) || caller.Packets.Count > 20);   // it rings
        Alpha.Answers(invite, 200, Alpha.Sdp("PCMU", "telephone-event"));
        Alpha.Receives("ACK");
        var other = new Voice(Ladder, Alpha, "PCMU");
        Ladder.Wait(0.5);
        Assert.True(other.HearsNow(700));
        Ladder.Wait(0.7);
        caller = new Voice(Ladder, Sbc, "PCMU");
        Voice.Talk(Ladder, 150, (caller, 440), (other, 500));
        caller.AssertHears(500, besides: 440, atLeast: 0.5);
        HangsUp(Alpha);
        IsHungUp();
        Assert.Equal(0, Desk.Count);
    }

    [Fact]
    public void A_flow_may_dial_an_end_of_the_gateway_itself()
    {
        Has($$"""
            "start": { "type": "dial", "to": "{{OurEcho}}", "exits": { "done": "end", "failed": "end" } }
            """);
        var caller = Calls();
        Voice.Talk(Ladder, 150, (caller, 440));
        caller.AssertHears(440, besides: 1000, atLeast: 0.5);
        HangsUp(Sbc);
        Assert.Equal(0, Desk.Count);
    }

    [Fact]
    public void A_text_message_is_sent_from_the_called_number()
    {
        Has("""
            "start": { "type": "sms", "text": "Hello {{ call.from }}", "exits": { "sent": "say", "failed": "end" } },
            "say": { "type": "say", "prompt": { "play": "1500/1" }, "exits": { "done": "end" } }
            """);
        var phone = Calls();
        Ladder.Wait(0.6);
        Assert.True(phone.HearsNow(1500));
        Assert.Equal([$"{Ours} {Sbc.Number} Hello {Sbc.Number}"], Texts);
        Ladder.Wait(1);
        IsHungUp();
    }
}
