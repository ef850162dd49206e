using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;

namespace Telephony.Domain.Routing;

/// <summary>In which order a route's trunks are tried.</summary>
public enum RouteOrder : byte
{
    /// <summary>As written.</summary>
    List,

    /// <summary>Drawn anew for each call.</summary>
    Shuffle,

    /// <summary>Drawn anew for each call, each trunk first as often as its weight says.</summary>
    Weighted,

    /// <summary>The cheapest first; of equal ones as written.</summary>
    LeastCost,

    /// <summary>The one with the smallest share of its channels in use first; of equal ones as written.</summary>
    LeastLoaded,
}

public static class RouteOrders
{
    /// <summary>As it stands in <c>routes.json</c>.</summary>
    public static string ToWord(this RouteOrder order) => order switch
    {
        RouteOrder.Shuffle => "shuffle",
        RouteOrder.Weighted => "weighted",
        RouteOrder.LeastCost => "leastCost",
        RouteOrder.LeastLoaded => "leastLoaded",
        _ => "list",
    };

    public static RouteOrder Parse(string? word) => Enum.GetValues<RouteOrder>().FirstOrDefault(order => order.ToWord() == word);
}

/// <summary>Which trunks a called number may leave by. The place in the list of routes is the priority.</summary>
public sealed record VoiceRoute
{
    public const int LongestName = 256;
    public const int LongestDescription = 1024;

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public ResourceId Resource { get; init; } = ResourceId.Gateway;

    public required NumberPattern NumberPattern { get; init; }

    /// <summary>Null: any caller.</summary>
    public NumberPattern? CallerPattern { get; init; }

    public required IReadOnlyList<TrunkId> Trunks { get; init; }

    /// <summary>The caller's number toward its trunks, whoever calls; null: as it is, or as the trunk says.</summary>
    public string? CallerOverride { get; init; }

    public RouteOrder Order { get; init; }

    /// <summary>For <see cref="RouteOrder.Weighted"/>: one for each of <see cref="Trunks"/>, 0 for one that is only there when no other is. Empty: all alike.</summary>
    public IReadOnlyList<double> Weights { get; init; } = [];

    /// <summary>For <see cref="RouteOrder.LeastCost"/>: one for each of <see cref="Trunks"/>, in whatever unit. Empty: all alike.</summary>
    public IReadOnlyList<double> Costs { get; init; } = [];

    /// <summary>Only calls from these trunks; empty: from any trunk, and calls of the gateway itself.</summary>
    public IReadOnlyList<TrunkId> FromTrunks { get; init; } = [];

    /// <summary>When it is used; empty: always. An emergency call does not look at it.</summary>
    public IReadOnlyList<RouteHours> Hours { get; init; } = [];

    /// <summary>Of <see cref="Hours"/>.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Whether the route is in use at this time.</summary>
    public bool IsOpen(DateTimeOffset at)
    {
        if (Hours.Count == 0) return true;
        var local = TimeZoneInfo.ConvertTime(at, TimeZone).DateTime;
        foreach (var hours in Hours)
        {
            if (hours.Contains(local)) return true;
        }
        return false;
    }

    /// <summary>Status codes that move on, in place of the trunk's own list; null: the trunk's.</summary>
    public IReadOnlyList<int>? FailoverCodes { get; init; }
}
