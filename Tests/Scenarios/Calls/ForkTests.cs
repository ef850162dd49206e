using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Several early dialogs of the callee: media of the winning one, answers under tags of their own (DR-17, RFC 3261 13.2.1).</summary>
public class ForkTests : Scenario
{
    [Fact]
    public void Forks_with_different_codecs_have_different_tags_toward_the_caller()
    {
        Sbc.Dials(Number, Sbc.Sdp("PCMU", "PCMA"));
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 183, Alpha.Sdp("PCMU"), tag: "one");
        var first = Sbc.Receives("183");
        Alpha.Answers(invite, 183, Alpha.Sdp("PCMA"), tag: "two");
        var second = Sbc.Receives("183");
        Assert.NotEqual(first.ToTag, second.ToTag);
        Assert.NotEqual(Origin(first), Origin(second));
        Alpha.Answers(invite, 200, Alpha.Sdp("PCMU"), tag: "one");
        var answer = Sbc.Receives("200 INVITE");
        Assert.Equal(first.ToTag, answer.ToTag);
        Assert.Equal(first.Body, answer.Body);
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Forks_with_the_same_answer_share_a_tag()
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 183, Alpha.SdpWith("sendrecv", port: 4010), tag: "one");
        var first = Sbc.Receives("183");
        Alpha.Answers(invite, 200, Alpha.Sdp(), tag: "two");
        var answer = Sbc.Receives("200 INVITE");
        Assert.Equal((first.ToTag, first.Body), (answer.ToTag, answer.Body));
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Require: 100rel\n")]
    public void Early_media_of_fork_2_then_200_on_fork_1_leaves_audio_of_fork_1_alone(string headers)
    {
        Sbc.Dials(Number, Sbc.Sdp("PCMU", "PCMA"), headers);
        var invite = Alpha.Receives("INVITE");
        Fork(invite, "one", 4011, "PCMU");
        Fork(invite, "two", 4012, "PCMA");
        Alpha.Says(22, payloadType: 8, port: 4012);
        Assert.Equal([22], Sbc.Heard);
        Alpha.Answers(invite, 200, headers.Length > 0 ? "" : Alpha.SdpWith("sendrecv", port: 4011, codecs: ["PCMU"]), tag: "one");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Alpha.Says(23, payloadType: 8, port: 4012);   // fork 2 has not heard yet that it lost
        Alpha.Says(11, port: 4011);
        Alpha.Says(24, payloadType: 8, port: 4012);
        Assert.Equal([22, 11], Sbc.Heard);
        Sbc.Says(33);
        Assert.Equal([33], Alpha.Heard);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Another_trunk_with_another_codec_has_another_tag()
    {
        Start("alpha", "beta");
        Sbc.Dials(Number, Sbc.Sdp("PCMU", "PCMA"), "Supported: 100rel\n");
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 183, Alpha.Sdp("PCMU"));
        var first = Sbc.Receives("183");
        Pracks(first);
        Alpha.Answers(invite, 503);
        Alpha.Receives("ACK");
        var next = Beta.Receives("INVITE");
        Beta.Answers(next, 200, Beta.Sdp("PCMA"));
        var answer = Sbc.Receives("200 INVITE");
        Assert.NotEqual(first.ToTag, answer.ToTag);
        Assert.Contains(SdpOf(answer), static line => line.StartsWith("m=audio", StringComparison.Ordinal) && line.EndsWith(" 8", StringComparison.Ordinal));
        Sbc.Sip.Sends(Sbc.Sip.Ack(answer), Ladder.Gateway);
        Beta.Receives("ACK");
        Sbc.Says(5, payloadType: 8);
        Assert.Equal([5], Beta.Heard);
        Sbc.Sip.Sends(Sbc.Sip.InDialog("BYE", answer, 9), Ladder.Gateway);
        Beta.Answers(Beta.Receives("BYE"), 200);
        Sbc.Receives("200 BYE");
    }

    [Fact]
    public void BYE_in_one_of_several_early_dialogs_leaves_the_call()
    {
        Sbc.Dials(Number, Sbc.Sdp("PCMU", "PCMA"));
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 183, Alpha.Sdp("PCMU"), tag: "one");
        var first = Sbc.Receives("183");
        Alpha.Answers(invite, 183, Alpha.Sdp("PCMA"), tag: "two");
        Sbc.Receives("183");
        Sbc.Sip.Sends(Sbc.Sip.InDialog("BYE", first, 5), Ladder.Gateway);
        Sbc.Receives("200 BYE");
        Alpha.Answers(invite, 200, Alpha.Sdp("PCMA"), tag: "two");
        var answer = Sbc.Receives("200 INVITE");
        Sbc.Sip.Sends(Sbc.Sip.Ack(answer), Ladder.Gateway);
        Alpha.Receives("ACK");
        Sbc.Sip.Sends(Sbc.Sip.InDialog("BYE", answer, 9), Ladder.Gateway);
        Alpha.Answers(Alpha.Receives("BYE"), 200);
        Sbc.Receives("200 BYE");
    }

    private void Fork(PeerMessage invite, string tag, int port, string codec)
    {
        var reliable = invite["Supported"].Contains("100rel", StringComparison.Ordinal);
        Alpha.Answers(invite, 183, Alpha.SdpWith("sendrecv", port: port, codecs: [codec]), tag, reliable ? $"Require: 100rel\nRSeq: {port}\n" : "");
        if (reliable) Alpha.Answers(Alpha.Receives("PRACK"), 200);
        var early = Sbc.Receives("183");
        if (early.Has("RSeq")) Pracks(early);
    }

    private void Pracks(PeerMessage early)
    {
        Sbc.Sip.Sends(Sbc.Sip.InDialog("PRACK", early, 2, headers: $"RAck: {early["RSeq"]} {early["CSeq"]}\n"), Ladder.Gateway);
        Sbc.Receives("200 PRACK");
    }

    private static string Origin(PeerMessage message) => SdpOf(message)[1];
}
