using Telephony.Domain.Addresses;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.Trunks;

namespace Telephony.Domain.Routing;

/// <summary>
/// Chooses the trunks for a call. Pure: the same query, catalogue, views and random numbers give the same plan.
/// Routes are walked in priority; each that matches adds its trunks in list or shuffled order; what is off, demoted, resting or full is left out; a trunk is planned once.
/// </summary>
public static class RoutePlanner
{
    /// <param name="random">For shuffled routes; its state moves on.</param>
    /// <param name="trace">Gets a step for each matching route and each of its trunks, and one when nothing matches.</param>
    public static RoutePlan Plan(
        in RouteQuery query, TrunkCatalogue catalogue, ITrunkHealthView health, ITrunkLimitsView limits, Random random, DecisionTrace trace)
    {
        var emergency = catalogue.Emergency.Contains(query.Called);
        var candidates = new List<RouteCandidate>(4);
        var matched = false;
        foreach (var route in catalogue.RoutesInOrder)
        {
            if (!Matches(route, query)) continue;
            matched = true;
            trace.Add(DecisionRule.Route, route.Name, DecisionVerdict.Accepted, route.NumberPattern.Text);
            AddTrunks(route, catalogue, health, limits, random, emergency, candidates, trace);
            if (candidates.Count == SearchGuard.MostAttempts) break;
        }
        if (!matched)
        {
            trace.Add(DecisionRule.Route, query.Called, DecisionVerdict.Refused, "no voice route matches the number, the caller and the trunk");
            return RoutePlan.NoRoute;
        }
        return candidates.Count == 0 ? RoutePlan.NoTrunk : new RoutePlan(candidates, NoPlanReason.None);
    }

    /// <summary>Whether any route would match, whatever its trunks can do now: the question of a transit trunk.</summary>
    public static bool AnyRoute(in RouteQuery query, TrunkCatalogue catalogue)
    {
        foreach (var route in catalogue.RoutesInOrder)
        {
            if (Matches(route, query)) return true;
        }
        return false;
    }

    private static bool Matches(VoiceRoute route, in RouteQuery query)
    {
        if (route.Resource != ResourceId.Gateway && route.Resource != query.Resource) return false;
        if (!route.NumberPattern.IsMatch(query.Called)) return false;
        if (route.FromTrunks.Count > 0 && (query.FromTrunk is null || !route.FromTrunks.Contains(query.FromTrunk.Id))) return false;
        return route.CallerPattern is null || route.CallerPattern.IsMatch(query.Caller ?? "");
    }

    private static void AddTrunks(
        VoiceRoute route, TrunkCatalogue catalogue, ITrunkHealthView health, ITrunkLimitsView limits, Random random, bool emergency,
        List<RouteCandidate> candidates, DecisionTrace trace)
    {
        var first = candidates.Count;
        foreach (var id in route.Trunks)
        {
            if (catalogue.Find(id) is not { } trunk) continue;
            if (WhyNot(trunk, health, limits, emergency, candidates) is { } reason) trace.Add(DecisionRule.Trunk, id.Value, DecisionVerdict.Skipped, reason);
            else candidates.Add(new RouteCandidate(trunk, route));
        }
        if (route.Order == RouteOrder.Shuffle) random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(candidates)[first..]);
        for (var i = first; i < candidates.Count; i++)
        {
            var (verdict, detail) = i < SearchGuard.MostAttempts ? (DecisionVerdict.Accepted, "") : (DecisionVerdict.Skipped, "behind the most attempts that one call may make");
            trace.Add(DecisionRule.Trunk, candidates[i].Trunk.Id.Value, verdict, detail);
        }
        if (candidates.Count > SearchGuard.MostAttempts) candidates.RemoveRange(SearchGuard.MostAttempts, candidates.Count - SearchGuard.MostAttempts);
    }

    /// <summary>Limits do not hold up an emergency call.</summary>
    private static string? WhyNot(Trunk trunk, ITrunkHealthView health, ITrunkLimitsView limits, bool emergency, List<RouteCandidate> candidates)
    {
        if (!trunk.Enabled) return "not enabled";
        if (!trunk.CanBeCalled) return "no address to call";
        foreach (var candidate in candidates)
        {
            if (candidate.Trunk.Id == trunk.Id) return "already planned";
        }
        var availability = health.AvailabilityOf(trunk);
        if (availability != TrunkAvailability.Available) return availability == TrunkAvailability.Demoted ? "demoted: its health is inactive" : "resting after 503 with Retry-After";
        var room = emergency ? LimitRefusal.None : limits.RoomOut(trunk);
        return room == LimitRefusal.None ? null : room.ToWord();
    }
}
