using System.Text;
using Telephony.Sip.Authentication;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Unit.Sip.UserAgents;

public class OutgoingRequestTests
{
    [Fact]
    public void Options_is_repeated_by_timer_E_up_to_T2_and_ends_by_timer_F()
    {
        var bench = new AgentBench();
        var bob = bench.Peer("bob", "10.0.0.2:5060");
        bench.Sends(SipMethod.Options, bob);
        bob.Receives("OPTIONS");
        bench.Advance(31.9);
        Assert.Equal(10, bob.Repetitions);   // 0.5, 1.5, 3.5, 7.5, then every 4 s
        bench.Advance(0.2);
        Assert.Equal(["Options failed Timeout"], bench.Told);
        Assert.Equal(0, bench.Statistics.Transactions);
    }

    [Fact]
    public void After_a_provisional_response_it_is_repeated_every_T2()
    {
        var bench = new AgentBench();
        var bob = bench.Peer("bob", "10.0.0.2:5060");
        bench.Sends(SipMethod.Options, bob);
        bob.Responds(bob.Receives("OPTIONS"), 100);
        bench.Advance(8.6);
        Assert.Equal(3, bob.Repetitions);   // 0.5, 4.5, 8.5
    }

    [Fact]
    public void A_503_hands_the_request_to_the_next_target_with_a_new_branch()
    {
        var bench = new AgentBench();
        var (one, two) = (bench.Peer("one", "10.0.0.2:5060"), bench.Peer("two", "10.0.0.3:5060"));
        bench.Calls(one, others: two);
        var first = one.Receives("INVITE");
        one.Responds(first, 503, "x");
        one.Receives("ACK");
        var second = two.Receives("INVITE");
        Assert.NotEqual(first.Branch, second.Branch);
        Assert.Equal(first.CallId, second.CallId);
        Assert.Equal(first.FromTag, second.FromTag);
        Assert.Equal(first.Body, second.Body);
        Assert.Equal(first.RequestUri, second.RequestUri);
        two.Responds(second, 200, "y");
        two.Receives("ACK");
        Assert.Equal(["answered y"], bench.Told);
        Assert.Equal(1, bench.Statistics.Failovers);
    }

    [Fact]
    public void Silence_hands_it_on_as_well_and_the_last_failure_is_told()
    {
        var bench = new AgentBench();
        var (one, two) = (bench.Peer("one", "10.0.0.2:5060"), bench.Peer("two", "10.0.0.3:5060"));
        bench.Sends(SipMethod.Options, one, others: two);
        bench.Advance(32.1);
        two.Responds(two.Receives("OPTIONS"), 503);
        bench.Advance(0.1);
        Assert.Equal(["Options got 503"], bench.Told);
    }

    [Fact]
    public void The_sender_may_keep_failover_to_itself()
    {
        var bench = new AgentBench();
        var (one, two) = (bench.Peer("one", "10.0.0.2:5060"), bench.Peer("two", "10.0.0.3:5060"));
        bench.Calls(one, draft => draft with { TryNextTarget = false }, others: two);
        one.Responds(one.Receives("INVITE"), 503, "x");
        one.Receives("ACK");
        two.ReceivesNothing(TimeSpan.FromSeconds(1));
        Assert.Equal(["failed Response 503"], bench.Told);
    }

    [Fact]
    public void A_large_request_leaves_by_tcp()
    {
        var bench = new AgentBench(tcp: true);
        var bob = bench.Peer("bob", "10.0.0.2:5060").ListensOnTcp();
        bench.Calls(bob, body: new string('x', 1300));
        var invite = bob.Receives("INVITE");
        Assert.NotNull(bob.LastConnection);
        Assert.StartsWith("SIP/2.0/TCP 10.0.0.1:5060;branch=", invite["Via"], StringComparison.Ordinal);
        Assert.Equal("<sip:kim@10.0.0.1:5060;transport=tcp>", invite["Contact"]);
        bob.Responds(invite, 200, "bob-1", body: "answer");
        bob.Receives("ACK");
        Assert.NotNull(bob.LastConnection);   // the dialog stays on its connection
        bench.Loop.Run(() => bench.Dialog.Bye());
        bob.Receives("BYE");
        Assert.NotNull(bob.LastConnection);
    }

    [Fact]
    public void A_large_request_goes_back_to_udp_when_tcp_is_refused()
    {
        var bench = new AgentBench(tcp: true);
        var bob = bench.Peer("bob", "10.0.0.2:5060");
        bench.Calls(bob, body: new string('x', 1300));
        var invite = bob.Receives("INVITE");
        Assert.Null(bob.LastConnection);
        Assert.StartsWith("SIP/2.0/UDP", invite["Via"], StringComparison.Ordinal);
        Assert.Equal("<sip:kim@10.0.0.1:5060>", invite["Contact"]);
        Assert.Empty(bench.Told);
    }

    [Fact]
    public void A_large_request_stays_on_udp_where_its_sender_says_so()
    {
        var bench = new AgentBench(tcp: true);
        var bob = bench.Peer("bob", "10.0.0.2:5060").ListensOnTcp();
        bench.Calls(bob, draft => draft with { LargeRequests = LargeRequestPolicy.StayUdp }, body: new string('x', 1300));
        bob.Receives("INVITE");
        Assert.Null(bob.LastConnection);
    }

    [Fact]
    public void On_tcp_nothing_is_repeated_and_timers_D_and_K_are_zero()
    {
        var bench = new AgentBench(tcp: true);
        var bob = bench.Peer("bob", "10.0.0.2:5060").ListensOnTcp();
        bench.Calls(bob, draft => draft with { Targets = [AgentBench.Target(bob, SipTransportKind.Tcp)] });
        var invite = bob.Receives("INVITE");
        bench.Advance(10);
        Assert.Equal(0, bob.Repetitions);
        bob.Responds(invite, 486, "x");
        bob.Receives("ACK");
        Assert.Equal(0, bench.Statistics.Transactions);
        Assert.Equal(["failed Response 486"], bench.Told);
    }

    [Fact]
    public void A_refused_connection_fails_the_request()
    {
        var bench = new AgentBench(tcp: true);
        var bob = bench.Peer("bob", "10.0.0.2:5060");
        bench.Calls(bob, draft => draft with { Targets = [AgentBench.Target(bob, SipTransportKind.Tcp)] });
        bench.Advance(1);
        Assert.Equal(["failed TransportError 503"], bench.Told);
    }

    [Fact]
    public void Responses_and_requests_of_a_dialog_use_the_connection_it_came_in_on()
    {
        var bench = new AgentBench(tcp: true);
        var alice = bench.Peer("alice", "10.0.0.3:5060");
        alice.Sends(alice.Request("INVITE", "sip:gw@10.0.0.1", via: "TCP", contact: "<sip:alice@10.0.0.3:5060;transport=tcp>"), alice.Connects(AgentBench.Address));
        alice.Receives("100");
        bench.Answers();
        var answer = alice.Receives("200 INVITE");
        Assert.NotNull(alice.LastConnection);
        alice.Sends(alice.Ack(answer).Replace("/UDP", "/TCP", StringComparison.Ordinal), alice.LastConnection!);
        bench.Loop.Run(() => bench.Dialog.Bye());
        Assert.StartsWith("SIP/2.0/TCP", alice.Receives("BYE")["Via"], StringComparison.Ordinal);
        Assert.NotNull(alice.LastConnection);
    }

    [Fact]
    public void A_challenge_is_answered_once_with_the_next_number_and_the_dialog_keeps_the_credentials()
    {
        var bench = new AgentBench();
        var bob = bench.Peer("bob", "10.0.0.2:5060");
        bench.Calls(bob, draft => draft with { Credentials = Kim });
        var first = bob.Receives("INVITE");
        bob.Responds(first, 401, "x", "WWW-Authenticate: Digest realm=\"sbc\", nonce=\"n1\", qop=\"auth\", algorithm=MD5\n");
        bob.Receives("ACK");
        var second = bob.Receives("INVITE");
        Assert.Equal(first.CSeq + 1, second.CSeq);
        Assert.NotEqual(first.Branch, second.Branch);
        Assert.Equal(first.FromTag, second.FromTag);
        Assert.Contains("nonce=\"n1\"", second["Authorization"], StringComparison.Ordinal);
        Assert.Contains("nc=00000001", second["Authorization"], StringComparison.Ordinal);
        bob.Responds(second, 401, "x", "WWW-Authenticate: Digest realm=\"sbc\", nonce=\"n2\", stale=true, qop=\"auth\", algorithm=MD5\n");
        bob.Receives("ACK");
        var third = bob.Receives("INVITE");
        Assert.Contains("nonce=\"n2\"", third["Authorization"], StringComparison.Ordinal);
        bob.Responds(third, 200, "bob-1");
        Assert.Equal(third.CSeq, bob.Receives("ACK").CSeq);
        bench.Loop.Run(() => bench.Dialog.Bye());
        var bye = bob.Receives("BYE");
        Assert.Equal(third.CSeq + 1, bye.CSeq);
        Assert.Contains("nc=0000000", bye["Authorization"], StringComparison.Ordinal);
        Assert.Equal(["answered bob-1"], bench.Told);
    }

    [Fact]
    public void A_wrong_password_is_the_end()
    {
        var bench = new AgentBench();
        var bob = bench.Peer("bob", "10.0.0.2:5060");
        bench.Sends(SipMethod.Register, bob, draft => draft with { Credentials = Kim });
        bob.Responds(bob.Receives("REGISTER"), 407, headers: "Proxy-Authenticate: Digest realm=\"sbc\", nonce=\"n1\"\n");
        var second = bob.Receives("REGISTER");
        Assert.True(second.Has("Proxy-Authorization"));
        bob.Responds(second, 407, headers: "Proxy-Authenticate: Digest realm=\"sbc\", nonce=\"n2\"\n");
        bob.ReceivesNothing(TimeSpan.FromSeconds(1));
        Assert.Equal(["Register got 407"], bench.Told);
    }

    [Fact]
    public void Lost_datagrams_are_made_good()
    {
        var bench = new AgentBench();
        var bob = bench.Peer("bob", "10.0.0.2:5060");
        bench.Network.Default = new LinkOptions(Delay: TimeSpan.FromMilliseconds(10), Loss: 0.4);
        bob.Patience = TimeSpan.FromSeconds(30);
        bench.Sends(SipMethod.Options, bob);
        var options = bob.Receives("OPTIONS");
        for (var i = 0; i < 6 && bench.Told.Count == 0; i++)
        {
            bob.Responds(options, 200);
            bench.Advance(4);
        }
        Assert.Equal(["Options got 200"], bench.Told);
    }

    private static DigestCredentials Kim => new("kim", "secret");
}
