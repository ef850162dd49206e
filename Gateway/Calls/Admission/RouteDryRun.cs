using Telephony.Calls.Dialing;
using Telephony.Domain.Addresses;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Numbers;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;

namespace Telephony.Calls.Admission;

/// <summary>What would become of a call, without making it: the same decisions as a real one takes, with their trace.</summary>
public static class RouteDryRun
{
    /// <param name="number">The called number as it would stand in the Request-URI.</param>
    /// <param name="caller">Empty: anonymous.</param>
    /// <param name="from">The trunk it would come from; null: a call of the gateway's own, which only voice routes decide about.</param>
    /// <param name="verdict">One sentence.</param>
    /// <param name="resource">Whose call of the gateway's own it is; null: the default resource's.</param>
    public static DecisionTrace Run(
        string number, string caller, Trunk? from, TrunkCatalogue catalogue, NumberCatalogue numbers, TrunkBoard board, Random random, TimeProvider clock, out string verdict, ResourceId? resource = null)
    {
        var trace = new DecisionTrace(clock);
        var decision = from is null ? Outbound(number, caller, resource ?? ResourceId.Default, catalogue, board, random, trace) : Inbound(number, caller, from, catalogue, numbers, board, random, trace);
        verdict = decision switch
        {
            ArrivalDecision.Dial dial => "It would be tried by " + string.Join(", then ", dial.Plan.Candidates.Select(Worded)) + ".",
            ArrivalDecision.Local local => $"The gateway itself would answer: {local.Destination}.",
            ArrivalDecision.Refuse refuse => $"It would be refused with {refuse.Status}: {refuse.Text}",
            _ => "",
        };
        return trace;

        string Worded(RouteCandidate candidate)
        {
            var sent = NumberRewriter.Apply(number, NumberDirection.OutboundCalled, catalogue.NumberRules, candidate.Trunk.NumberRules, catalogue.Emergency).After;
            return $"{candidate.Trunk.Id} (route \"{candidate.Route.Name}\", as {sent})";
        }
    }

    private static ArrivalDecision Inbound(
        string number, string caller, Trunk from, TrunkCatalogue catalogue, NumberCatalogue numbers, TrunkBoard board, Random random, DecisionTrace trace)
    {
        var called = Rewrite(number, NumberDirection.InboundCalled);
        var calling = caller.Length == 0 ? "" : Rewrite(caller, NumberDirection.InboundCalling);
        return Arrival.Decide(new CallIdentity(number, called, caller, calling, "", caller.Length == 0), from, catalogue, numbers, board, random, trace, out _);

        string Rewrite(string text, NumberDirection direction)
        {
            var rewritten = NumberRewriter.Apply(text, direction, catalogue.NumberRules, from.NumberRules, catalogue.Emergency);
            trace.Add(DecisionRule.NumberRules, text, rewritten.Changed ? DecisionVerdict.Changed : DecisionVerdict.Unchanged, rewritten.Rules is { } rules ? $"{rewritten.After} by {rules}" : "no rule matches");
            return rewritten.After;
        }
    }

    private static ArrivalDecision Outbound(string number, string caller, ResourceId resource, TrunkCatalogue catalogue, TrunkBoard board, Random random, DecisionTrace trace)
    {
        var address = AddressReader.Read(number, "", catalogue.Emergency);
        trace.Add(DecisionRule.Normalise, number, DecisionVerdict.Accepted, address.Text);
        var plan = RoutePlanner.Plan(new RouteQuery { Called = address.Text, Caller = caller, Resource = resource, At = board.Now }, catalogue, board, board, random, trace);
        return plan.Candidates.Count > 0 ? new ArrivalDecision.Dial(plan) : new ArrivalDecision.Refuse(plan.RefusalStatus, plan.Reason == NoPlanReason.NoRoute ? "No voice route matches." : "No trunk can be used.");
    }
}
