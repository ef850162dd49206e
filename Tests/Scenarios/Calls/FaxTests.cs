using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>T.38 through session changes (DR-38): UDPTL crosses, sound comes back, a refusal leaves sound.</summary>
public sealed class FaxTests : Scenario
{
    private static readonly byte[] Indicator = [0, 0, 1, 0x06, 0, 0];   // UDPTL 0: T.38 indicator, no redundancy

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void A_change_to_T38_crosses_and_UDPTL_is_relayed(bool byCaller, bool besideAudio)
    {
        Ladder.Connect();
        var (fax, other) = byCaller ? (Sbc, Alpha) : (Alpha, Sbc);
        var (invite, answer) = Change(fax, other, fax.FaxSdp(besideAudio), other.FaxSdp(besideAudio));
        foreach (var message in new[] { invite, answer })
        {
            var lines = SdpOf(message);
            Assert.Equal(besideAudio ? 2 : 1, lines.Count(static l => l.StartsWith("m=", StringComparison.Ordinal)));
            Assert.Contains(lines, static l => l.StartsWith("m=image ", StringComparison.Ordinal) && l.EndsWith(" udptl t38", StringComparison.Ordinal) && !l.StartsWith("m=image 0", StringComparison.Ordinal));
            Assert.Contains("a=T38FaxUdpEC:t38UDPRedundancy", lines);
            Assert.Contains("a=T38MaxBitRate:14400", lines);
            Assert.DoesNotContain("a=X-other:1", lines);
            if (besideAudio) Assert.Contains(lines, static l => l.StartsWith("m=audio 0 ", StringComparison.Ordinal));
        }
        Assert.NotEqual(fax.MediaAddress.ToString(), fax.Target.ToString());

        fax.SendsDatagram(Indicator);
        other.SendsDatagram(0, 0, 2, 0xC0, 1, 0, 0);
        Assert.Equal(Indicator, other.Datagrams[^1]);
        Assert.Equal([0, 0, 2, 0xC0, 1, 0, 0], fax.Datagrams[^1]);
        Ladder.Wait(120);   // no sound any more, and no packet of the fax: nobody ends the call
        fax.SendsDatagram(0, 1, 1, 0x07, 0, 0);
        Assert.Equal(1, other.Datagrams[^1][1]);

        var rest = besideAudio ? "m=image 0 udptl t38\r\n" : "";
        Change(other, fax, other.Sdp() + rest, fax.Sdp() + rest);
        fax.Says(7);
        Assert.Equal(7, other.Heard[^1]);
        Ladder.HangUp(Sbc, Alpha);
        Assert.Contains(Ladder.Record.Trace, static step => step.ToString().Contains("T.38 is passed through", StringComparison.Ordinal));
    }

    [Fact]
    public void The_last_packets_of_the_sound_are_not_taken_for_UDPTL()
    {
        Ladder.Connect();
        Change(Sbc, Alpha, Sbc.FaxSdp(), Alpha.FaxSdp());
        Sbc.Says(9);
        Assert.Empty(Alpha.Datagrams);
        Sbc.SendsDatagram(Indicator);
        Sbc.Says(9);
        Assert.Single(Alpha.Datagrams);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_T38_change_that_the_other_side_refuses_leaves_sound_that_may_be_silent()
    {
        Ladder.Connect();
        Sbc.Says(1);
        Alpha.Says(1);
        Sbc.Sends("INVITE", Sbc.FaxSdp());
        Alpha.Answers(Alpha.Receives("INVITE"), 488);
        Alpha.Receives("ACK");
        Sbc.Receives("488");
        Ladder.Wait(120);
        Sbc.Says(4);
        Assert.Equal(4, Alpha.Heard[^1]);
        Ladder.HangUp(Sbc, Alpha);
        Assert.Contains(Ladder.Record.Trace, static step => step.ToString().Contains("goes on as sound", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sbc")]
    [InlineData("alpha")]
    public void A_trunk_without_T38_gets_488_at_once(string without)
    {
        Start(new LadderSetup { Trunk = (name, trunk) => name == without ? trunk with { Fax = new FaxPolicy { T38 = T38Mode.Off } } : trunk });
        Ladder.Connect();
        Sbc.Sends("INVITE", Sbc.FaxSdp());
        Sbc.Receives("488");
        Alpha.ReceivesNothing();
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_trunk_lowers_the_bit_rate()
    {
        Start(new LadderSetup { Trunk = static (name, trunk) => name == "alpha" ? trunk with { Fax = new FaxPolicy { MaxBitRate = 9600 } } : trunk });
        Ladder.Connect();
        var (invite, _) = Change(Sbc, Alpha, Sbc.FaxSdp(bitRate: 33600), Alpha.FaxSdp(bitRate: 9600));
        Assert.Contains("a=T38MaxBitRate:9600", SdpOf(invite));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_re_INVITE_without_offer_may_be_answered_with_T38()
    {
        Ladder.Connect();
        Sbc.Sends("INVITE");
        Alpha.Answers(Alpha.Receives("INVITE"), 200, Alpha.FaxSdp());
        var offer = Sbc.Receives("200 INVITE");
        Assert.Contains(SdpOf(offer), static l => l.StartsWith("m=image ", StringComparison.Ordinal));
        Sbc.Acks(offer, Sbc.FaxSdp());
        Assert.Contains(SdpOf(Alpha.Receives("ACK")), static l => l.StartsWith("m=image ", StringComparison.Ordinal));
        Sbc.SendsDatagram(Indicator);
        Assert.Equal(Indicator, Alpha.Datagrams[^1]);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_call_may_begin_as_a_fax()
    {
        Ladder.Connect(offer: Sbc.FaxSdp(), answer: Alpha.FaxSdp());
        Alpha.SendsDatagram(Indicator);
        Assert.Equal(Indicator, Sbc.Datagrams[^1]);
        Ladder.HangUp(Sbc, Alpha);
        Assert.All(Ladder.Record.Legs, static leg => Assert.Equal("T38", leg.Codec));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_fax_session_is_refreshed_without_leaving_T38(bool byUpdate)
    {
        Start(new LadderSetup { Trunk = static (_, trunk) => trunk with { SessionTimer = new SessionTimerPolicy { Mode = SessionTimerMode.Always } }, Options = static options => options with { EndOnMediaTimeout = false } });
        var allow = byUpdate ? "Allow: INVITE, ACK, BYE, CANCEL, UPDATE\n" : "";
        Sbc.Dials(Number, headers: allow);
        Alpha.Answers(Alpha.Receives("INVITE"), 200, headers: allow);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Change(Sbc, Alpha, Sbc.FaxSdp(), Alpha.FaxSdp());
        Ladder.Wait(901);
        foreach (var side in new[] { Sbc, Alpha })
        {
            var refresh = side.Receives(byUpdate ? "UPDATE" : "INVITE");
            if (!byUpdate) Assert.Contains(SdpOf(refresh), static l => l.StartsWith("m=image ", StringComparison.Ordinal) && !l.StartsWith("m=image 0", StringComparison.Ordinal));
            else Assert.Empty(refresh.Body);
            side.Answers(refresh, 200, byUpdate ? "" : side.FaxSdp());
            if (!byUpdate) side.Receives("ACK");
        }
        Sbc.SendsDatagram(Indicator);
        Assert.Equal(Indicator, Alpha.Datagrams[^1]);
        var same = Sbc.FaxSdp();
        Sbc.Sends("INVITE", same);
        var answer = Sbc.Receives("200 INVITE");
        Sbc.Acks(answer);
        Assert.Contains(SdpOf(answer), static l => l.StartsWith("m=image ", StringComparison.Ordinal) && !l.StartsWith("m=image 0", StringComparison.Ordinal));
        Alpha.ReceivesNothing();      // nothing new for it
        Sbc.SendsDatagram(0, 1, 1, 0x07, 0, 0);
        Assert.Equal(1, Alpha.Datagrams[^1][1]);
        Ladder.HangUp(Sbc, Alpha);
    }

    private (PeerMessage Invite, PeerMessage Answer) Change(Party who, Party other, string offer, string answer)
    {
        who.Sends("INVITE", offer);
        var invite = other.Receives("INVITE");
        other.Answers(invite, 200, answer);
        other.Receives("ACK");
        var answered = who.Receives("200 INVITE");
        who.Acks(answered);
        return (invite, answered);
    }
}
