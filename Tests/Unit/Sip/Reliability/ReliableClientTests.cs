using Telephony.Sip.Reliability;
using Telephony.Sip.UserAgents;
using Telephony.Support.Sip;
using Telephony.Unit.Sip.UserAgents;
using Xunit;

namespace Telephony.Unit.Sip.Reliability;

/// <summary>Reliable provisional responses of the side that calls (RFC 3262 4, DR-18).</summary>
public class ReliableClientTests
{
    private readonly AgentBench _bench = new(ReliableServerTests.Options);
    private readonly SipPeer _bob;

    public ReliableClientTests() => _bob = _bench.Peer("bob", "10.0.0.2:5060");

    [Theory]
    [InlineData(ProvisionalReliability.Off, "", "")]
    [InlineData(ProvisionalReliability.Supported, "100rel", "")]
    [InlineData(ProvisionalReliability.Required, "100rel", "100rel")]
    public void The_policy_says_what_the_invite_offers(ProvisionalReliability policy, string supported, string require)
    {
        _bench.Calls(_bob, draft => draft with { Extensions = new Extensions(policy, Timer: true) });
        var invite = _bob.Receives("INVITE");
        Assert.Equal((supported, require), (invite["Supported"], invite["Require"]));
        _bob.Responds(invite, 486, "b");
    }

    [Fact]
    public void A_reliable_response_gets_its_PRACK_in_the_early_dialog()
    {
        var invite = Invite();
        _bob.Responds(invite, 183, "b", "Require: 100rel\nRSeq: 5\nRecord-Route: <sip:10.0.0.2:5060;lr>\n", "answer");
        var prack = _bob.Receives("PRACK");
        Assert.Equal($"5 {invite.CSeq} INVITE", prack["RAck"]);
        Assert.Equal(invite.CSeq + 1, prack.CSeq);
        Assert.Equal(("b", "<sip:10.0.0.2:5060;lr>"), (prack.ToTag, prack["Route"]));
        _bob.Responds(prack, 200);
        Assert.Equal(["183 b"], _bench.Told);
    }

    [Fact]
    public void Repetitions_and_gaps_are_neither_told_nor_acknowledged()
    {
        var invite = Invite();
        Reliably(invite, 183, 5);
        _bob.Responds(_bob.Receives("PRACK"), 200);
        Reliably(invite, 183, 5);
        Reliably(invite, 180, 7);
        _bob.ReceivesNothing(TimeSpan.FromSeconds(1));
        Reliably(invite, 182, 6);
        Assert.StartsWith("6 ", _bob.Receives("PRACK")["RAck"]);
        Reliably(invite, 180, 7);
        Assert.StartsWith("7 ", _bob.Receives("PRACK")["RAck"]);
        Assert.Equal(["183 b", "182 b", "180 b"], _bench.Told);
    }

    [Fact]
    public void Each_fork_counts_for_itself()
    {
        var invite = Invite();
        Reliably(invite, 180, 5, "one");
        Assert.Equal("one", _bob.Receives("PRACK").ToTag);
        Reliably(invite, 180, 900, "two");
        Assert.Equal("two", _bob.Receives("PRACK").ToTag);
        Reliably(invite, 183, 6, "one");
        Assert.Equal("one", _bob.Receives("PRACK").ToTag);
    }

    [Fact]
    public void A_PRACK_that_is_lost_is_repeated_and_one_that_is_refused_ends_nothing()
    {
        var invite = Invite();
        Reliably(invite, 183, 5);
        _bob.ShowRepetitions = true;
        _bob.Receives("PRACK");
        var again = _bob.Receives("PRACK");
        _bob.Responds(invite, 200, "b", body: "answer");
        _bob.Receives("ACK");
        _bob.Responds(again, 481);
        _bob.ReceivesNothing(TimeSpan.FromSeconds(40));
        Assert.Equal(["183 b", "answered b"], _bench.Told);
        Assert.Equal(1, _bench.Statistics.Dialogs);
    }

    [Theory]
    [InlineData("RSeq: 5\n")]
    [InlineData("Require: 100rel\n")]
    [InlineData("Require: 100rel\nRSeq: 0\n")]
    [InlineData("Require: 100rel\nRSeq: x\n")]
    public void A_response_that_is_not_reliable_is_told_without_PRACK(string headers)
    {
        var invite = Invite();
        _bob.Responds(invite, 180, "b", headers);
        _bob.ReceivesNothing(TimeSpan.FromSeconds(1));
        Assert.Equal(["180 b"], _bench.Told);
    }

    private PeerMessage Invite()
    {
        _bench.Calls(_bob);
        return _bob.Receives("INVITE");
    }

    private void Reliably(PeerMessage invite, int status, int rseq, string tag = "b") => _bob.Responds(invite, status, tag, $"Require: 100rel\nRSeq: {rseq}\n");
}
