using System.Runtime.InteropServices;
using Telephony.Domain.Addresses;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.Trunks;

namespace Telephony.Domain.Routing;

/// <summary>
/// Chooses the trunks for a call. Pure: the same query, catalogue, views and random numbers give the same plan.
/// Routes are walked in priority; each that matches adds its trunks in the order of its policy; what is off, demoted, resting, draining, full or has an open circuit is left out; a trunk is
/// planned once. An emergency call leaves nothing out that could still work: limits do not count, and trunks that look unwell stand behind all others.
/// </summary>
public static class RoutePlanner
{
    private const int MostNearMisses = 20;

    /// <param name="random">For shuffled routes; its state moves on.</param>
    /// <param name="trace">Gets a step for each matching route and each of its trunks, and one when nothing matches.</param>
    public static RoutePlan Plan(
        in RouteQuery query, TrunkCatalogue catalogue, ITrunkHealthView health, ITrunkLimitsView limits, Random random, DecisionTrace trace)
    {
        var emergency = catalogue.Emergency.Contains(query.Called);
        var candidates = new List<RouteCandidate>(4);
        var unwell = emergency ? new List<RouteCandidate>() : null;
        var matched = false;
        foreach (var route in catalogue.RoutesInOrder)
        {
            if (WhyNot(route, query, emergency) is not null) continue;
            matched = true;
            trace.Add(DecisionRule.Route, route.Name, DecisionVerdict.Accepted, route.NumberPattern.Text);
            AddTrunks(route, catalogue, health, limits, random, unwell, candidates, trace);
            if (candidates.Count == SearchGuard.MostAttempts) break;
        }
        AddUnwell(unwell, candidates, trace);
        if (!matched)
        {
            TellNearMisses(query, catalogue, emergency, trace);
            trace.Add(DecisionRule.Route, query.Called, DecisionVerdict.Refused, "no voice route matches the number, the caller, the trunk and the time");
            return RoutePlan.NoRoute;
        }
        return candidates.Count == 0 ? RoutePlan.NoTrunk : new RoutePlan(candidates, NoPlanReason.None);
    }

    /// <summary>Whether any route would match, whatever its trunks can do now: the question of a transit trunk.</summary>
    public static bool AnyRoute(in RouteQuery query, TrunkCatalogue catalogue)
    {
        foreach (var route in catalogue.RoutesInOrder)
        {
            if (WhyNot(route, query, catalogue.Emergency.Contains(query.Called)) is null) return true;
        }
        return false;
    }

    private const string OtherTenant = "of another tenant";
    private const string OtherNumber = "its numberPattern does not match";

    /// <summary>Null: it matches.</summary>
    private static string? WhyNot(VoiceRoute route, in RouteQuery query, bool emergency)
    {
        if (route.Resource != ResourceId.Gateway && route.Resource != query.Resource) return OtherTenant;
        if (!route.NumberPattern.IsMatch(query.Called)) return OtherNumber;
        if (route.FromTrunks.Count > 0 && (query.FromTrunk is null || !route.FromTrunks.Contains(query.FromTrunk.Id))) return "the call's trunk is none of fromTrunks";
        if (route.CallerPattern is not null && !route.CallerPattern.IsMatch(query.Caller ?? "")) return "its callerPattern does not match";
        return emergency || route.IsOpen(query.At) ? null : "outside of its hours";
    }

    /// <summary>Where nothing matches, what would have taken the number but for something else.</summary>
    private static void TellNearMisses(in RouteQuery query, TrunkCatalogue catalogue, bool emergency, DecisionTrace trace)
    {
        var left = MostNearMisses;
        foreach (var route in catalogue.RoutesInOrder)
        {
            if (WhyNot(route, query, emergency) is not { } why || ReferenceEquals(why, OtherTenant) || ReferenceEquals(why, OtherNumber)) continue;
            if (left-- == 0) return;
            trace.Add(DecisionRule.Route, route.Name, DecisionVerdict.Skipped, why);
        }
    }

    private static void AddTrunks(
        VoiceRoute route, TrunkCatalogue catalogue, ITrunkHealthView health, ITrunkLimitsView limits, Random random, List<RouteCandidate>? unwell,
        List<RouteCandidate> candidates, DecisionTrace trace)
    {
        var first = candidates.Count;
        foreach (var id in route.Trunks)
        {
            if (catalogue.Find(id) is not { } trunk) continue;
            if (WhyNever(trunk, candidates) is { } never) trace.Add(DecisionRule.Trunk, id.Value, DecisionVerdict.Skipped, never);
            else if (WhyNotNow(trunk, health, limits, emergency: unwell is not null) is { } reason)
            {
                trace.Add(DecisionRule.Trunk, id.Value, DecisionVerdict.Skipped, reason);
                unwell?.Add(new RouteCandidate(Toward(trunk, route), route));
            }
            else candidates.Add(new RouteCandidate(Toward(trunk, route), route));
        }
        var mine = CollectionsMarshal.AsSpan(candidates)[first..];
        TrunkOrder.Arrange(route, mine, limits, random);
        var held = unwell is null ? TrunkOrder.HoldBack(mine, health, random) : 0;
        for (var i = first; i < candidates.Count; i++)
        {
            var (verdict, detail) = i < SearchGuard.MostAttempts ? (DecisionVerdict.Accepted, "") : (DecisionVerdict.Skipped, "behind the most attempts that one call may make");
            if (verdict == DecisionVerdict.Accepted && i >= candidates.Count - held) detail = "in slow start: behind the others of its route this time";
            trace.Add(DecisionRule.Trunk, candidates[i].Trunk.Id.Value, verdict, detail);
        }
        if (candidates.Count > SearchGuard.MostAttempts) candidates.RemoveRange(SearchGuard.MostAttempts, candidates.Count - SearchGuard.MostAttempts);
    }

    private static Trunk Toward(Trunk trunk, VoiceRoute route) => route.CallerOverride is { } caller ? trunk with { Identity = trunk.Identity with { From = caller } } : trunk;

    private static void AddUnwell(List<RouteCandidate>? unwell, List<RouteCandidate> candidates, DecisionTrace trace)
    {
        foreach (var last in unwell ?? [])
        {
            if (candidates.Count == SearchGuard.MostAttempts) return;
            if (WhyNever(last.Trunk, candidates) is not null) continue;
            candidates.Add(last);
            trace.Add(DecisionRule.Trunk, last.Trunk.Id.Value, DecisionVerdict.Accepted, "an emergency call tries it all the same, last");
        }
    }

    private static string? WhyNever(Trunk trunk, List<RouteCandidate> candidates)
    {
        if (!trunk.Enabled) return "not enabled";
        if (!trunk.CanBeCalled) return "no address to call";
        foreach (var candidate in candidates)
        {
            if (candidate.Trunk.Id == trunk.Id) return "already planned";
        }
        return null;
    }

    /// <summary>Limits do not hold up an emergency call.</summary>
    private static string? WhyNotNow(Trunk trunk, ITrunkHealthView health, ITrunkLimitsView limits, bool emergency)
    {
        var availability = health.AvailabilityOf(trunk);
        if (availability != TrunkAvailability.Available) return availability.ToReason();
        var room = emergency ? LimitRefusal.None : limits.RoomOut(trunk);
        return room == LimitRefusal.None ? null : room.ToWord();
    }
}
