using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>UPDATE and offers in PRACK before the answer (RFC 3311 5, RFC 6337 3, DR-18).</summary>
public class EarlyUpdateTests : Scenario
{
    private const string Takes = "Supported: 100rel\nAllow: INVITE, ACK, BYE, CANCEL, PRACK, UPDATE\n";

    private PeerMessage _invite = null!;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_offer_crosses_when_both_first_answers_were_reliable(bool byCaller)
    {
        Early(Takes, Takes);
        var (who, other) = byCaller ? (Sbc, Alpha) : (Alpha, Sbc);
        who.Sends("UPDATE", who.SdpWith("sendonly"));
        var update = other.Receives("UPDATE");
        Assert.Contains("a=sendonly", SdpOf(update));
        other.Answers(update, 200, other.SdpWith("recvonly"));
        Assert.Contains("a=recvonly", SdpOf(who.Receives("200 UPDATE")));
        Answer();
    }

    [Fact]
    public void An_offer_to_a_callee_without_UPDATE_is_answered_with_what_was_agreed()
    {
        Early(Takes, "");
        Sbc.Sends("UPDATE", Sbc.SdpWith("sendonly"));
        Assert.Contains("a=recvonly", SdpOf(Sbc.Receives("200 UPDATE")));
        Alpha.ReceivesNothing();
        Answer();
    }

    [Fact]
    public void An_offer_of_the_callee_to_a_caller_without_100rel_is_answered_with_what_was_agreed()
    {
        Early("", Takes);
        Alpha.Sends("UPDATE", Alpha.Sdp());
        Assert.NotEmpty(Alpha.Receives("200 UPDATE").Body);
        Sbc.ReceivesNothing();
        Answer();
    }

    [Fact]
    public void An_offer_in_PRACK_crosses_as_UPDATE()
    {
        Sbc.Dials(Number, Sbc.Sdp("PCMU", "PCMA"), Takes);
        _invite = Alpha.Receives("INVITE");
        Alpha.Answers(_invite, 183, Alpha.Sdp("PCMU", "PCMA"), headers: "Require: 100rel\nRSeq: 1\n" + Takes);
        Alpha.Answers(Alpha.Receives("PRACK"), 200);
        var early = Sbc.Receives("183");
        Sbc.Sends("PRACK", Sbc.Sdp("PCMA"), $"RAck: {early["RSeq"]} {early["CSeq"]}\n");
        var update = Alpha.Receives("UPDATE");
        Alpha.Answers(update, 200, Alpha.Sdp("PCMA"));
        Assert.Contains(SdpOf(Sbc.Receives("200 PRACK")), static line => line.EndsWith("RTP/AVP 8", StringComparison.Ordinal));
        Answer();
        Assert.Equal("PCMA", Ladder.Record.Legs[0].Codec);
    }

    [Fact]
    public void Offers_that_cross_get_491_and_a_second_one_gets_500_with_Retry_After()
    {
        Early(Takes, Takes);
        Sbc.Sends("UPDATE", Sbc.SdpWith("sendonly"));
        var update = Alpha.Receives("UPDATE");
        Alpha.Sends("UPDATE", Alpha.SdpWith("sendonly"));
        Alpha.Receives("491 UPDATE");
        Sbc.Sends("UPDATE", Sbc.Sdp());
        Assert.True(Sbc.Receives("500 UPDATE").Has("Retry-After"));
        Alpha.Answers(update, 200, Alpha.SdpWith("recvonly"));
        Sbc.Receives("200 UPDATE");
        Answer();
    }

    [Fact]
    public void The_trunk_that_fails_meanwhile_leaves_the_caller_with_500()
    {
        Early(Takes, Takes);
        Sbc.Sends("UPDATE", Sbc.SdpWith("sendonly"));
        Alpha.Receives("UPDATE");
        Alpha.Answers(_invite, 486);
        Alpha.Receives("ACK");
        Sbc.Receives("500 UPDATE");
        Sbc.Receives("486");
    }

    [Fact]
    public void A_re_INVITE_while_an_UPDATE_with_an_offer_waits_gets_491_or_500()
    {
        Sbc.Dials(Number, headers: Takes);
        Alpha.Answers(Alpha.Receives("INVITE"), 200, headers: Takes);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Sbc.Sends("UPDATE", Sbc.SdpWith("sendonly"));
        var update = Alpha.Receives("UPDATE");
        Alpha.Sends("INVITE", Alpha.Sdp());
        Alpha.Receives("491 INVITE");
        Sbc.Sends("INVITE", Sbc.Sdp());
        Assert.True(Sbc.Receives("500 INVITE").Has("Retry-After"));
        Alpha.Answers(update, 200, Alpha.SdpWith("recvonly"));
        Sbc.Receives("200 UPDATE");
        Ladder.HangUp(Sbc, Alpha);
    }

    private void Early(string caller, string callee)
    {
        Sbc.Dials(Number, headers: caller);
        _invite = Alpha.Receives("INVITE");
        Alpha.Answers(_invite, 183, Alpha.Sdp(), headers: "Require: 100rel\nRSeq: 1\n" + callee);
        Alpha.Answers(Alpha.Receives("PRACK"), 200);
        var early = Sbc.Receives("183");
        if (!early.Has("RSeq")) return;
        Sbc.Sends("PRACK", headers: $"RAck: {early["RSeq"]} {early["CSeq"]}\n");
        Sbc.Receives("200 PRACK");
    }

    private void Answer()
    {
        Alpha.Answers(_invite, 200, sdp: "");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }
}
