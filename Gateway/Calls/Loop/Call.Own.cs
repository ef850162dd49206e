using System.Text;
using Telephony.Calls.Admission;
using Telephony.Calls.Dialing;
using Telephony.Calls.Endpoints;
using Telephony.Calls.Legs;
using Telephony.Calls.Shards;
using Telephony.Calls.Steering;
using Telephony.Domain.Addresses;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Domain.Records;
using Telephony.Domain.Registration;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Net.Loops;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Loop;

/// <summary>
/// Calls of which the gateway itself is a side: those to one of its own ends, and those that it begins. The latter have no leg A; they are answered when leg B answers.
/// <code>
///   gateway ── INVITE ──► phone        Arriving ─Routed─► Dialing ─► Alerting ─CalleeAnswered─► Answered ─Acknowledged─► Established
///   gateway ◄── 200 ───── phone
///   gateway ── ACK ─────► phone
/// </code>
/// </summary>
internal sealed partial class Call
{
    private static readonly Trunk Gateway = new() { Id = TrunkId.Parse("gateway.invalid"), Transit = true, Identity = new TrunkIdentity(true) };

    private OutboundOrder? _order;
    private byte[]? _named;

    /// <summary>A call that the gateway begins; <see cref="Originate"/> follows.</summary>
    public static Call OfGateway(CallShard shard, OutboundOrder order, TrunkCatalogue catalogue, DecisionTrace trace) =>
        new(shard, Gateway with { Resource = order.Resource }, catalogue, trace) { _order = order, _legs = 1 };   // the first is leg A's, which answers

    /// <summary>Calls whom the order names, by voice routes or to a registered account.</summary>
    public void Originate(GatewayEnd end)
    {
        var order = _order!;   // OfGateway has set it
        _local = end;
        Identity = new CallIdentity(order.Called, order.Called, order.Caller, order.Caller, order.DisplayName, order.Caller.Length == 0);
        (Record.CalledWire, Record.CallerWire) = (WireText.From(order.Called), WireText.From(order.Caller));
        (Record.Caller, Record.Direction, Record.Destination) = (Identity.IsAnonymous ? "anonymous" : order.Caller, Domain.Records.CallDirection.Outbound, Destination.Trunk.Instance.Kind);
        var called = AddressReader.Read(order.Called, "", Catalogue.Emergency);
        Record.Called = called.Text;
        Trace.Add(DecisionRule.Normalise, order.Called, DecisionVerdict.Accepted, called.Text);
        if (Shard.RefusesCalls || Services.Statistics.Active > Services.Options.MaximumCalls)
        {
            Refuse(503, "The gateway takes no new calls now: it drains, is full, or cannot write its journal.");
            return;
        }
        Shard.Loop.Timers.Arm(this, order.Patience ?? Services.Options.RingTimeout);
        Dial(called, order.Resource);
    }

    /// <summary>Sends a call on that waits at an end of the gateway and is not answered: by voice routes, or to a registered account.</summary>
    public void Forward(string number)
    {
        if (Phase != CallPhase.Arriving) return;
        _local?.Leave();
        _local = null;
        var called = AddressReader.Read(number, "", Catalogue.Emergency);
        Record.Called = called.Text;
        Record.Destination = Destination.Trunk.Instance.Kind;
        Record.Direction = Domain.Records.CallDirection.Transit;
        Shard.Loop.Timers.Arm(this, Services.Options.RingTimeout);
        Dial(called, Record.Resource);
    }

    private void Dial(Address called, ResourceId resource)
    {
        RoutePlan plan;
        if (SipCallee.Read(called.Text) is { } callee)
        {
            if (callee.PlanAt(Catalogue, resource) is { } there)
            {
                _named = callee.Uri;
                Trace.Add(DecisionRule.Normalise, called.Text, DecisionVerdict.Accepted, "an address at a trunk");
                Begin(there, called);
                return;
            }
            called = callee.AddressAt(Services.Options.Domain, Catalogue);
            Record.Called = called.Text;
        }
        if (AccountOf(called, resource) is { } account)
        {
            plan = Arrival.PlanFor(account);
            Trace.Add(DecisionRule.Inventory, called.Text, DecisionVerdict.Accepted, $"an account of {account.Trunk.Id}");
        }
        else
        {
            var query = new RouteQuery { Called = called.Text, Caller = Identity.Caller, FromTrunk = IsOwn ? null : From, Resource = resource, At = Services.Trunks.Now };
            plan = RoutePlanner.Plan(query, Catalogue, Services.Trunks, Services.Trunks, Shard.Random, Trace);
        }
        Begin(plan, called);
    }

    private void Begin(RoutePlan plan, Address called)
    {
        if (plan.Candidates.Count == 0)
        {
            Refuse(plan.RefusalStatus, called.Text.StartsWith("8:", StringComparison.Ordinal) ? "No account has the called user among its addresses-of-record." :
                plan.Reason == NoPlanReason.NoRoute ? "No voice route matches the called number." : "Voice routes match, but none of their trunks can be used now.");
            return;
        }
        _dialer = new Dialer(this, this, plan);
        Fire(CallTrigger.Routed);
    }

    /// <summary>Who registers here under what is called: a user that a number of ours leads to, or an account that the resource reaches.</summary>
    private TrunkAccount? AccountOf(Address called, ResourceId resource) =>
        called is Address.E164 number && Services.Numbers.Current.Find(number.Number) is { Destination: Destination.User user } ? Catalogue.Accounts.FindUser(user.Id) : Catalogue.Accounts.FindFor(resource, called.Text);

    private void BeginLocal(ArrivalDecision.Local local)
    {
        if (local.Destination is Destination.Echo or Destination.Announcement)
        {
            _local = new LocalEnd(this, local.Destination);
            _local.Begin();
            return;
        }
        var steered = new SteeredCall(this, local.Owner);
        if (Services.Reception?.TryTake(steered, local.Destination) is not { } controller)
        {
            Refuse(480, $"The called number leads to the {local.Destination.Kind} \"{local.Destination.Target}\", which is not available.");
            return;
        }
        _local = steered.Attach(controller);
        _local.Begin();
    }

    private void OnOwnProgress(CalleeLeg leg, Dialog? early, SipMessage response)
    {
        NoteProgress();
        Bridge.Callee.TryTakeProgress(leg, early, response);
        _local?.OnProgress(response);
    }

    private void WriteOwnHeaders(ref SipWriter writer)
    {
        foreach (var (name, value) in _order?.Headers ?? []) writer.Header(Encoding.ASCII.GetBytes(name), Encoding.UTF8.GetBytes(value));
    }
}
