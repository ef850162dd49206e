using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>The rules of answers that trip others (DR section 10), one test to a sentence; where packets are relayed, where sound is converted, and where the gateway itself answers.</summary>
public sealed class AnswerRuleTests : ConvertedCall
{
    public static TheoryData<string, string> Sides => new() { { "PCMU", "PCMU" }, { "PCMU", "PCMA" }, { "opus", "G722" } };

    [Theory]
    [InlineData("sendonly", "recvonly")]
    [InlineData("recvonly", "sendonly")]
    [InlineData("inactive", "inactive")]
    [InlineData("sendrecv", "sendrecv")]
    public void A_direction_is_answered_by_its_counterpart_even_by_a_willing_peer(string offered, string answered)
    {
        foreach (var (near, far) in new[] { ("PCMU", "PCMU"), ("PCMU", "PCMA") })
        {
            Start(Converting());
            Talk([near], [far]);
            Sbc.Sends("INVITE", Sbc.SdpOf([(Voice.PayloadTypeOf(near), near)], offered));
            if (Alpha.Next() is { Method: "INVITE" } passed)       // a change that means nothing to the other side stays here
            {
                Assert.Contains($"a={offered}", SdpOf(passed));
                Alpha.Answers(passed, 200, Alpha.SdpOf([(Heard.NumberIn(passed, far), far)], answered));
                Alpha.Receives("ACK");
            }
            var answer = Sbc.Receives("200 INVITE");
            Sbc.Acks(answer);
            Assert.Contains($"a={answered}", SdpOf(answer));
            Ladder.HangUp(Sbc, Alpha);
        }
    }

    [Theory]
    [InlineData("sendonly", "recvonly", false)]
    [InlineData("recvonly", "sendonly", true)]
    [InlineData("inactive", "inactive", false)]
    public void The_gateway_s_own_ends_answer_so_too(string offered, string answered, bool sends)
    {
        Start(new LadderSetup { Numbers = [(Number, "echo")] });
        Sbc.Dials(Number, Sbc.Sdp("PCMU"));
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Sbc.Sends("INVITE", Sbc.SdpWith(offered, codecs: ["PCMU"]));
        var answer = Sbc.Receives("200 INVITE");
        Sbc.Acks(answer);
        Assert.Contains($"a={answered}", SdpOf(answer));
        Sbc.Datagrams.Clear();
        Sbc.Says(5);
        Assert.Empty(Sbc.Datagrams);       // who only sends hears nothing, who only listens is not listened to
        Assert.Equal(sends, answered == "sendonly");
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public void A_zero_address_is_a_hold_and_its_end_a_resume(string near, string far)
    {
        Start(Converting());
        var (caller, callee) = Talk([near], [far]);
        Change(near, far, Sbc.SdpOf([(Voice.PayloadTypeOf(near), near)], address: "0.0.0.0"), expected: "a=sendonly", answered: "recvonly", told: "a=recvonly");
        caller.Forget();
        Voice.Talk(Ladder, 20, (callee, 700));
        Assert.Empty(caller.Packets);
        Change(near, far, Sbc.SdpOf([(Voice.PayloadTypeOf(near), near)]), expected: "a=sendrecv", answered: "sendrecv", told: "a=sendrecv");
        Voice.Talk(Ladder, 60, (callee, 700));
        Assert.InRange(caller.Packets.Count, 50, 61);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public void An_answer_names_no_codec_that_was_not_offered(string near, string far)
    {
        Start(Converting());
        foreach (var codecs in new[] { [near], [near, "telephone-event"], [near, "CN", "telephone-event"], new[] { "G729", near } })
        {
            Sbc.Dials(Number, Sbc.Sdp(codecs));
            var invite = Alpha.Receives("INVITE");
            Alpha.Answers(invite, 200, Takes(invite, [far]));
            var answer = Sbc.Receives("200 INVITE");
            Sbc.Acks(answer);
            Alpha.Receives("ACK");
            var offered = codecs.Select(Voice.PayloadTypeOf).ToHashSet();
            Assert.All(FormatsOf(answer), number => Assert.Contains(number, offered));
            Assert.All(SdpOf(answer).Where(static l => l.StartsWith("a=rtpmap:", StringComparison.Ordinal)), line => Assert.Contains(line, Sbc.Sdp(codecs), StringComparison.Ordinal));
            Ladder.HangUp(Sbc, Alpha);
        }
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public void The_version_rises_by_one_when_something_changes_and_only_then(string near, string far)
    {
        Start(Converting());
        Sbc.Dials(Number, Sbc.SdpOf([(Voice.PayloadTypeOf(near), near)]));
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 200, Takes(invite, [far]));
        var answer = Sbc.Receives("200 INVITE");
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
        var (told, offered) = (VersionOf(answer), VersionOf(invite));

        Sbc.Sends("INVITE", Sbc.SdpOf([(Voice.PayloadTypeOf(near), near)]));       // nothing new but its own version
        var same = Sbc.Receives("200 INVITE");
        Sbc.Acks(same);
        Alpha.ReceivesNothing();
        Assert.Equal(told, VersionOf(same));

        var (held, hold) = Change(near, far, Sbc.SdpOf([(Voice.PayloadTypeOf(near), near)], "inactive"), "a=inactive", "inactive", "a=inactive");
        Assert.Equal((offered + 1, told + 1), (VersionOf(hold), VersionOf(held)));
        var (back, resume) = Change(near, far, Sbc.SdpOf([(Voice.PayloadTypeOf(near), near)]), "a=sendrecv", "sendrecv", "a=sendrecv");
        Assert.Equal((offered + 2, told + 2), (VersionOf(resume), VersionOf(back)));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public void Sections_never_vanish(string near, string far)
    {
        Start(Converting());
        var more = "m=video 5000 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\nm=application 5002 TCP/MSRP *\r\n";
        Sbc.Dials(Number, Sbc.SdpOf([(Voice.PayloadTypeOf(near), near)]) + more);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 200, Takes(invite, [far]));
        var answer = Sbc.Receives("200 INVITE");
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
        Assert.Equal(["audio", "video", "application"], KindsOf(answer));
        Assert.Equal([false, true, true], RefusedOf(answer));
        Sbc.Sends("INVITE", Sbc.SdpOf([(Voice.PayloadTypeOf(near), near)], "inactive") + more.Replace(" 5000 ", " 0 ", StringComparison.Ordinal));
        var hold = Alpha.Receives("INVITE");
        Assert.Equal(["audio"], KindsOf(hold));
        Alpha.Answers(hold, 200, Alpha.SdpOf([(Heard.NumberIn(hold, far), far)], "inactive"));
        Alpha.Receives("ACK");
        var held = Sbc.Receives("200 INVITE");
        Sbc.Acks(held);
        Assert.Equal(["audio", "video", "application"], KindsOf(held));
        Assert.Equal([false, true, true], RefusedOf(held));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public void A_codec_change_without_overlap_gets_488_and_the_old_session_stays(string near, string far)
    {
        Start(Converting());
        var (caller, callee) = Talk([near], [far]);
        Sbc.Sends("INVITE", Sbc.Sdp("G729"));
        if (Alpha.Next() is { Method: "INVITE" } passed)
        {
            Alpha.Answers(passed, 488);
            Alpha.Receives("ACK");
        }
        Sbc.Receives("488");
        Voice.Talk(Ladder, 60, (caller, 700), (callee, 1500));
        caller.AssertHears(1500, besides: 700);
        callee.AssertHears(700, besides: 1500);
        Ladder.HangUp(Sbc, Alpha);
    }

    private (PeerMessage Told, PeerMessage Passed) Change(string near, string far, string offer, string expected, string answered, string told)
    {
        _ = near;
        Sbc.Sends("INVITE", offer);
        var passed = Alpha.Receives("INVITE");
        Assert.Contains(expected, SdpOf(passed));
        Alpha.Answers(passed, 200, Alpha.SdpOf([(Heard.NumberIn(passed, far), far)], answered));
        Alpha.Receives("ACK");
        var answer = Sbc.Receives("200 INVITE");
        Sbc.Acks(answer);
        Assert.Contains(told, SdpOf(answer));
        return (answer, passed);
    }

    private static ulong VersionOf(PeerMessage message) => ulong.Parse(SdpOf(message).First(static l => l.StartsWith("o=", StringComparison.Ordinal)).Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);

    private static string[] FormatsOf(PeerMessage message) => SdpOf(message).First(static l => l.StartsWith("m=audio", StringComparison.Ordinal)).Split(' ')[3..];

    private static IEnumerable<string> KindsOf(PeerMessage message) => SdpOf(message).Where(static l => l.StartsWith("m=", StringComparison.Ordinal)).Select(static l => l[2..].Split(' ')[0]);

    private static IEnumerable<bool> RefusedOf(PeerMessage message) => SdpOf(message).Where(static l => l.StartsWith("m=", StringComparison.Ordinal)).Select(static l => l.Split(' ')[1] == "0");
}
