namespace Telephony.Domain.Trunks;

/// <summary>State of OPTIONS either way, in the API's words: unknown, ok, expired, error.</summary>
public enum PingStatus : byte
{
    Unknown,
    Ok,

    /// <summary>The last sign is older than the silence that is allowed.</summary>
    Expired,

    /// <summary>Our last OPTIONS failed.</summary>
    Error,
}

/// <summary>In the API's words: unknown, active, inactive.</summary>
public enum OverallStatus : byte
{
    Unknown,
    Active,
    Inactive,
}

/// <summary>Why a trunk is inactive, in the API's words.</summary>
public enum InactiveReason : byte
{
    None,
    NoRecentCalls,
    NoRecentPings,
    NoRecentCallsAndPings,
}

/// <summary>A trunk's health at one instant, for operators and the API.</summary>
public sealed record TrunkHealthReport
{
    public required HealthPhase Phase { get; init; }

    public required PingStatus Ping { get; init; }

    public required OverallStatus Overall { get; init; }

    public InactiveReason Reason { get; init; }

    /// <summary>Of the last answered OPTIONS of ours.</summary>
    public TimeSpan? RoundTrip { get; init; }

    public long PingsSent { get; init; }

    public long PingsLost { get; init; }

    /// <summary>When it last became active or inactive.</summary>
    public DateTimeOffset? LastChange { get; init; }

    public string LastError { get; init; } = "";

    /// <summary>User-Agent or Server that the peer names; empty when it names none.</summary>
    public string PeerSoftware { get; init; } = "";

    /// <summary>The Allow header last seen (RFC 3261 20.5).</summary>
    public string PeerAllow { get; init; } = "";
}

/// <summary>The words of the API.</summary>
public static class HealthWords
{
    public static string ToWord(this PingStatus status) => status.ToString().ToLowerInvariant();

    public static string ToWord(this OverallStatus status) => status.ToString().ToLowerInvariant();

    public static string ToWord(this InactiveReason reason) => reason switch
    {
        InactiveReason.NoRecentCalls => "noRecentCalls",
        InactiveReason.NoRecentPings => "noRecentPings",
        InactiveReason.NoRecentCallsAndPings => "noRecentCallsAndPings",
        _ => "",
    };
}
