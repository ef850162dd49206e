using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Unit.Sip.UserAgents;
using Xunit;

namespace Telephony.Unit.Sip.Dialogs;

public class DialogTests
{
    private readonly AgentBench _bench = new();

    [Fact]
    public void Their_bye_is_answered_and_ends_the_dialog()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var answer = _bench.Answered(alice);
        alice.Sends(alice.InDialog("BYE", answer, 2));
        alice.Receives("200 BYE");
        Assert.Equal(["invited", "acked", "ended ByeReceived"], _bench.Told);
        Assert.Equal(0, _bench.Statistics.Dialogs);
        alice.Sends(alice.InDialog("BYE", answer, 3));
        alice.Receives("481");
        Assert.Equal(1, _bench.Statistics.UnknownDialogs);
    }

    [Fact]
    public void Both_sides_hang_up_at_once()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var answer = _bench.Answered(alice);
        _bench.Loop.Run(() => _bench.Dialog.Bye());
        var bye = alice.Receives("BYE");
        alice.Sends(alice.InDialog("BYE", answer, 2));
        alice.Receives("200 BYE");
        alice.Responds(bye, 481);
        _bench.Advance(40);
        Assert.Equal(["invited", "acked", "ended ByeReceived"], _bench.Told);
        Assert.Equal(0, _bench.Statistics.Transactions);
    }

    [Fact]
    public void A_lost_bye_is_repeated_and_given_up_by_timer_F()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        _bench.Answered(alice);
        _bench.Loop.Run(() => _bench.Dialog.Bye());
        alice.Receives("BYE");
        _bench.Advance(31.9);
        Assert.Equal(10, alice.Repetitions);   // E: 0.5, 1.5, 3.5, then every 4 s
        _bench.Advance(0.2);
        Assert.Equal("ended ByeSent 408", _bench.Told[^1]);
    }

    [Fact]
    public void Requests_follow_loose_routes_to_the_first_of_them()
    {
        var proxy = _bench.Peer("proxy", "10.0.0.9:5060");
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        _bench.Established(bob, "Record-Route: <sip:10.0.0.8;lr>\nRecord-Route: <sip:10.0.0.9:5060;lr>\n", contact: "<sip:bob@192.0.2.7>");
        var ack = proxy.Receives("ACK");
        Assert.Equal("sip:bob@192.0.2.7", ack.RequestUri);
        Assert.Equal(["<sip:10.0.0.9:5060;lr>", "<sip:10.0.0.8;lr>"], ack.All("Route"));
        _bench.Loop.Run(() => _bench.Dialog.Bye());
        Assert.Equal(["<sip:10.0.0.9:5060;lr>", "<sip:10.0.0.8;lr>"], proxy.Receives("BYE").All("Route"));
    }

    [Fact]
    public void A_strict_router_gets_itself_in_the_request_uri_and_the_target_last()
    {
        var proxy = _bench.Peer("proxy", "10.0.0.9:5060");
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        _bench.Answered(alice, "Record-Route: <sip:10.0.0.9:5060>, <sip:10.0.0.8;lr>\n", contact: "<sip:alice@192.0.2.7>");
        _bench.Loop.Run(() => _bench.Dialog.Bye());
        var bye = proxy.Receives("BYE");
        Assert.Equal("sip:10.0.0.9:5060", bye.RequestUri);
        Assert.Equal(["<sip:10.0.0.8;lr>", "<sip:alice@192.0.2.7>"], bye.All("Route"));
    }

    [Fact]
    public void A_reinvite_refreshes_the_target()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var moved = _bench.Peer("moved", "10.0.0.4:5060");
        var answer = _bench.Answered(alice);
        alice.Sends(alice.InDialog("INVITE", answer, 2, body: "hold", contact: "<sip:alice@10.0.0.4:5060>"));
        alice.Receives("100");
        Assert.Equal("hold", SipText.ToText(_bench.User.Reinvite!.Request.Body));
        _bench.Loop.Run(() => _bench.User.Reinvite!.Answer<object?>(_bench.User, null, null, "application/sdp"u8, "held"u8));
        var held = alice.Receives("200 INVITE");
        Assert.Equal("held", held.Body);
        alice.Sends(alice.InDialog("ACK", held, 2));
        _bench.Loop.Run(() => _bench.Dialog.Bye());
        Assert.Equal("sip:alice@10.0.0.4:5060", moved.Receives("BYE").RequestUri);
    }

    [Fact]
    public void Our_reinvite_is_answered_and_acknowledged()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        _bench.Answered(alice);
        _bench.Told.Clear();
        _bench.Loop.Run(() => Assert.NotNull(_bench.Dialog.Reinvite<object?>(_bench.User, null, null, "application/sdp"u8, "again"u8)));
        _bench.Loop.Run(() => Assert.Null(_bench.Dialog.Reinvite<object?>(_bench.User, null, null)));
        var invite = alice.Receives("INVITE");
        Assert.Equal("again", invite.Body);
        Assert.NotEqual("", invite.ToTag);
        alice.Responds(invite, 200, body: "fine");
        Assert.Equal(invite.CSeq, alice.Receives("ACK").CSeq);
        Assert.Equal(["answered from-1"], _bench.Told);
    }

    [Fact]
    public void Their_reinvite_that_crosses_ours_gets_491()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var answer = _bench.Answered(alice);
        _bench.Loop.Run(() => _bench.Dialog.Reinvite<object?>(_bench.User, null, null));
        var ours = alice.Receives("INVITE");
        alice.Sends(alice.InDialog("INVITE", answer, 2, branch: "z9hG4bKx"));
        var refused = alice.Receives("491");
        alice.Sends(alice.InDialog("ACK", refused, 2, branch: "z9hG4bKx"));
        alice.Responds(ours, 491);
        alice.Receives("ACK");
        Assert.Equal("failed Response 491", _bench.Told[^1]);
        Assert.InRange(_bench.User.Failure!.Value.RetryAfter!.Value.TotalSeconds, 0, 2);   // not the owner of the Call-ID
    }

    [Fact]
    public void The_owner_of_the_call_id_waits_longer_after_491()
    {
        var bob = _bench.Peer("bob", "10.0.0.2:5060");
        _bench.Established(bob);
        bob.Receives("ACK");
        _bench.Loop.Run(() => _bench.Dialog.Reinvite<object?>(_bench.User, null, null));
        bob.Responds(bob.Receives("INVITE"), 491);
        bob.Receives("ACK");
        Assert.InRange(_bench.User.Failure!.Value.RetryAfter!.Value.TotalSeconds, 2.1, 4);
        Assert.Equal(DialogState.Confirmed, _bench.Dialog.State);
    }

    [Fact]
    public void A_second_invite_before_the_answer_to_the_first_gets_500_with_retry_after()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var answer = _bench.Answered(alice);
        alice.Sends(alice.InDialog("INVITE", answer, 2));
        alice.Receives("100");
        alice.Sends(alice.InDialog("INVITE", answer, 3));
        Assert.InRange(int.Parse(alice.Receives("500")["Retry-After"]), 0, 10);
    }

    [Fact]
    public void A_reinvite_of_theirs_that_waits_when_we_hang_up_gets_487()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var answer = _bench.Answered(alice);
        alice.Sends(alice.InDialog("INVITE", answer, 2));
        alice.Receives("100");
        _bench.Loop.Run(() => _bench.Dialog.Bye());
        alice.Receives("487 INVITE");
        alice.Responds(alice.Receives("BYE"), 200);
        Assert.Equal("ended ByeSent 200", _bench.Told[^1]);
    }

    [Fact]
    public void A_reinvite_of_ours_that_is_answered_after_we_hung_up_is_acknowledged()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        _bench.Answered(alice);
        _bench.Loop.Run(() => _bench.Dialog.Reinvite<object?>(_bench.User, null, null));
        var invite = alice.Receives("INVITE");
        _bench.Loop.Run(() => _bench.Dialog.Bye());
        var bye = alice.Receives("BYE");
        alice.Responds(invite, 200);
        Assert.Equal(invite.CSeq, alice.Receives("ACK").CSeq);
        alice.Responds(bye, 200);
        Assert.Equal(["invited", "acked", "ended ByeSent 200"], _bench.Told);
    }

    [Fact]
    public void A_request_out_of_order_gets_500()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var answer = _bench.Answered(alice);
        alice.Sends(alice.InDialog("INFO", answer, 5));
        alice.Receives("200 INFO");
        alice.Sends(alice.InDialog("INFO", answer, 4));
        alice.Receives("500 INFO");
        Assert.Equal(["invited", "acked", "in dialog Info"], _bench.Told);
    }

    [Fact]
    public void A_repeated_request_gets_its_answer_again_and_wakes_nobody()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var answer = _bench.Answered(alice);
        var info = alice.InDialog("INFO", answer, 2);
        alice.Sends(info);
        alice.Receives("200 INFO");
        alice.Sends(info);
        Assert.Equal(1, alice.Repetitions);
        Assert.Single(_bench.Told, "in dialog Info");
    }

    [Fact]
    public void A_request_may_be_answered_later()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var answer = _bench.Answered(alice);
        _bench.User.OnInDialog = _ => { };
        alice.Sends(alice.InDialog("INFO", answer, 2, headers: "X-Note: keep me\n"));
        alice.Sends(alice.InDialog("OPTIONS", answer, 3));
        var options = _bench.User.InDialog!;
        _bench.Loop.Run(() => options.Respond(200));
        alice.Receives("200 OPTIONS");
    }

    [Fact]
    public void An_update_of_ours_goes_out_and_its_answer_refreshes_the_target()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var moved = _bench.Peer("moved", "10.0.0.4:5060");
        var answer = _bench.Answered(alice);
        _bench.Loop.Run(() => _bench.Dialog.Send<object?>(SipMethod.Update, _bench.User, null, null, "application/sdp"u8, "x"u8));
        var update = alice.Receives("UPDATE");
        alice.Sends(alice.InDialog("UPDATE", answer, 2, body: "y"));
        alice.Receives("491");
        alice.Sends(alice.InDialog("UPDATE", answer, 3));
        alice.Receives("200 UPDATE");   // RFC 3311 5.2: without an offer nothing crosses
        alice.Responds(update, 200, contact: "<sip:alice@10.0.0.4:5060>");
        _bench.Loop.Run(() => _bench.Dialog.Bye());
        moved.Receives("BYE");
        Assert.Contains("Update got 200", _bench.Told);
    }

    [Fact]
    public void An_answer_of_481_in_the_dialog_ends_it()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        _bench.Answered(alice);
        _bench.Loop.Run(() => _bench.Dialog.Send<object?>(SipMethod.Info, _bench.User, null, null));
        alice.Responds(alice.Receives("INFO"), 481);
        _bench.Advance(0.1);
        Assert.Equal(["Info got 481", "ended Gone 481"], _bench.Told[^2..]);
    }

    [Fact]
    public void Silence_in_the_dialog_ends_it_with_a_bye()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        _bench.Answered(alice);
        _bench.Loop.Run(() => _bench.Dialog.Reinvite<object?>(_bench.User, null, null));
        alice.Receives("INVITE");
        _bench.Advance(33);
        alice.Receives("BYE");
        Assert.Equal(["failed Timeout 408", "ended Gone 408"], _bench.Told[^2..]);
    }

    [Fact]
    public void Requests_of_unknown_dialogs_get_481_and_their_acks_nothing()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1", toTag: "unknown"));
        alice.Receives("481");
        alice.Sends(alice.Request("ACK", "sip:gw@10.0.0.1", toTag: "unknown"));
        alice.Sends(alice.Request("UPDATE", "sip:gw@10.0.0.1", callId: "other"));
        alice.Receives("481");
        alice.ReceivesNothing(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _bench.Statistics.StrayAcks);
    }

    [Fact]
    public void Who_guesses_our_tag_but_not_the_other_finds_nothing()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var answer = _bench.Answered(alice);
        alice.Sends(alice.InDialog("BYE", answer, 2).Replace("from-1", "guess", StringComparison.Ordinal));
        alice.Receives("481");
    }

    [Fact]
    public void A_dialog_survives_a_restart_well_enough_to_end()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        _bench.Answered(alice, "Record-Route: <sip:10.0.0.3:5060;lr>\n");
        var snapshot = _bench.Dialog.Snapshot();
        var second = new AgentBenchSecond(_bench);
        var restored = second.Restore(snapshot);
        _bench.Loop.Run(() => restored.Bye("SIP;text=\"restart\""u8));
        var bye = alice.Receives("BYE");
        Assert.Equal(snapshot.LocalTag, bye.FromTag);
        Assert.Equal(snapshot.RemoteTag, bye.ToTag);
        Assert.Equal(snapshot.LocalCSeq + 1, bye.CSeq);
        Assert.Equal("<sip:10.0.0.3:5060;lr>", bye["Route"]);
        Assert.Equal(snapshot.RemoteTarget, bye.RequestUri);
        alice.Responds(bye, 200);
        _bench.Advance(0.1);
        Assert.Equal("ended ByeSent 200", _bench.Told[^1]);
    }

    /// <summary>The same place after a restart: a new agent beside the old one, on another port.</summary>
    private sealed class AgentBenchSecond(AgentBench bench)
    {
        public Dialog Restore(DialogSnapshot snapshot)
        {
            bench.Loop.Run(() => bench.Dialog.End(new DialogEnd(DialogEndCause.Gone)));
            return bench.Agent.Restore(snapshot, bench.User);
        }
    }
}
