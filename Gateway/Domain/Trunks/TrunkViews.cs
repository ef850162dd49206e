namespace Telephony.Domain.Trunks;

/// <summary>Whether a trunk may be tried now.</summary>
public enum TrunkAvailability : byte
{
    Available,

    /// <summary>Its health is inactive.</summary>
    Demoted,

    /// <summary>It asked for rest by 503 with Retry-After.</summary>
    Resting,
}

/// <summary>Health as the planner sees it. Safe from any thread, no allocation.</summary>
public interface ITrunkHealthView
{
    TrunkAvailability AvailabilityOf(Trunk trunk);
}

/// <summary>Limits as the planner sees them: looks without taking. Safe from any thread, no allocation.</summary>
public interface ITrunkLimitsView
{
    /// <summary><see cref="LimitRefusal.None"/> when an outbound call would fit now.</summary>
    LimitRefusal RoomOut(Trunk trunk);
}

/// <summary>Which limit of a trunk refuses.</summary>
public enum LimitRefusal : byte
{
    None,
    Channels,
    CpsIn,
    CpsOut,
    RequestsPerSecond,
    CallsPerHour,
    MinutesPerHour,
}

public static class LimitRefusals
{
    /// <summary>The limit's name in the trunk's file.</summary>
    public static string ToWord(this LimitRefusal refusal) => refusal switch
    {
        LimitRefusal.Channels => "limits.channels",
        LimitRefusal.CpsIn => "limits.cpsIn",
        LimitRefusal.CpsOut => "limits.cpsOut",
        LimitRefusal.RequestsPerSecond => "limits.requestsPerSecond",
        LimitRefusal.CallsPerHour => "limits.callsPerHour",
        LimitRefusal.MinutesPerHour => "limits.minutesPerHour",
        _ => "none",
    };
}
