using Telephony.Calls.Dialing;
using Telephony.Domain.Addresses;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Numbers;
using Telephony.Domain.Registration;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;

namespace Telephony.Calls.Admission;

/// <summary>
/// From the numbers of a call to where it goes (DR-9 steps 4 to 6, DR-20, DR-21). Every step leaves a line in the trace. A number outside of the inventory is
/// refused with 404 unless its trunk may transit and a route matches: toll fraud by accident must be impossible.
/// </summary>
internal static class Arrival
{
    public static ArrivalDecision Decide(
        CallIdentity identity, Trunk trunk, TrunkCatalogue catalogue, NumberCatalogue numbers, TrunkBoard board, Random random, DecisionTrace trace, out Address called)
    {
        called = AddressReader.Read(identity.Called, "", catalogue.Emergency);
        trace.Add(DecisionRule.Normalise, identity.CalledWire, DecisionVerdict.Accepted, called.Text);
        var record = called is Address.E164 e164 ? numbers.Find(e164.Number, trunk.Resource) : null;
        var query = new RouteQuery
        {
            Called = called.Text,
            Caller = identity.Caller,
            FromTrunk = trunk,
            At = board.Now,
            Resource = record?.Resource ?? (trunk.Resource == ResourceId.Gateway ? ResourceId.Default : trunk.Resource),
        };
        if (record is null && catalogue.Accounts.FindCalled(called is Address.SipUri ? identity.Called : called.Text, trunk.Resource) is { } near) return Registered(near, trace);
        if (record is null) return Transit(query, trunk, catalogue, board, random, trace);

        trace.Add(DecisionRule.Inventory, called.Text, DecisionVerdict.Accepted, record.Destination.Kind);
        if ((record.Capabilities & NumberCapabilities.VoiceIn) == 0)
        {
            trace.Add(DecisionRule.Inventory, called.Text, DecisionVerdict.Refused, $"{AdmissionFault.NumberNotBound.ToWord()}: the number has no inbound voice");
            return new ArrivalDecision.Refuse(404, "The called number is ours, but takes no calls.");
        }
        return record.Destination switch
        {
            Destination.Trunk => Route(query, catalogue, board, random, trace),
            Destination.Echo or Destination.Announcement or Destination.App or Destination.Flow or Destination.Bot or Destination.Twiml => new ArrivalDecision.Local(record.Destination, record.Resource),
            Destination.User user when catalogue.Accounts.FindUser(user.Id) is { } account => Registered(account, trace),
            var other => new ArrivalDecision.Refuse(480, $"The called number leads to the {other.Kind} \"{other.Target}\", which is not available."),
        };
    }

    /// <summary>Where calls to our own accounts go: no voice route is needed, and nothing is paid for them.</summary>
    private static readonly VoiceRoute ToAccounts = new() { Name = "registered accounts", NumberPattern = NumberPattern.Compile(".*"), Trunks = [] };

    /// <summary>The one thing to try.</summary>
    public static RoutePlan PlanFor(TrunkAccount account) => account.Trunk.Enabled ? new RoutePlan([new RouteCandidate(account.Trunk, ToAccounts)], NoPlanReason.None) : RoutePlan.NoTrunk;

    private static ArrivalDecision Registered(TrunkAccount account, DecisionTrace trace)
    {
        trace.Add(DecisionRule.Inventory, account.Account.User, DecisionVerdict.Accepted, $"an account of {account.Trunk.Id}");
        return account.Trunk.Enabled
            ? new ArrivalDecision.Dial(new RoutePlan([new RouteCandidate(account.Trunk, ToAccounts)], NoPlanReason.None))
            : new ArrivalDecision.Refuse(480, "The account's trunk is not enabled.");
    }

    private static ArrivalDecision Transit(in RouteQuery query, Trunk trunk, TrunkCatalogue catalogue, TrunkBoard board, Random random, DecisionTrace trace)
    {
        trace.Add(DecisionRule.Inventory, query.Called, DecisionVerdict.Refused, "not in the inventory");
        if (!trunk.Transit)
        {
            trace.Add(DecisionRule.Transit, trunk.Id.Value, DecisionVerdict.Refused, $"{AdmissionFault.NumberNotBound.ToWord()}: the trunk may not transit");
            return new ArrivalDecision.Refuse(404, "The called number is not in the inventory, and the trunk may not transit.");
        }
        trace.Add(DecisionRule.Transit, trunk.Id.Value, DecisionVerdict.Accepted, "the trunk may transit");
        return Route(query, catalogue, board, random, trace);
    }

    private static ArrivalDecision Route(in RouteQuery query, TrunkCatalogue catalogue, TrunkBoard board, Random random, DecisionTrace trace)
    {
        var plan = RoutePlanner.Plan(query, catalogue, board, board, random, trace);
        if (plan.Candidates.Count > 0) return new ArrivalDecision.Dial(plan);
        return new ArrivalDecision.Refuse(plan.RefusalStatus, plan.Reason == NoPlanReason.NoRoute
            ? "No voice route matches the called number."
            : "Voice routes match, but none of their trunks can be used now.");
    }
}
