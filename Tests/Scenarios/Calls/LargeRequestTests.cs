using System.Text;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>DR-19: a request over UDP that has more than 1300 bytes, by the trunk's <c>largeRequests</c>.</summary>
public class LargeRequestTests : Scenario
{
    private static readonly string[] ManyCodecs = ["opus", "G722", "PCMU", "PCMA", "G729", "telephone-event"];

    [Theory]
    [InlineData(LargeRequests.Switch, "TCP")]
    [InlineData(LargeRequests.Stay, "UDP")]
    [InlineData(LargeRequests.Shrink, "TCP")]   // nothing that could be left out is that long
    public void An_INVITE_that_cannot_be_made_short_leaves_by_TCP_unless_the_trunk_stays_on_UDP(LargeRequests policy, string transport)
    {
        StartWith(policy);
        Sbc.Dials(Number, headers: $"Subject: {new string('s', 1400)}\n");
        Assert.StartsWith("SIP/2.0/" + transport, Refuses()["Via"]);
    }

    [Fact]
    public void Compact_names_are_enough_for_one_that_is_a_little_too_long()
    {
        var invite = DialsLong(over: 20);
        Assert.StartsWith("v: SIP/2.0/UDP", invite.Text.Split("\r\n")[1]);
        foreach (var name in (string[])["f", "t", "i", "m", "k", "s", "c", "l"]) Assert.Contains($"\r\n{name}: ", invite.Text);
        Assert.DoesNotContain("Content-Length", invite.Text);
        Assert.InRange(Length(invite), 1200, 1300);
        Assert.Equal(6, SdpOf(invite).Count(static line => line.StartsWith("a=rtpmap:", StringComparison.Ordinal)));
    }

    [Fact]
    public void Then_codecs_are_left_out_and_the_call_goes_on_with_those_that_were_offered()
    {
        var invite = DialsLong(over: 120, ends: false);
        Assert.StartsWith("v: SIP/2.0/UDP", invite.Text.Split("\r\n")[1]);
        Assert.InRange(Length(invite), 1000, 1300);
        var rtpmaps = SdpOf(invite).Where(static line => line.StartsWith("a=rtpmap:", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["a=rtpmap:96 opus/48000/2", "a=rtpmap:9 G722/8000", "a=rtpmap:101 telephone-event/8000"], rtpmaps);
        Assert.Contains("m=audio 16386 RTP/AVP 96 9 101", invite.Text);
        Alpha.Answers(invite, 200, Alpha.Sdp("G722", "telephone-event"));
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Sbc.Says(7, payloadType: 9);
        Assert.Equal([7], Alpha.Heard);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_request_of_1300_bytes_or_less_is_written_as_ever()
    {
        var invite = DialsLong(over: 0);
        Assert.StartsWith("Via: SIP/2.0/UDP", invite.Text.Split("\r\n")[1]);
        Assert.Equal(1300, Length(invite));
    }

    [Theory]
    [InlineData(LargeRequests.Switch, 1400, "Via: SIP/2.0/TCP")]
    [InlineData(LargeRequests.Stay, 1400, "Via: SIP/2.0/UDP")]
    [InlineData(LargeRequests.Shrink, 1400, "v: SIP/2.0/TCP")]
    [InlineData(LargeRequests.Shrink, 0, "v: SIP/2.0/UDP")]
    [InlineData(LargeRequests.Switch, 100, "Via: SIP/2.0/UDP")]
    public void The_policy_holds_within_the_call(LargeRequests policy, int body, string via)
    {
        StartWith(policy);
        Ladder.Connect();
        var pad = 1310 - Length(Informs(0));
        Assert.StartsWith(via, Informs(body == 0 ? pad : body).Text.Split("\r\n")[1]);
        Ladder.HangUp(Sbc, Alpha);

        PeerMessage Informs(int length)
        {
            Sbc.Sends("INFO", new string('x', length + 1));
            var info = Alpha.Receives("INFO");
            Alpha.Answers(info, 200);
            Sbc.Receives("200 INFO");
            return info;
        }
    }

    /// <summary>An INVITE that would be so many bytes longer than a datagram may be, to a trunk that wants it shorter.</summary>
    private PeerMessage DialsLong(int over, bool ends = true)
    {
        // How long it is with a subject of 100 characters: a first call tells.
        StartWith(LargeRequests.Stay);
        Sbc.Dials(Number, Sbc.Sdp(ManyCodecs), $"Subject: {new string('s', 100)}\n");
        var usual = Length(Refuses());
        StartWith(LargeRequests.Shrink);
        Sbc.Dials(Number, Sbc.Sdp(ManyCodecs), $"Subject: {new string('s', 100 + 1300 - usual + over)}\n");
        return ends ? Refuses() : Alpha.Receives("INVITE");
    }

    private void StartWith(LargeRequests policy) => Start(new LadderSetup { Tcp = true, Trunk = (name, trunk) => name == "alpha" ? trunk with { LargeRequests = policy } : trunk });

    private PeerMessage Refuses()
    {
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
        return invite;
    }

    private static int Length(PeerMessage message) => Encoding.UTF8.GetByteCount(message.Text);
}
