using Telephony.Domain.Identity;
using Telephony.Domain.Trunks;

namespace Telephony.Domain.Routing;

/// <summary>What is to be routed. Numbers are in their normalised form.</summary>
public readonly record struct RouteQuery
{
    /// <summary>"+14255550123", "112" or whatever the called address reads.</summary>
    public required string Called { get; init; }

    /// <summary>Empty or "anonymous" when the caller is unknown.</summary>
    public string Caller { get; init; }

    /// <summary>The trunk the call came from; null: the gateway itself calls.</summary>
    public Trunk? FromTrunk { get; init; }

    /// <summary>The tenant whose routes follow those of the gateway.</summary>
    public ResourceId Resource { get; init; }

    /// <summary>When the call is made, for routes with hours.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>A trunk to try, and the route that named it.</summary>
public sealed record RouteCandidate(Trunk Trunk, VoiceRoute Route);

/// <summary>Why there is nothing to try.</summary>
public enum NoPlanReason : byte
{
    None,

    /// <summary>No route matches the called number, the caller and the trunk: 404.</summary>
    NoRoute,

    /// <summary>Routes match, but each of their trunks is off, demoted, resting or full: 503.</summary>
    NoTrunk,
}

/// <summary>The trunks to try, best first; at most <see cref="SearchGuard.MostAttempts"/>.</summary>
public sealed record RoutePlan(IReadOnlyList<RouteCandidate> Candidates, NoPlanReason Reason)
{
    public static readonly RoutePlan NoRoute = new([], NoPlanReason.NoRoute);
    public static readonly RoutePlan NoTrunk = new([], NoPlanReason.NoTrunk);

    /// <summary>200-free answer for the caller when there is no candidate: 404 or 503.</summary>
    public int RefusalStatus => Reason == NoPlanReason.NoRoute ? 404 : 503;
}

/// <summary>The bounds of one search for a trunk that takes the call.</summary>
public static class SearchGuard
{
    public const int MostAttempts = 5;

    /// <summary>No new attempt begins later than this after the first.</summary>
    public static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(25);
}
