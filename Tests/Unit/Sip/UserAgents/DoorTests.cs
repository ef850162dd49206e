using Telephony.Sip.UserAgents;
using Xunit;

namespace Telephony.Unit.Sip.UserAgents;

/// <summary>What is answered, dropped or shed before anything is remembered.</summary>
public class DoorTests
{
    [Fact]
    public void Too_many_transactions_shed_new_requests_but_not_repeated_ones()
    {
        var bench = new AgentBench(new UserAgentOptions { MaxTransactions = 2 });
        var alice = bench.Peer("alice", "10.0.0.3:5060");
        var first = alice.Request("INVITE", "sip:gw@10.0.0.1", callId: "1");
        alice.Sends(first);
        alice.Receives("100");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1", callId: "2"));
        alice.Receives("100");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1", callId: "3"));
        Assert.NotEqual("", alice.Receives("503")["Retry-After"]);
        alice.Sends(first);
        Assert.Equal(1, alice.Repetitions);
        Assert.Equal(1, bench.Statistics.Overloaded);
    }

    [Fact]
    public void A_call_can_be_ended_however_full_the_house_is()
    {
        var bench = new AgentBench(new UserAgentOptions { MaxTransactions = 1 });
        var alice = bench.Peer("alice", "10.0.0.3:5060");
        var answer = bench.Answered(alice);
        alice.Sends(alice.InDialog("BYE", answer, 2, headers: "Content-Type: application/weird\n"));
        alice.Receives("200 BYE");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1", callId: "2"));
        alice.Receives("503");
    }

    [Fact]
    public void Stateless_answers_are_limited_in_rate()
    {
        var bench = new AgentBench(new UserAgentOptions { StatelessRepliesPerSecond = 10 });
        var alice = bench.Peer("alice", "10.0.0.3:5060");
        alice.Flight = default;
        for (var i = 0; i < 25; i++) alice.Sends(alice.Request("BYE", "sip:gw@10.0.0.1", toTag: "x", callId: $"c{i}"));
        bench.Advance(0.05);
        Assert.Equal(10, alice.Waiting);
        Assert.Equal(15, bench.Statistics.UnansweredRefusals);
        bench.Advance(1);
        alice.Sends(alice.Request("BYE", "sip:gw@10.0.0.1", toTag: "x", callId: "again"));
        bench.Advance(0.05);
        Assert.Equal(11, alice.Waiting);
    }

    [Fact]
    public void A_malformed_request_gets_400_and_a_malformed_response_nothing()
    {
        var bench = new AgentBench();
        var alice = bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1").Replace("CSeq: 1 INVITE", "CSeq: x INVITE", StringComparison.Ordinal));
        alice.Receives("400");
        alice.Sends("SIP/2.0 200 OK\nCall-ID: x\n\n");
        alice.Sends("what is this\n\n");
        alice.ReceivesNothing(TimeSpan.FromSeconds(1));
        Assert.Equal(0, bench.Statistics.Transactions);
        Assert.True(bench.Statistics.Malformed >= 2);
    }

    [Theory]
    [InlineData("REGISTER", "sip:gw@10.0.0.1", "", "405")]
    [InlineData("INVITE", "sip:gw@10.0.0.1", "Require: unobtainium\n", "420")]
    [InlineData("INVITE", "urn:service:x", "", "416")]
    public void What_we_cannot_serve_is_refused_with_the_reason(string method, string uri, string headers, string status)
    {
        var bench = new AgentBench();
        var alice = bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request(method, uri, headers: headers));
        var refusal = alice.Receives(status);
        if (status == "405") Assert.Single(refusal.All("Allow"));
        if (status == "420") Assert.Equal("unobtainium", refusal["Unsupported"]);
        Assert.Empty(bench.Told);
    }

    [Fact]
    public void Options_outside_a_dialog_reaches_the_core_and_carries_allow()
    {
        var bench = new AgentBench { OnRequested = request => request.Respond(200) };
        var alice = bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("OPTIONS", "sip:10.0.0.1", maxForwards: 0));
        var answer = alice.Receives("200");
        Assert.Contains("INVITE", answer["Allow"], StringComparison.Ordinal);
        Assert.NotEqual("", answer.ToTag);
        Assert.Equal(["requested Options"], bench.Told);
    }

    [Fact]
    public void An_ack_is_never_answered()
    {
        var bench = new AgentBench { Verdict = Screening.Refuse(403) };
        var alice = bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("ACK", "sip:gw@10.0.0.1"));
        alice.Sends(alice.Request("ACK", "sip:gw@10.0.0.1").Replace("CSeq: 1 ACK", "CSeq: x ACK", StringComparison.Ordinal));
        alice.ReceivesNothing(TimeSpan.FromSeconds(1));
        Assert.Equal(1, bench.Statistics.StrayAcks);
    }
}
