namespace Telephony.Domain.Trunks;

/// <summary>Whether a trunk may be tried now.</summary>
public enum TrunkAvailability : byte
{
    Available,

    /// <summary>Its health is inactive.</summary>
    Demoted,

    /// <summary>It asked for rest by 503 with Retry-After.</summary>
    Resting,

    /// <summary>Too many of its calls failed (DR-25).</summary>
    CircuitOpen,

    /// <summary>It is being drained: running calls go on, new ones go elsewhere.</summary>
    Draining,

    /// <summary>We should be registered there and are not.</summary>
    Unregistered,
}

public static class TrunkAvailabilities
{
    /// <summary>A part of a sentence for the trace.</summary>
    public static string ToReason(this TrunkAvailability availability) => availability switch
    {
        TrunkAvailability.Demoted => "demoted: its health is inactive",
        TrunkAvailability.Resting => "resting after 503 with Retry-After",
        TrunkAvailability.CircuitOpen => "its circuit is open: too many calls failed",
        TrunkAvailability.Draining => "draining: it takes no new calls",
        TrunkAvailability.Unregistered => "we are not registered there",
        _ => "",
    };
}

/// <summary>Health as the planner sees it. Safe from any thread, no allocation.</summary>
public interface ITrunkHealthView
{
    TrunkAvailability AvailabilityOf(Trunk trunk);

    /// <summary>The share of its calls that a trunk in slow start may get now, 0 to 1 (<see cref="SlowStart"/>).</summary>
    double ShareOf(Trunk trunk) => 1;
}

/// <summary>Limits as the planner sees them: looks without taking. Safe from any thread, no allocation.</summary>
public interface ITrunkLimitsView
{
    /// <summary><see cref="LimitRefusal.None"/> when an outbound call would fit now.</summary>
    LimitRefusal RoomOut(Trunk trunk);

    /// <summary>Channels in use over the channels it has; of a trunk without that limit over a thousand. For comparing trunks.</summary>
    double LoadOf(Trunk trunk) => 0;
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

    /// <summary>The one place of a half-open circuit is taken, or it has just opened.</summary>
    Circuit,
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
        LimitRefusal.Circuit => "failover.breaker",
        _ => "none",
    };
}
