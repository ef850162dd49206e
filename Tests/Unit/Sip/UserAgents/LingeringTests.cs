using Telephony.Sip.UserAgents;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Unit.Sip.UserAgents;

/// <summary>What is repeated after a transaction has done its work (RFC 3261 17, RFC 6026): Timers D, I, J, K, L and M.</summary>
public class LingeringTests
{
    private readonly AgentBench _bench = new();

    [Fact]
    public void A_repeated_2xx_gets_the_same_ack_though_the_call_is_over()
    {
        var (bob, invite, ack) = CallThatIsOver();
        Assert.Equal(0, _bench.Statistics.Dialogs);
        Assert.Equal(1, _bench.Statistics.Transactions);
        bob.ShowRepetitions = true;
        bob.Responds(invite, 200, "bob-1", body: "answer");
        Assert.Equal(ack.Branch, bob.Receives("ACK").Branch);
        bob.Responds(invite, 180, "bob-1");      // one that was overtaken
        _bench.Advance(25);
        Assert.Equal(0, _bench.Statistics.Transactions);
        bob.Responds(invite, 200, "bob-1", body: "answer");
        bob.ReceivesNothing(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _bench.Statistics.StrayResponses);
        Assert.Equal(["answered bob-1", "ended ByeSent 200"], _bench.Told);
    }

    [Fact]
    public void Another_fork_that_answers_when_the_call_is_over_gets_ack_and_bye_each_time()
    {
        var (bob, invite, ack) = CallThatIsOver();
        bob.ShowRepetitions = true;
        bob.Responds(invite, 200, "late", body: "answer");
        var late = bob.Receives("ACK");
        Assert.Equal(("late", ack.CSeq), (late.ToTag, late.CSeq));
        Assert.NotEqual(ack.Branch, late.Branch);
        var bye = bob.Receives("BYE");
        Assert.Equal(("late", ack.CSeq + 1), (bye.ToTag, bye.CSeq));
        bob.Responds(invite, 200, "late", body: "answer");
        Assert.Equal("late", bob.Receives("ACK").ToTag);
        bob.Responds(bye, 200);
        _bench.Advance(1);
        Assert.Equal(0, _bench.Statistics.Dialogs);
        bob.Clears();
        _bench.Advance(40);
        Assert.Equal(0, _bench.Statistics.Transactions);
        Assert.Equal(["answered bob-1", "ended ByeSent 200"], _bench.Told);
    }

    [Fact]
    public void A_repeated_bye_gets_the_same_200_for_half_a_minute()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var answer = _bench.Answered(alice);
        var bye = alice.InDialog("BYE", answer, 2);
        alice.Sends(bye);
        var said = alice.Receives("200 BYE");
        Assert.Equal(0, _bench.Statistics.Dialogs);
        alice.ShowRepetitions = true;
        _bench.Advance(31);
        alice.Sends(bye);
        Assert.Equal(said.Text, alice.Receives("200 BYE").Text);
        Assert.Equal(1, _bench.Statistics.RetransmissionsIn);
        _bench.Advance(2);
        alice.Sends(bye);
        alice.Receives("481");
    }

    [Fact]
    public void A_repeated_invite_and_its_cancel_find_the_invite_that_was_acknowledged()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var invite = alice.Request("INVITE", "sip:gw@10.0.0.1", branch: "z9hG4bKa");
        alice.Sends(invite);
        alice.Receives("100");
        _bench.Answers();
        var answer = alice.Receives("200 INVITE");
        alice.Sends(alice.Ack(answer));
        alice.Sends(invite);
        alice.ReceivesNothing(TimeSpan.FromSeconds(1));
        alice.Sends(alice.Request("CANCEL", "sip:gw@10.0.0.1", branch: "z9hG4bKa"));
        Assert.Equal(answer.ToTag, alice.Receives("200 CANCEL").ToTag);
        Assert.Equal(["invited", "acked"], _bench.Told);
        Assert.Equal(1, _bench.Statistics.Dialogs);
        _bench.Advance(32);
        alice.Sends(alice.Request("CANCEL", "sip:gw@10.0.0.1", branch: "z9hG4bKa").Replace("z9hG4bKa", "z9hG4bKb", StringComparison.Ordinal));
        alice.Receives("481");
    }

    [Fact]
    public void The_ladder_has_repetitions_until_the_call_takes_its_tap_back()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var tap = new ListTap();
        _bench.OnInvited = invite => invite.Tap = tap;
        var answer = _bench.Answered(alice);
        var bye = alice.InDialog("BYE", answer, 2);
        alice.Sends(bye);
        alice.Receives("200 BYE");
        alice.Sends(bye);
        string[] seen = ["in INVITE", "out 100", "out 200", "in ACK", "in BYE", "out 200", "in BYE", "out 200"];
        Assert.Equal(seen, tap.Lines);
        _bench.Loop.Run(() => _bench.Agent.Forget(tap));
        alice.Sends(bye);
        _bench.Advance(0.1);
        Assert.Equal(2, alice.Repetitions);
        Assert.Equal(seen, tap.Lines);
    }

    /// <summary>Bob was called, and ten seconds ago it was over: his messages are the INVITE that he had and its ACK.</summary>
    private (SipPeer Bob, PeerMessage Invite, PeerMessage Ack) CallThatIsOver()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        var (_, invite) = _bench.Established(bob);
        var ack = bob.Receives("ACK");
        _bench.Loop.Run(() => _bench.Dialog.Bye());
        bob.Responds(bob.Receives("BYE"), 200);
        _bench.Advance(10);
        return (bob, invite, ack);
    }
}
