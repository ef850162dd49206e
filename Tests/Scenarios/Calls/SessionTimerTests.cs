using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Session timers on each leg (RFC 4028, DR-36; acceptance 9).</summary>
public class SessionTimerTests : Scenario
{
    private const string TakesUpdate = "Allow: INVITE, ACK, BYE, CANCEL, UPDATE\n";

    public SessionTimerTests() => Start(new LadderSetup { Options = static options => options with { EndOnMediaTimeout = false } });

    [Fact]
    public void The_invite_asks_for_half_an_hour_and_the_answer_of_the_caller_is_what_it_asked_for()
    {
        Sbc.Dials(Number, headers: "Supported: timer\nSession-Expires: 600;refresher=uas\n");
        var invite = Alpha.Receives("INVITE");
        Assert.Equal(("1800", "90"), (invite["Session-Expires"], invite["Min-SE"]));
        Assert.Contains("timer", invite["Supported"]);
        Alpha.Answers(invite, 200);
        var answer = Sbc.Receives("200 INVITE");
        Assert.Equal(("600;refresher=uas", ""), (answer["Session-Expires"], answer["Require"]));
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_caller_that_refreshes_is_told_that_it_must_understand()
    {
        Sbc.Dials(Number, headers: "Supported: timer\n");
        Alpha.Answers(Alpha.Receives("INVITE"), 200);
        var answer = Sbc.Receives("200 INVITE");
        Assert.Equal(("1800;refresher=uac", "timer"), (answer["Session-Expires"], answer["Require"]));
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_timer_below_the_minimum_gets_422()
    {
        Sbc.Dials(Number, headers: "Supported: timer\nSession-Expires: 60\n");
        Assert.Equal("90", Sbc.Receives("422")["Min-SE"]);
        Alpha.ReceivesNothing();
    }

    [Fact]
    public void A_422_is_followed_with_the_interval_it_names()
    {
        Sbc.Dials(Number);
        var first = Alpha.Receives("INVITE");
        Alpha.Answers(first, 422, headers: "Min-SE: 3600\n");
        Alpha.Receives("ACK");
        var second = Alpha.Receives("INVITE");
        Assert.Equal(("3600", "3600"), (second["Session-Expires"], second["Min-SE"]));
        Assert.Equal((first.CallId, first.FromTag, first.CSeq + 1), (second.CallId, second.FromTag, second.CSeq));
        Alpha.Answers(second, 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_422_that_asks_for_no_more_than_was_offered_is_the_callees_answer()
    {
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 422, headers: "Min-SE: 90\n");
        Alpha.Receives("ACK");
        Sbc.Receives("422");
    }

    [Fact]
    public void A_peer_with_UPDATE_is_refreshed_by_it_at_half_and_without_a_description()
    {
        Answered("Session-Expires: 180;refresher=uac\n" + TakesUpdate);
        Alpha.ReceivesNothing(89.5);
        var update = Alpha.Receives("UPDATE");
        Assert.Empty(update.Body);
        Assert.Equal("180;refresher=uac", update["Session-Expires"]);
        Alpha.Answers(update, 200, headers: "Session-Expires: 180;refresher=uac\n" + TakesUpdate);
        Alpha.ReceivesNothing(89.5);
        Alpha.Answers(Alpha.Receives("UPDATE"), 200, headers: "Session-Expires: 180;refresher=uac\n");
        Sbc.ReceivesNothing();
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_session_of_twice_the_minimum_without_UPDATE_lives_and_its_description_stays_as_it_was()
    {
        var (invite, _) = Answered("Session-Expires: 180;refresher=uac\n");
        for (var round = 0; round < 4; round++)
        {
            var refresh = Alpha.Receives("INVITE", within: 91);
            Assert.Equal(SdpOf(invite)[1], SdpOf(refresh)[1]);   // o= with its version
            Assert.Equal(SdpOf(invite), SdpOf(refresh));
            Alpha.Answers(refresh, 200, headers: "Session-Expires: 180;refresher=uac\n");
            Alpha.Receives("ACK");
        }
        Sbc.ReceivesNothing();
        Alpha.Says(1);
        Assert.Equal([1], Sbc.Heard);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_fax_is_refreshed_without_leaving_T38()
    {
        Answered("Session-Expires: 180;refresher=uac\n");
        Sbc.Sends("INVITE", Sbc.FaxSdp());
        var change = Alpha.Receives("INVITE");
        Alpha.Answers(change, 200, Alpha.FaxSdp(), headers: "Session-Expires: 180;refresher=uac\n");
        Alpha.Receives("ACK");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        var refresh = Alpha.Receives("INVITE", within: 91);
        Assert.Equal(change.Body, refresh.Body);
        Alpha.Answers(refresh, 200, Alpha.FaxSdp(), headers: "Session-Expires: 180;refresher=uac\n");
        Alpha.Receives("ACK");
        Sbc.ReceivesNothing();
        byte[] indicator = [0, 0, 1, 0x06, 0, 0];
        Sbc.SendsDatagram(indicator);
        Assert.Equal(indicator, Alpha.Datagrams[^1]);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_dead_peer_that_should_refresh_is_ended_32_s_before_the_interval_is_over()
    {
        Answered("Session-Expires: 180;refresher=uas\n" + TakesUpdate);
        Sbc.ReceivesNothing(147.5);
        var bye = Sbc.Receives("BYE");
        Assert.Contains("session timer of the callee", bye["Reason"]);
        Sbc.Answers(bye, 200);
        Alpha.Receives("BYE");
    }

    [Fact]
    public void A_short_interval_ends_by_its_third()
    {
        Start(new LadderSetup
        {
            Options = static options => options with { EndOnMediaTimeout = false },
            Trunk = static (_, trunk) => trunk with { Media = trunk.Media, SessionTimer = new SessionTimerPolicy { Minimum = TimeSpan.FromSeconds(30) } },
        });
        Answered("Session-Expires: 30;refresher=uas\n");
        Sbc.ReceivesNothing(19.5);
        Sbc.Answers(Sbc.Receives("BYE"), 200);
        Alpha.Answers(Alpha.Receives("BYE"), 200);
    }

    [Fact]
    public void A_dead_peer_that_we_refresh_is_found_by_the_silence_that_follows()
    {
        Answered("Session-Expires: 180;refresher=uac\n" + TakesUpdate);
        Alpha.Receives("UPDATE", within: 91);
        Sbc.Answers(Sbc.Receives("BYE", within: 33), 200);   // 64*T1
        Alpha.Receives("BYE");
    }

    [Fact]
    public void A_peer_that_refreshes_lives_on()
    {
        Answered("Session-Expires: 180;refresher=uas\n" + TakesUpdate);
        for (var round = 0; round < 3; round++)
        {
            Ladder.Wait(90);
            Alpha.Sends("UPDATE", headers: "Supported: timer\nSession-Expires: 180;refresher=uac\n");
            var answer = Alpha.Receives("200 UPDATE");
            Assert.Equal(("180;refresher=uac", "timer"), (answer["Session-Expires"], answer["Require"]));
        }
        Sbc.ReceivesNothing();
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_refresh_below_the_minimum_gets_422()
    {
        Answered("Session-Expires: 180;refresher=uas\n" + TakesUpdate);
        Alpha.Sends("UPDATE", headers: "Supported: timer\nSession-Expires: 20\n");
        Assert.Equal("90", Alpha.Receives("422 UPDATE")["Min-SE"]);
        Alpha.Sends("INVITE", Alpha.Sdp(), headers: "Supported: timer\nSession-Expires: 20\n");
        Assert.Equal("90", Alpha.Receives("422 INVITE")["Min-SE"]);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void UPDATE_that_is_refused_with_405_becomes_a_re_INVITE_and_422_to_it_a_longer_interval()
    {
        Answered("Session-Expires: 180;refresher=uac\n" + TakesUpdate);
        Alpha.Answers(Alpha.Receives("UPDATE", within: 91), 405);
        var refresh = Alpha.Receives("INVITE");
        Alpha.Answers(refresh, 422, headers: "Min-SE: 240\n");
        Alpha.Receives("ACK");
        var longer = Alpha.Receives("INVITE");
        Assert.Equal(("240;refresher=uac", "240"), (longer["Session-Expires"], longer["Min-SE"]));
        Alpha.Answers(longer, 200, headers: "Session-Expires: 240;refresher=uac\n");
        Alpha.Receives("ACK");
        Alpha.ReceivesNothing(119);
        Alpha.Answers(Alpha.Receives("INVITE", within: 2), 200, headers: "Session-Expires: 240;refresher=uac\n");
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_refresh_that_meets_491_or_500_is_tried_again_in_time()
    {
        Answered("Session-Expires: 180;refresher=uac\n");
        Alpha.Answers(Alpha.Receives("INVITE", within: 91), 491);
        Alpha.Receives("ACK");
        Alpha.Answers(Alpha.Receives("INVITE", within: 4.5), 500);
        Alpha.Receives("ACK");
        Alpha.Answers(Alpha.Receives("INVITE", within: 40), 200, headers: "Session-Expires: 180;refresher=uac\n");
        Alpha.Receives("ACK");
        Sbc.ReceivesNothing();
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_peer_that_refuses_every_refresh_is_ended_in_time()
    {
        Answered("Session-Expires: 180;refresher=uac\n" + TakesUpdate);
        var began = Ladder.Clock.Elapsed;
        while (Sbc.Sip.Waiting == 0)
        {
            if (Alpha.Next() is { Method: "UPDATE" } update) Alpha.Answers(update, 500);
            Ladder.Wait(0.25);
        }
        Assert.InRange((Ladder.Clock.Elapsed - began).TotalSeconds, 147, 149);
        Sbc.Answers(Sbc.Receives("BYE"), 200);
    }

    [Fact]
    public void A_change_that_crosses_is_a_refresh_too()
    {
        Answered("Session-Expires: 180;refresher=uac\n" + TakesUpdate);
        Ladder.Wait(60);
        Sbc.Sends("INVITE", Sbc.SdpWith("sendonly"));
        var change = Alpha.Receives("INVITE");
        Assert.Equal("180;refresher=uac", change["Session-Expires"]);
        Alpha.Answers(change, 200, Alpha.SdpWith("recvonly"), headers: "Session-Expires: 180;refresher=uac\n");
        Alpha.Receives("ACK");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.ReceivesNothing(89.5);
        Alpha.Answers(Alpha.Receives("UPDATE"), 200, headers: "Session-Expires: 180;refresher=uac\n");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Theory]
    [InlineData(SessionTimerMode.Offer, false)]
    [InlineData(SessionTimerMode.Always, true)]
    public void A_peer_that_knows_no_timers_is_refreshed_only_when_the_trunk_says_so(SessionTimerMode mode, bool refreshed)
    {
        Start(new LadderSetup
        {
            Options = static options => options with { EndOnMediaTimeout = false },
            Trunk = (name, trunk) => name == "alpha" ? trunk with { SessionTimer = new SessionTimerPolicy { Mode = mode } } : trunk,
        });
        Answered("");
        Ladder.Wait(901);
        var refresh = Alpha.Next();
        Assert.Equal(refreshed ? "INVITE" : null, refresh?.Method);
        if (refresh is not null)
        {
            Alpha.Answers(refresh, 200);
            Alpha.Receives("ACK");
        }
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_trunk_without_timers_hears_nothing_of_them()
    {
        Start(new LadderSetup { Trunk = static (_, trunk) => trunk with { SessionTimer = new SessionTimerPolicy { Mode = SessionTimerMode.Off } } });
        Sbc.Dials(Number, headers: "Supported: timer\nSession-Expires: 20\n");
        var invite = Alpha.Receives("INVITE");
        Assert.False(invite.Has("Session-Expires"));
        Assert.DoesNotContain("timer", invite["Supported"]);
        Alpha.Answers(invite, 200);
        var answer = Sbc.Receives("200 INVITE");
        Assert.False(answer.Has("Session-Expires"));
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
        Sbc.Dials(Number, headers: "Require: timer\n");
        Assert.Equal("timer", Sbc.Receives("420")["Unsupported"]);
    }

    /// <summary>A call whose callee agrees to this.</summary>
    private (PeerMessage Invite, PeerMessage Answer) Answered(string headers)
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 200, headers: headers);
        var answer = Sbc.Receives("200 INVITE");
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
        return (invite, answer);
    }
}
