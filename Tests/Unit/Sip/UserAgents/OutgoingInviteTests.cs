using Telephony.Sip.UserAgents;
using Xunit;

namespace Telephony.Unit.Sip.UserAgents;

public class OutgoingInviteTests
{
    private readonly AgentBench _bench = new();

    [Fact]
    public void A_call_rings_is_answered_and_ends_by_our_bye()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        _bench.Calls(bob);
        var invite = bob.Receives("INVITE");
        Assert.Equal("offer", invite.Body);
        Assert.Equal("<sip:kim@10.0.0.1:5060>", invite["Contact"]);
        Assert.Equal("70", invite["Max-Forwards"]);
        Assert.StartsWith("\"Kim\" <sip:+14255550100@gw.example>;tag=", invite["From"], StringComparison.Ordinal);
        bob.Responds(invite, 100);
        bob.Responds(invite, 180, "bob-1");
        bob.Responds(invite, 200, "bob-1", body: "answer");
        var ack = bob.Receives("ACK");
        Assert.Equal("sip:bob@10.0.0.2:5060", ack.RequestUri);
        Assert.Equal(invite.CSeq, ack.CSeq);
        Assert.NotEqual(invite.Branch, ack.Branch);
        Assert.Equal("bob-1", ack.ToTag);
        _bench.Loop.Run(() => _bench.Dialog.Bye("Q.850;cause=16"u8));
        var bye = bob.Receives("BYE");
        Assert.Equal(invite.CSeq + 1, bye.CSeq);
        Assert.Equal("Q.850;cause=16", bye["Reason"]);
        bob.Responds(bye, 200);
        _bench.Advance(40);
        Assert.Equal(["180 bob-1", "answered bob-1", "ended ByeSent 200"], _bench.Told);
        Assert.Equal(0, _bench.Statistics.Transactions);
        Assert.Equal(0, _bench.Statistics.Dialogs);
    }

    [Fact]
    public void Nobody_answers_timer_A_doubles_and_timer_B_gives_up()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        bob.ShowRepetitions = true;
        _bench.Calls(bob);
        _bench.Advance(31.9);
        Assert.Equal(7, bob.Waiting);   // 0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5 s
        Assert.Empty(_bench.Told);
        _bench.Advance(0.2);
        Assert.Equal(["failed Timeout 408"], _bench.Told);
        Assert.Equal(1, _bench.Statistics.ClientTimeouts);
        Assert.Equal(0, _bench.Statistics.Transactions);
    }

    [Fact]
    public void A_provisional_response_ends_the_repetitions()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        _bench.Calls(bob);
        bob.Responds(bob.Receives("INVITE"), 100);
        _bench.Advance(120);
        Assert.Equal(0, bob.Repetitions);
        Assert.Empty(_bench.Told);
    }

    [Fact]
    public void A_failure_is_acknowledged_in_its_transaction_however_often_it_comes()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        _bench.Calls(bob);
        var invite = bob.Receives("INVITE");
        bob.Responds(invite, 486, "bob-1");
        var ack = bob.Receives("ACK");
        Assert.Equal(invite.Branch, ack.Branch);
        Assert.Equal(invite.RequestUri, ack.RequestUri);
        Assert.Equal("bob-1", ack.ToTag);
        bob.Responds(invite, 486, "bob-1");
        _bench.Advance(1);
        Assert.Equal(1, bob.Repetitions);
        Assert.Equal(["failed Response 486"], _bench.Told);
        Assert.Equal(1, _bench.Statistics.Transactions);   // timer D
        _bench.Advance(32);
        Assert.Equal(0, _bench.Statistics.Transactions);
    }

    [Fact]
    public void A_repeated_2xx_gets_the_same_ack_again()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        var (_, invite) = _bench.Established(bob);
        bob.Receives("ACK");
        bob.Responds(invite, 200, "bob-1", body: "answer");
        _bench.Advance(1);
        Assert.Equal(1, bob.Repetitions);
        Assert.Equal(["answered bob-1"], _bench.Told);
    }

    [Fact]
    public void The_answer_to_a_late_offer_goes_in_the_ack()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        _bench.User.HoldAck = true;
        _bench.Calls(bob, body: "");
        var invite = bob.Receives("INVITE");
        Assert.Equal("0", invite["Content-Length"]);
        bob.Responds(invite, 200, "bob-1", body: "offer");
        bob.ReceivesNothing(TimeSpan.FromSeconds(1));
        bob.Responds(invite, 200, "bob-1", body: "offer");
        bob.ReceivesNothing(TimeSpan.FromSeconds(1));
        _bench.Loop.Run(() => _bench.Dialog.Ack("application/sdp"u8, "answer"u8));
        Assert.Equal("answer", bob.Receives("ACK").Body);
    }

    [Fact]
    public void Several_early_dialogs_and_the_second_answer_is_ended()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        _bench.Calls(bob);
        var invite = bob.Receives("INVITE");
        bob.Responds(invite, 180, "fork-1");
        bob.Responds(invite, 183, "fork-2", body: "early");
        bob.Responds(invite, 180, "fork-3");
        bob.Responds(invite, 200, "fork-2", body: "answer");
        Assert.Equal("fork-2", bob.Receives("ACK").ToTag);
        bob.Responds(invite, 200, "fork-1", body: "answer");
        Assert.Equal("fork-1", bob.Receives("ACK").ToTag);
        var bye = bob.Receives("BYE");
        Assert.Equal("fork-1", bye.ToTag);
        bob.Responds(bye, 200);
        _bench.Advance(40);
        Assert.Equal(
            ["180 fork-1", "183 fork-2", "180 fork-3", "answered fork-2", "ended ByeSent 200", "ended NotChosen"], _bench.Told);
        Assert.Equal(1, _bench.Statistics.Dialogs);
    }

    [Fact]
    public void An_answer_from_a_fork_that_never_rang_is_ended_too()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        var (_, invite) = _bench.Established(bob);
        bob.Receives("ACK");
        bob.Responds(invite, 200, "stranger", body: "answer");
        bob.Receives("ACK");
        bob.Responds(bob.Receives("BYE"), 200);
        _bench.Advance(40);
        Assert.Equal(["answered bob-1"], _bench.Told);
    }

    [Fact]
    public void A_failure_ends_the_early_dialogs()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        _bench.Calls(bob);
        var invite = bob.Receives("INVITE");
        bob.Responds(invite, 180, "fork-1");
        bob.Responds(invite, 404, "x");
        bob.Receives("ACK");
        Assert.Equal(["180 fork-1", "ended NotChosen", "failed Response 404"], _bench.Told);
        Assert.Equal(0, _bench.Statistics.Dialogs);
    }

    [Fact]
    public void A_response_of_nobody_is_dropped_and_counted()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        _bench.Calls(bob);
        var invite = bob.Receives("INVITE");
        bob.Sends(bob.Response(invite, 200, "bob-1").Replace("z9hG4bK", "z9hG4bKx", StringComparison.Ordinal));
        bob.Sends(bob.Response(invite, 200, "bob-1").Replace(" INVITE", " BYE", StringComparison.Ordinal));
        _bench.Advance(1);
        Assert.Equal(2, _bench.Statistics.StrayResponses);
        Assert.Empty(_bench.Told);
    }

    [Fact]
    public void A_response_that_was_meant_for_somebody_behind_us_is_dropped()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        _bench.Calls(bob);
        var invite = bob.Receives("INVITE");
        bob.Sends(bob.Response(invite, 200, "bob-1").Replace("From:", "Via: SIP/2.0/UDP behind:5060;branch=z9hG4bKb\nFrom:", StringComparison.Ordinal));
        Assert.Equal(1, _bench.Statistics.StrayResponses);
        Assert.Empty(_bench.Told);
    }

    [Fact]
    public void Nothing_is_told_before_the_call_returns_even_when_there_is_no_way()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        var invite = _bench.Calls(bob, draft => draft with { Targets = [AgentBench.Target(bob, Telephony.Sip.Transports.SipTransportKind.Tls)] });
        Assert.Empty(_bench.Told);
        _bench.Advance(0.1);
        Assert.Equal(["failed TransportError 503"], _bench.Told);
        Assert.True(invite.IsOver);
    }

    [Fact]
    public void Header_values_cannot_smuggle_lines()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        _bench.Calls(bob, draft => draft with { From = AgentBench.Bytes("\"x\r\nEvil: 1\" <sip:a@b>"), RequestUri = AgentBench.Bytes("sip:bob@10.0.0.2:5060\r\nEvil: 2") });
        var invite = bob.Receives("INVITE");
        Assert.False(invite.Has("Evil"));
    }
}
