using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Network;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>100rel through the gateway: on both legs, or on one of them (RFC 3262, DR-18).</summary>
public class ReliabilityTests : Scenario
{
    private const string Takes = "Supported: 100rel\nAllow: INVITE, ACK, BYE, CANCEL, PRACK, UPDATE\n";

    [Fact]
    public void Reliable_on_both_legs_the_200_repeats_no_description()
    {
        Sbc.Dials(Number, headers: Takes);
        var invite = Alpha.Receives("INVITE");
        Assert.Contains("100rel", invite["Supported"]);
        Assert.Equal("", invite["Require"]);   // never demanded by default
        Reliably(invite, 183, Alpha.Sdp());
        var early = Sbc.Receives("183");
        Assert.Equal("100rel", early["Require"]);
        Pracks(early);
        Alpha.Says(1);
        Assert.Equal([1], Sbc.Heard);
        Alpha.Answers(invite, 200, sdp: "");
        var answer = Sbc.Receives("200 INVITE");
        Assert.Empty(answer.Body);
        Assert.Equal(early.ToTag, answer.ToTag);
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
        Sbc.Says(2);
        Assert.Equal([2], Alpha.Heard);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Reliable_on_the_callees_leg_alone()
    {
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Reliably(invite, 183, Alpha.Sdp());
        var early = Sbc.Receives("183");
        Assert.False(early.Has("RSeq"));
        Assert.NotEmpty(early.Body);
        Alpha.Answers(invite, 200, sdp: "");
        var answer = Sbc.Receives("200 INVITE");
        Assert.NotEmpty(answer.Body);   // what was not reliable is said again
        Assert.Equal(SdpOf(early)[1], SdpOf(answer)[1]);
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Reliable_on_the_callers_leg_alone()
    {
        Sbc.Dials(Number, headers: "Require: 100rel\n");
        var invite = Alpha.Receives("INVITE");
        Assert.Equal("", invite["Require"]);
        Alpha.Answers(invite, 180);
        Pracks(Sbc.Receives("180"));
        Alpha.Answers(invite, 183, Alpha.Sdp());
        Pracks(Sbc.Receives("183"));
        Alpha.Answers(invite, 200);
        var answer = Sbc.Receives("200 INVITE");
        Assert.Empty(answer.Body);
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
        Sbc.Says(1);
        Alpha.Says(2);
        Assert.Equal([1], Alpha.Heard);
        Assert.Equal([2], Sbc.Heard);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Ringing_stays_plain_for_a_caller_that_only_offers_100rel()
    {
        Sbc.Dials(Number, headers: Takes);
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        Assert.False(Sbc.Receives("180").Has("RSeq"));
        Alpha.Answers(invite, 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Theory]
    [InlineData(PrackPolicy.Off, "Require: 100rel\n", "420", "Unsupported")]
    [InlineData(PrackPolicy.Required, "", "421", "Require")]
    public void The_trunks_policy_refuses_what_does_not_fit(PrackPolicy policy, string headers, string status, string header)
    {
        Start(new LadderSetup { Trunk = (_, trunk) => trunk with { Prack = policy } });
        Sbc.Dials(Number, headers: headers);
        Assert.Equal("100rel", Sbc.Receives(status)[header]);
        Alpha.ReceivesNothing();
    }

    [Theory]
    [InlineData(PrackPolicy.Off, false, "")]
    [InlineData(PrackPolicy.Required, true, "100rel")]
    public void The_trunks_policy_says_what_the_callee_is_told(PrackPolicy policy, bool offered, string demanded)
    {
        Start(new LadderSetup { Trunk = (name, trunk) => name == "alpha" ? trunk with { Prack = policy } : trunk });
        Sbc.Dials(Number);
        var invite = Alpha.Receives("INVITE");
        Assert.Equal((offered, demanded), (invite["Supported"].Contains("100rel", StringComparison.Ordinal), invite["Require"]));
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
    }

    [Fact]
    public void Without_PRACK_of_the_caller_the_call_is_refused_and_the_callee_cancelled()
    {
        Sbc.Dials(Number, headers: Takes);
        var invite = Alpha.Receives("INVITE");
        Reliably(invite, 183, Alpha.Sdp());
        Sbc.Receives("183");
        Sbc.Receives("504", within: 33);
        Alpha.Answers(Alpha.Receives("CANCEL"), 200);
        Alpha.Answers(invite, 487);
        Alpha.Receives("ACK");
        Assert.Contains("PRACK", Ladder.Record.Cause!.Text);
    }

    [Fact]
    public void A_200_that_comes_before_the_callers_PRACK_waits_for_it()
    {
        Sbc.Dials(Number, headers: Takes);
        var invite = Alpha.Receives("INVITE");
        Reliably(invite, 183, Alpha.Sdp());
        var early = Sbc.Receives("183");
        Alpha.Answers(invite, 200, sdp: "");
        Alpha.Receives("ACK");
        Sbc.ReceivesNothing(0.3);
        Sbc.Sends("PRACK", headers: RAck(early));
        Sbc.Receives("200 PRACK");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_late_offer_goes_out_reliably_and_is_answered_in_PRACK()
    {
        Sbc.Dials(Number, sdp: "", headers: Takes);
        var invite = Alpha.Receives("INVITE");
        Reliably(invite, 183, Alpha.Sdp());
        var early = Sbc.Receives("183");
        Assert.NotEmpty(early.Body);
        Sbc.Sends("PRACK", Sbc.Sdp(), RAck(early));
        Sbc.Receives("200 PRACK");
        Alpha.Says(1);
        Assert.Equal([1], Sbc.Heard);
        Alpha.Answers(invite, 200, sdp: "");
        var answer = Sbc.Receives("200 INVITE");
        Assert.Empty(answer.Body);
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
        Sbc.Says(2);
        Assert.Equal([2], Alpha.Heard);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_PRACK_without_the_answer_ends_the_call()
    {
        Sbc.Dials(Number, sdp: "", headers: Takes);
        var invite = Alpha.Receives("INVITE");
        Reliably(invite, 183, Alpha.Sdp());
        Pracks(Sbc.Receives("183"));
        Sbc.Receives("488");
        Alpha.Answers(Alpha.Receives("CANCEL"), 200);
        Alpha.Answers(invite, 487);
        Alpha.Receives("ACK");
    }

    [Fact]
    public void A_late_offer_without_100rel_waits_for_the_200()
    {
        Sbc.Dials(Number, sdp: "");
        var invite = Alpha.Receives("INVITE");
        Reliably(invite, 183, Alpha.Sdp());
        Assert.Empty(Sbc.Receives("183").Body);
        Alpha.Answers(invite, 200, sdp: "");
        var offer = Sbc.Receives("200 INVITE");
        Assert.NotEmpty(offer.Body);
        Sbc.Acks(offer, Sbc.Sdp());
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    public void Reliable_responses_and_their_PRACK_get_through_a_network_that_loses_many(double loss)
    {
        Start(new LadderSetup { Trunk = static (_, trunk) => trunk with { Failover = new TrunkFailover { NoReply = TimeSpan.FromSeconds(32), NoProgress = TimeSpan.FromSeconds(100) } } });
        Sbc.Dials(Number, headers: "Require: 100rel\n");
        var invite = Alpha.Receives("INVITE");
        Ladder.Network.Default = new LinkOptions(Loss: loss);
        var text = Alpha.Sip.Response(invite, 183, "alpha-tag-r", "Require: 100rel\nRSeq: 1\n", Alpha.Sdp());
        // The callee repeats what is not acknowledged, the caller its PRACK, as RFC 3262 wants; the gateway does so by itself.
        Until(() => Repeats(Alpha, text, "PRACK"));
        PeerMessage? early = null;
        Until(() => (early = Sbc.Next()) is { Status: 183 });
        Sbc.Sip.ShowRepetitions = true;
        var prack = Sbc.Sip.InDialog("PRACK", early!, 2, headers: RAck(early!));
        Until(() => Repeats(Sbc, prack, "200"));
        Ladder.Network.Default = new LinkOptions();
        Sbc.Cancels();
        Ladder.Wait(0.1);
        while (Sbc.Next() is not null)
        {
        }
        Alpha.Answers(invite, 487);

        bool Repeats(Party party, string message, string expected)
        {
            party.Sip.Sends(message, Ladder.Gateway);
            Ladder.Wait(0.5);
            while (party.Next() is { } next)
            {
                if (next.Method == expected && next.IsRequest)
                {
                    party.Sip.Responds(next, 200);
                    return true;
                }
                if (!next.IsRequest && next.Method == "PRACK" && next.Status.ToString() == expected) return true;
            }
            return false;
        }

        void Until(Func<bool> done)
        {
            for (var tries = 0; tries < 40; tries++)
            {
                if (done()) return;
                Ladder.Wait(0.5);
            }
            throw Ladder.Failure("It does not get through.");
        }
    }

    private void Reliably(PeerMessage invite, int status, string sdp = "", int rseq = 1, string? tag = null)
    {
        Alpha.Answers(invite, status, sdp, tag, $"Require: 100rel\nRSeq: {rseq}\n");
        Alpha.Answers(Alpha.Receives("PRACK"), 200);
    }

    private void Pracks(PeerMessage response)
    {
        Sbc.Sends("PRACK", headers: RAck(response));
        Sbc.Receives("200 PRACK");
    }

    private static string RAck(PeerMessage response) => $"RAck: {response["RSeq"]} {response["CSeq"]}\n";
}
