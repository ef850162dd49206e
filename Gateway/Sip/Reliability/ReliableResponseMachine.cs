namespace Telephony.Sip.Reliability;

/// <summary>Where the reliable provisional responses of one early dialog stand, on the side that sends them.</summary>
internal enum ReliableState : byte
{
    /// <summary>Nothing waits for a PRACK.</summary>
    Idle,

    /// <summary>One response is repeated until its PRACK comes; later ones stand in line behind it.</summary>
    Waiting,

    /// <summary>The same, and a 2xx waits too, because a session description is not acknowledged yet.</summary>
    Holding,

    /// <summary>Acknowledged; the shell sends what stands in line, and last the 2xx.</summary>
    Due,

    Over,
}

internal enum ReliableTrigger : byte
{
    /// <summary>A provisional response is to leave, or the next in line.</summary>
    Provisional,

    /// <summary>A PRACK that names the response which waits.</summary>
    Prack,

    RetransmitTimer,

    /// <summary>64*T1 without PRACK.</summary>
    TimeoutTimer,

    /// <summary>A 2xx is to leave, and every session description sent reliably was acknowledged.</summary>
    Success,

    /// <summary>A 2xx is to leave, and one was not.</summary>
    EarlySuccess,

    /// <summary>A failure is to leave, or the dialog has ended.</summary>
    Failure,
}

[Flags]
internal enum ReliableEffects : ushort
{
    None = 0,
    StopTimer = 1 << 0,
    Send = 1 << 1,
    StandInLine = 1 << 2,
    StartTimer = 1 << 3,
    Retransmit = 1 << 4,
    BackOff = 1 << 5,

    /// <summary>The PRACK gets its answer, then the next in line its turn.</summary>
    Acknowledge = 1 << 6,

    /// <summary>The 2xx is kept.</summary>
    Hold = 1 << 7,

    /// <summary>The 2xx may leave.</summary>
    Release = 1 << 8,
    ReportMissing = 1 << 9,
}

/// <summary>
/// Reliable provisional responses of the side that answers an INVITE, as a pure table (RFC 3262 3): one at a time, repeated at T1, 2*T1, 4*T1, … until PRACK or
/// 64*T1; no 2xx before every description sent reliably is acknowledged.
/// </summary>
internal static class ReliableResponseMachine
{
    internal readonly record struct Step(ReliableState Next, ReliableEffects Effects);

    internal static Step On(ReliableState state, ReliableTrigger trigger) => (state, trigger) switch
    {
        (ReliableState.Idle,    ReliableTrigger.Provisional)     => new(ReliableState.Waiting, ReliableEffects.Send | ReliableEffects.StartTimer),
        (ReliableState.Waiting, ReliableTrigger.Provisional)     => new(ReliableState.Waiting, ReliableEffects.StandInLine),
        (ReliableState.Due,     ReliableTrigger.Provisional)     => new(ReliableState.Holding, ReliableEffects.Send | ReliableEffects.StartTimer),

        (ReliableState.Waiting, ReliableTrigger.Prack)           => new(ReliableState.Idle,    ReliableEffects.StopTimer | ReliableEffects.Acknowledge),
        (ReliableState.Holding, ReliableTrigger.Prack)           => new(ReliableState.Due,     ReliableEffects.StopTimer | ReliableEffects.Acknowledge),
        // A PRACK that crosses the final response is still answered (RFC 3262 3).
        (ReliableState.Over,    ReliableTrigger.Prack)           => new(ReliableState.Over,    ReliableEffects.Acknowledge),

        (ReliableState.Waiting or ReliableState.Holding, ReliableTrigger.RetransmitTimer) => new(state, ReliableEffects.Retransmit | ReliableEffects.BackOff),
        (ReliableState.Waiting or ReliableState.Holding, ReliableTrigger.TimeoutTimer)    => new(ReliableState.Over, ReliableEffects.StopTimer | ReliableEffects.ReportMissing),

        (ReliableState.Idle or ReliableState.Due, ReliableTrigger.Success)      => new(ReliableState.Over, ReliableEffects.Release),
        (ReliableState.Waiting,                   ReliableTrigger.Success)      => new(ReliableState.Over, ReliableEffects.StopTimer | ReliableEffects.Release),
        (ReliableState.Waiting,                   ReliableTrigger.EarlySuccess) => new(ReliableState.Holding, ReliableEffects.Hold),

        (not ReliableState.Over, ReliableTrigger.Failure) => new(ReliableState.Over, ReliableEffects.StopTimer),
        _ => new(state, ReliableEffects.None),
    };
}
