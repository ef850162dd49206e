using System.Collections.Immutable;
using Telephony.Net.Loops;
using Telephony.Sip.Resolution;
using Telephony.Sip.Transports;
using Xunit;


namespace Telephony.Unit.Sip.UserAgents;

/// <summary>Targets that are names.</summary>
public class NameTests
{
    private readonly Names _names = new();

    [Fact]
    public void A_name_is_looked_up_and_its_targets_are_tried_in_order()
    {
        var bench = new AgentBench(resolver: _names);
        var (one, two) = (bench.Peer("one", "10.0.0.2:5060"), bench.Peer("two", "10.0.0.3:5060"));
        _names.Known["sbc.example"] = [Udp(one.Address), Udp(two.Address)];
        bench.Calls(one, draft => draft with { RequestUri = AgentBench.Bytes("sip:bob@sbc.example"), Targets = [] });
        one.Responds(one.Receives("INVITE"), 503, "x");
        one.Receives("ACK");
        Assert.Equal("sip:bob@sbc.example", two.Receives("INVITE").RequestUri);
        Assert.Equal(["sbc.example"], _names.Asked);
    }

    [Fact]
    public void A_name_without_address_fails_the_call()
    {
        var bench = new AgentBench(resolver: _names);
        var bob = bench.Peer("bob", "10.0.0.2:5060");
        bench.Calls(bob, draft => draft with { RequestUri = AgentBench.Bytes("sip:bob@nowhere.example"), Targets = [] });
        Assert.Empty(bench.Told);
        bench.Advance(0.1);
        Assert.Equal(["failed NoTarget 503"], bench.Told);
    }

    [Fact]
    public void A_call_cancelled_while_its_name_is_looked_up_never_leaves()
    {
        var bench = new AgentBench(resolver: _names);
        var bob = bench.Peer("bob", "10.0.0.2:5060");
        _names.Known["sbc.example"] = [Udp(bob.Address)];
        _names.IsSlow = true;
        var call = bench.Calls(bob, draft => draft with { RequestUri = AgentBench.Bytes("sip:bob@sbc.example"), Targets = [] });
        bench.Loop.Run(() => call.Cancel());
        bench.Loop.Run(_names.Answer);
        bob.ReceivesNothing(TimeSpan.FromSeconds(1));
        Assert.Equal(["failed Cancelled 487"], bench.Told);
    }

    [Fact]
    public void The_target_of_a_dialog_may_be_a_name()
    {
        var bench = new AgentBench(resolver: _names);
        var (alice, home) = (bench.Peer("alice", "10.0.0.3:5060"), bench.Peer("home", "10.0.0.4:5060"));
        _names.Known["home.example"] = [Udp(home.Address)];
        bench.Answered(alice, contact: "<sip:alice@home.example>");
        bench.Loop.Run(() => bench.Dialog.Bye());
        Assert.Equal("sip:alice@home.example", home.Receives("BYE").RequestUri);
    }

    [Fact]
    public void A_dialog_whose_name_leads_nowhere_goes_where_it_was_last_heard_from()
    {
        var bench = new AgentBench(resolver: _names);
        var alice = bench.Peer("alice", "10.0.0.3:5060");
        bench.Answered(alice, contact: "<sip:alice@gone.example>");
        bench.Loop.Run(() => bench.Dialog.Bye());
        alice.Receives("BYE");
    }

    private static SipTarget Udp(Telephony.Net.Addresses.NetEndpoint endpoint) => new(SipTransportKind.Udp, endpoint);

    private sealed class Names : ISipResolver
    {
        private readonly List<Action> _waiting = [];

        public Dictionary<string, ImmutableArray<SipTarget>> Known { get; } = [];

        public List<string> Asked { get; } = [];

        public bool IsSlow { get; set; }

        public void Answer() => _waiting.ForEach(answer => answer());

        public bool TryResolveNow(SipResolutionRequest request, out SipTarget target)
        {
            target = default;
            return false;
        }

        public void Resolve(SipResolutionRequest request, IEventLoop loop, Action<SipResolution> onResolved)
        {
            Asked.Add(request.Host);
            SipResolution outcome = Known.TryGetValue(request.Host, out var targets) ? new SipResolution.Found(targets) : new SipResolution.Failed(ResolutionFault.NoSuchName, "no");
            if (IsSlow) _waiting.Add(() => onResolved(outcome));
            else loop.Post(_ => onResolved(outcome), null);
        }

        public void MarkDead(in SipTarget target) { }

        public void MarkAlive(in SipTarget target) { }
    }
}
