namespace Telephony.Calls.SessionTimers;

/// <summary>Where the session timer of one leg stands.</summary>
public enum SessionTimerState : byte
{
    /// <summary>None was agreed on: the session has no end of its own.</summary>
    Off,

    /// <summary>We refresh.</summary>
    Refreshing,

    /// <summary>Our refresh waits for its answer.</summary>
    Asking,

    /// <summary>The peer refreshes.</summary>
    Watching,

    Over,
}

public enum SessionTimerTrigger : byte
{
    /// <summary>A 2xx to INVITE or UPDATE, of either side, makes us the one who refreshes.</summary>
    AgreedOurs,

    /// <summary>It makes the peer the one.</summary>
    AgreedTheirs,

    /// <summary>It names no session timer.</summary>
    AgreedNone,

    /// <summary>Half of the interval is over, or the wait after a failure.</summary>
    RefreshDue,

    /// <summary>The refresh could not be sent, or got a failure that says nothing of the dialog.</summary>
    RefreshFailed,

    /// <summary>422: the same again with a longer interval; 405 or 501 to UPDATE: by re-INVITE.</summary>
    RefreshOtherwise,

    /// <summary>The interval is over but for its last third, or its last 32 s.</summary>
    Deadline,

    /// <summary>The dialog has ended.</summary>
    Ended,
}

/// <summary>In the order of the bits.</summary>
[Flags]
public enum SessionTimerEffects : byte
{
    None = 0,
    StopTimers = 1 << 0,

    /// <summary>For half of the interval.</summary>
    ArmRefresh = 1 << 1,
    ArmDeadline = 1 << 2,
    SendRefresh = 1 << 3,

    /// <summary>A part of the time left.</summary>
    ArmRetry = 1 << 4,
    EndCall = 1 << 5,
}

/// <summary>
/// Session timer of one dialog as a pure table (RFC 4028). Each 2xx to an INVITE or UPDATE, whoever sent it and whatever for, agrees anew (7.2, 9); the end
/// comes before the interval is over by a third of it, at most 32 s (10).
/// </summary>
internal static class SessionTimerMachine
{
    internal readonly record struct Step(SessionTimerState Next, SessionTimerEffects Effects);

    private const SessionTimerEffects Anew = SessionTimerEffects.StopTimers | SessionTimerEffects.ArmDeadline;

    internal static Step On(SessionTimerState state, SessionTimerTrigger trigger) => (state, trigger) switch
    {
        (SessionTimerState.Over, _) => new(SessionTimerState.Over, SessionTimerEffects.None),

        (_, SessionTimerTrigger.AgreedOurs)   => new(SessionTimerState.Refreshing, Anew | SessionTimerEffects.ArmRefresh),
        (_, SessionTimerTrigger.AgreedTheirs) => new(SessionTimerState.Watching,   Anew),
        (_, SessionTimerTrigger.AgreedNone)   => new(SessionTimerState.Off,        SessionTimerEffects.StopTimers),

        (SessionTimerState.Refreshing, SessionTimerTrigger.RefreshDue)       => new(SessionTimerState.Asking,     SessionTimerEffects.SendRefresh),
        (SessionTimerState.Asking,     SessionTimerTrigger.RefreshOtherwise) => new(SessionTimerState.Asking,     SessionTimerEffects.SendRefresh),
        (SessionTimerState.Asking,     SessionTimerTrigger.RefreshFailed)    => new(SessionTimerState.Refreshing, SessionTimerEffects.ArmRetry),

        (SessionTimerState.Refreshing or SessionTimerState.Asking or SessionTimerState.Watching, SessionTimerTrigger.Deadline)
            => new(SessionTimerState.Over, SessionTimerEffects.StopTimers | SessionTimerEffects.EndCall),
        (_, SessionTimerTrigger.Ended) => new(SessionTimerState.Over, SessionTimerEffects.StopTimers),
        _ => new(state, SessionTimerEffects.None),
    };
}
