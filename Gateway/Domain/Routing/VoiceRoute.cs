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

    public RouteOrder Order { get; init; }

    /// <summary>Only calls from these trunks; empty: from any trunk, and calls of the gateway itself.</summary>
    public IReadOnlyList<TrunkId> FromTrunks { get; init; } = [];

    /// <summary>Status codes that move on, in place of the trunk's own list; null: the trunk's.</summary>
    public IReadOnlyList<int>? FailoverCodes { get; init; }
}
