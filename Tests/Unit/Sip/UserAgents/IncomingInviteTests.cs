using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;
using Xunit;

namespace Telephony.Unit.Sip.UserAgents;

public class IncomingInviteTests
{
    private readonly AgentBench _bench = new();

    [Fact]
    public void An_invite_gets_100_at_once_then_what_the_core_says()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1", headers: "Record-Route: <sip:p1;lr>, <sip:p2;lr>\n", body: "offer"));
        Assert.Equal("", alice.Receives("100").ToTag);
        Assert.Equal("offer", SipText.ToText(_bench.Invite.Request.Body));
        _bench.Invite.ContactUser = AgentBench.Bytes("gw");
        _bench.Loop.Run(() => _bench.Invite.Respond(183, default, static (ref SipWriter writer, string value) => writer.Header("X-Note"u8, AgentBench.Bytes(value).Span), "hi", "application/sdp"u8, "early"u8));
        var early = alice.Receives("183");
        Assert.Equal("early", early.Body);
        Assert.Equal("hi", early["X-Note"]);
        Assert.Equal(["<sip:p1;lr>, <sip:p2;lr>"], early.All("Record-Route"));
        Assert.Equal("<sip:gw@10.0.0.1:5060>", early["Contact"]);
        _bench.Answers();
        var answer = alice.Receives("200 INVITE");
        Assert.Equal(early.ToTag, answer.ToTag);
        alice.Sends(alice.Ack(answer));
        _bench.Advance(0.1);
        Assert.Equal(["invited", "acked"], _bench.Told);
    }

    [Fact]
    public void A_repeated_invite_gets_the_last_response_and_wakes_nobody()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        alice.ShowRepetitions = true;
        var text = alice.Request("INVITE", "sip:gw@10.0.0.1");
        alice.Sends(text);
        alice.Receives("100");
        alice.Sends(text);
        alice.Receives("100");
        _bench.Loop.Run(() => _bench.Invite.Respond(180));
        alice.Receives("180");
        alice.Sends(text);
        alice.Receives("180");
        Assert.Equal(["invited"], _bench.Told);
        Assert.Equal(2, _bench.Statistics.RetransmissionsIn);
    }

    [Fact]
    public void A_2xx_is_repeated_until_its_ack_comes()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        alice.ShowRepetitions = true;
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1"));
        alice.Receives("100");
        _bench.Answers();
        _bench.Advance(8);   // 0, 0.5, 1.5, 3.5, 7.5 s
        Assert.Equal(5, alice.Waiting);
        alice.Sends(alice.Ack(alice.Receives("200")));
        alice.Clears();
        alice.ReceivesNothing(TimeSpan.FromSeconds(60));
        Assert.Equal(["invited", "acked"], _bench.Told);
        Assert.Equal(0, _bench.Statistics.Transactions);
        Assert.Equal(1, _bench.Statistics.Dialogs);
    }

    [Fact]
    public void Without_ack_the_call_is_ended_after_64_T1()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1"));
        alice.Receives("100");
        _bench.Answers();
        alice.Receives("200");
        alice.ReceivesNothing(TimeSpan.FromSeconds(31));
        _bench.Advance(1.5);
        alice.Responds(alice.Receives("BYE"), 200);
        _bench.Advance(0.1);
        Assert.Equal(["invited", "ack missing", "ended ByeSent 200"], _bench.Told);
        Assert.Equal(1, _bench.Statistics.MissingAcks);
    }

    [Fact]
    public void A_bye_of_ours_waits_for_the_ack()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1"));
        alice.Receives("100");
        _bench.Answers();
        var answer = alice.Receives("200");
        _bench.Loop.Run(() => _bench.Dialog.Bye());
        alice.ReceivesNothing(TimeSpan.FromSeconds(2));
        alice.Sends(alice.Ack(answer));
        alice.Responds(alice.Receives("BYE"), 200);
        _bench.Advance(0.1);
        Assert.Equal(["invited", "acked", "ended ByeSent 200"], _bench.Told);
    }

    [Fact]
    public void A_failure_is_repeated_until_its_ack_comes()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1", branch: "z9hG4bKa"));
        alice.Receives("100");
        _bench.Loop.Run(() => _bench.Invite.Respond(486));
        var busy = alice.Receives("486");
        _bench.Advance(1.6);   // G: 0.5, 1.5 s
        Assert.Equal(2, alice.Repetitions);
        alice.Sends(alice.Ack(busy, "sip:gw@10.0.0.1", "z9hG4bKa"));
        _bench.Advance(4);
        Assert.Equal(2, alice.Repetitions);
        Assert.Equal(1, _bench.Statistics.Transactions);   // I
        _bench.Advance(2);
        Assert.Equal(0, _bench.Statistics.Transactions);
    }

    [Fact]
    public void Timer_H_ends_a_failure_without_ack()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1"));
        _bench.Loop.Run(() => _bench.Invite.Respond(404));
        _bench.Advance(33);
        Assert.Equal(10, alice.Repetitions);   // 0.5, 1.5, 3.5, 7.5, then every 4 s until 32
        Assert.Equal(0, _bench.Statistics.Transactions);
        Assert.Equal(1, _bench.Statistics.MissingAcks);
    }

    [Fact]
    public void A_provisional_response_is_repeated_every_minute()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1"));
        alice.Receives("100");
        _bench.Loop.Run(() => _bench.Invite.Respond(180));
        alice.Receives("180");
        _bench.Advance(121);
        Assert.Equal(2, alice.Repetitions);
    }

    [Fact]
    public void A_bye_before_the_answer_ends_the_invite()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1"));
        alice.Receives("100");
        _bench.Loop.Run(() => _bench.Invite.Respond(180));
        var ringing = alice.Receives("180");
        alice.Sends(alice.InDialog("BYE", ringing, 2));
        alice.Receives("200 BYE");
        alice.Receives("487 INVITE");
        Assert.Equal(["invited", "cancelled by Bye"], _bench.Told);
        Assert.Equal(0, _bench.Statistics.Dialogs);
    }

    [Fact]
    public void An_invite_that_came_over_two_paths_is_refused_once()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1"));
        alice.Receives("100");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1"));
        alice.Receives("482");
        Assert.Equal(["invited"], _bench.Told);
        Assert.Equal(1, _bench.Statistics.Merged);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(407)]
    public void The_same_request_with_credentials_is_no_second_copy_though_its_CSeq_is_the_same(int challenge)
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1", branch: "z9hG4bKfirst"));
        alice.Receives("100");
        _bench.Loop.Run(() => _bench.Invite.Respond(challenge));
        var no = alice.Receives($"{challenge}");
        alice.Sends(alice.Ack(no, "sip:gw@10.0.0.1", "z9hG4bKfirst"));
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1", branch: "z9hG4bKsecond"));
        alice.Receives("100");
        _bench.Advance(33);      // the first transaction is gone, the second still rings
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1", branch: "z9hG4bKthird"));
        alice.Receives("482");
        Assert.Equal(["invited", "invited"], _bench.Told);
    }

    [Fact]
    public void A_peer_of_RFC_2543_without_magic_cookie_is_matched_too()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var text = alice.Request("INVITE", "sip:gw@10.0.0.1", branch: "1");
        alice.Sends(text);
        alice.Receives("100");
        alice.Sends(text);
        Assert.Equal(1, alice.Repetitions);
        _bench.Loop.Run(() => _bench.Invite.Respond(603));
        var no = alice.Receives("603");
        alice.Sends(alice.Ack(no, "sip:gw@10.0.0.1", "1"));
        alice.ReceivesNothing(TimeSpan.FromSeconds(5));
        Assert.Equal(1, alice.Repetitions);
    }

    [Theory]
    [InlineData(";rport", ";received=10.0.0.3;rport=5060")]
    [InlineData("", "")]
    public void The_response_says_where_the_request_came_from(string asked, string told)
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("OPTIONS", "sip:10.0.0.1", branch: "z9hG4bKa", rport: asked));
        _bench.Loop.Run(() => _bench.Request.Respond(200));
        Assert.Equal($"SIP/2.0/UDP 10.0.0.3:5060;branch=z9hG4bKa{told}", alice.Receives("200")["Via"]);
    }

    [Fact]
    public void Without_rport_the_response_goes_to_the_port_of_the_via()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var elsewhere = _bench.Peer("elsewhere", "10.0.0.3:5999");
        alice.Sends(alice.Request("OPTIONS", "sip:10.0.0.1", rport: "").Replace("UDP 10.0.0.3:5060", "UDP host.invalid:5999", StringComparison.Ordinal));
        _bench.Loop.Run(() => _bench.Request.Respond(200));
        Assert.EndsWith(";received=10.0.0.3", elsewhere.Receives("200")["Via"], StringComparison.Ordinal);
    }

    [Fact]
    public void Max_forwards_zero_is_483()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1", maxForwards: 0));
        alice.Receives("483");
        Assert.Empty(_bench.Told);
    }

    [Fact]
    public void What_the_core_refuses_leaves_no_state_and_the_same_answer_comes_twice()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        _bench.Verdict = Screening.Refuse(403);
        var text = alice.Request("INVITE", "sip:gw@10.0.0.1", branch: "z9hG4bKa");
        alice.Sends(text);
        var refusal = alice.Receives("403");
        alice.Sends(text);
        Assert.Equal(1, alice.Repetitions);
        alice.Sends(alice.Ack(refusal, "sip:gw@10.0.0.1", "z9hG4bKa"));
        Assert.Equal(0, _bench.Statistics.Transactions);
        Assert.Equal(1, _bench.Statistics.StrayAcks);
        _bench.Verdict = Screening.Refuse(503, retryAfterSeconds: 7);
        alice.Sends(text.Replace("call-1", "call-2", StringComparison.Ordinal));
        Assert.Equal("7", alice.Receives("503")["Retry-After"]);
        _bench.Verdict = Screening.Drop;
        alice.Sends(text.Replace("call-1", "call-3", StringComparison.Ordinal));
        alice.ReceivesNothing(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_late_tap_sees_the_whole_ladder()
    {
        var alice = _bench.Peer("alice", "10.0.0.3:5060");
        var tap = new ListTap();
        _bench.OnInvited = invite => invite.Tap = tap;
        _bench.Answered(alice);
        _bench.Loop.Run(() => _bench.Dialog.Bye());
        alice.Responds(alice.Receives("BYE"), 200);
        Assert.Equal(["in INVITE", "out 100", "out 200", "in ACK", "out BYE", "in 200"], tap.Lines);
    }
}
