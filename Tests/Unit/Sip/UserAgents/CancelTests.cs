using Xunit;

namespace Telephony.Unit.Sip.UserAgents;

public class CancelTests
{
    private readonly AgentBench _bench = new();

    [Fact]
    public void Cancel_waits_for_a_provisional_response()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        var call = _bench.Calls(bob);
        var invite = bob.Receives("INVITE");
        _bench.Loop.Run(() => call.Cancel("SIP;cause=200"u8));
        bob.ReceivesNothing(TimeSpan.FromMilliseconds(400));
        bob.Responds(invite, 100);
        var cancel = bob.Receives("CANCEL");
        Assert.Equal(invite.Branch, cancel.Branch);
        Assert.Equal(invite.CSeq, cancel.CSeq);
        Assert.Equal(invite["To"], cancel["To"]);
        Assert.Equal("SIP;cause=200", cancel["Reason"]);
        bob.Responds(cancel, 200, "bob-1");
        bob.Responds(invite, 487, "bob-1");
        Assert.Equal(invite.Branch, bob.Receives("ACK").Branch);
        _bench.Advance(40);
        Assert.Equal(["failed Cancelled 487"], _bench.Told);
        Assert.Equal(0, _bench.Statistics.Transactions);
    }

    [Fact]
    public void A_200_that_crosses_the_cancel_is_acknowledged_and_ended()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        var call = _bench.Calls(bob);
        var invite = bob.Receives("INVITE");
        bob.Responds(invite, 180, "bob-1");
        _bench.Advance(0.1);
        _bench.Loop.Run(() => call.Cancel());
        bob.Responds(invite, 200, "bob-1", body: "answer");
        var cancel = bob.Receives("CANCEL");
        bob.Responds(cancel, 200, "bob-1");
        bob.Receives("ACK");
        var bye = bob.Receives("BYE");
        bob.Responds(bye, 200);
        bob.Responds(invite, 200, "bob-1", body: "answer");
        bob.Receives("ACK");
        _bench.Advance(40);
        Assert.Equal(["180 bob-1", "failed Cancelled 487", "ended ByeSent 200"], _bench.Told);
        Assert.Equal(0, _bench.Statistics.Dialogs);
    }

    [Fact]
    public void A_200_before_any_provisional_to_a_cancelled_call_is_ended_as_well()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        var call = _bench.Calls(bob);
        var invite = bob.Receives("INVITE");
        _bench.Loop.Run(() => call.Abandon());
        bob.Responds(invite, 200, "bob-1", body: "answer");
        bob.Receives("ACK");
        bob.Responds(bob.Receives("BYE"), 200);
        _bench.Advance(40);
        Assert.Empty(_bench.Told);
        Assert.Equal(0, _bench.Statistics.Dialogs);
    }

    [Fact]
    public void Silence_after_a_cancel_ends_the_call_after_64_T1()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        var call = _bench.Calls(bob);
        bob.Responds(bob.Receives("INVITE"), 180, "bob-1");
        _bench.Advance(0.1);
        _bench.Loop.Run(() => call.Cancel());
        _bench.Advance(31);
        Assert.DoesNotContain("failed Cancelled 487", _bench.Told);
        _bench.Advance(1.5);
        Assert.Contains("failed Cancelled 487", _bench.Told);
        Assert.Equal(0, _bench.Statistics.Transactions);
    }

    [Fact]
    public void An_abandoned_call_tells_nothing()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        var call = _bench.Calls(bob);
        var invite = bob.Receives("INVITE");
        bob.Responds(invite, 100);
        _bench.Advance(0.1);
        _bench.Loop.Run(() => call.Abandon());
        bob.Responds(bob.Receives("CANCEL"), 200);
        bob.Responds(invite, 487, "bob-1");
        bob.Receives("ACK");
        Assert.Empty(_bench.Told);
    }

    [Fact]
    public void Their_cancel_is_answered_and_the_invite_gets_487()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1", branch: "z9hG4bKa"));
        alice.Receives("100");
        _bench.Loop.Run(() => _bench.Invite.Respond(180));
        var ringing = alice.Receives("180");
        alice.Sends(alice.Request("CANCEL", "sip:gw@10.0.0.1", branch: "z9hG4bKa"));
        var ok = alice.Receives("200 CANCEL");
        Assert.Equal(ringing.ToTag, ok.ToTag);
        var ended = alice.Receives("487 INVITE");
        Assert.Equal(ringing.ToTag, ended.ToTag);
        alice.Sends(alice.Ack(ended, "sip:gw@10.0.0.1", "z9hG4bKa"));
        alice.ReceivesNothing(TimeSpan.FromSeconds(10));
        Assert.Equal(["invited", "cancelled by Cancel"], _bench.Told);
        _bench.Advance(40);
        Assert.Equal(0, _bench.Statistics.Transactions);
        Assert.Equal(0, _bench.Statistics.Dialogs);
    }

    [Fact]
    public void A_cancel_that_crosses_our_200_changes_nothing()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        _bench.OnInvited = _ => { };
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1", branch: "z9hG4bKa"));
        alice.Receives("100");
        _bench.Answers();
        alice.Sends(alice.Request("CANCEL", "sip:gw@10.0.0.1", branch: "z9hG4bKa"));
        var answer = alice.Receives("200 INVITE");
        alice.Receives("200 CANCEL");
        alice.Sends(alice.Ack(answer));
        _bench.Advance(1);
        Assert.Equal(["invited", "acked"], _bench.Told);
    }

    [Fact]
    public void After_a_change_of_target_cancel_waits_again()
    {
        var (one, two) = (_bench.Peer("one", "10.0.0.2:5060"), _bench.Peer("two", "10.0.0.3:5060"));
        var call = _bench.Calls(one, others: two);
        var first = one.Receives("INVITE");
        one.Responds(first, 183, "fork-1");
        one.Responds(first, 503, "fork-1");
        one.Receives("ACK");
        var second = two.Receives("INVITE");
        _bench.Loop.Run(() => call.Cancel());
        two.ReceivesNothing(TimeSpan.FromMilliseconds(300));
        two.Responds(second, 100);
        Assert.Equal(second.Branch, two.Receives("CANCEL").Branch);
        Assert.Equal(["183 fork-1", "ended NotChosen"], _bench.Told);
    }

    [Fact]
    public void A_cancel_of_nothing_is_answered_481()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("CANCEL", "sip:gw@10.0.0.1"));
        alice.Receives("481");
    }
}
