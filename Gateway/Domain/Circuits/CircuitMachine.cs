namespace Telephony.Domain.Circuits;

/// <summary>Where the circuit breaker of a trunk stands (DR-25).</summary>
public enum CircuitPhase : byte
{
    /// <summary>Calls pass.</summary>
    Closed,

    /// <summary>Too many calls failed: none passes until the pause is over.</summary>
    Open,

    /// <summary>The pause is over; an OPTIONS of ours asks whether anybody is there.</summary>
    Probing,

    /// <summary>The next call may pass, alone.</summary>
    HalfOpen,

    /// <summary>That one call is under way.</summary>
    Trial,
}

public enum CircuitTrigger : byte
{
    /// <summary>So many calls failed in a row, or such a share of them within the window.</summary>
    TooManyFailures,

    /// <summary>The pause is over, on a trunk that we send OPTIONS.</summary>
    PauseOver,

    /// <summary>The pause is over, on a trunk that we send none: the one call must do.</summary>
    PauseOverUnasked,

    ProbeAnswered,

    ProbeMissed,

    /// <summary>A call takes the one place.</summary>
    TrialBegan,

    /// <summary>The one call had progress, an answer, or a refusal that is the callee's own.</summary>
    TrialGood,

    TrialBad,

    /// <summary>The one call ended before anything was known: its caller gave up.</summary>
    TrialGone,
}

[Flags]
public enum CircuitEffects : byte
{
    None = 0,
    StartPause = 1,
    Probe = 2,
    ReportOpen = 4,
    ReportClosed = 8,
    SlowStart = 16,
}

public readonly record struct CircuitStep(CircuitPhase Phase, CircuitEffects Effects);

/// <summary>
/// The circuit breaker of a trunk: a pure table.
/// <code>
///   Closed ── too many failures ──► Open ── pause over ──► Probing ── answered ──► HalfOpen ── a call ──► Trial ── good ──► Closed
///                                    ▲ ▲                      │                      ▲  │                 │ │
///                                    │ '──────── missed ──────'── missed ────────────┼──'                 │ │
///                                    │                                               '──── caller gone ───' │
///                                    '──────────────────────────────────── bad ─────────────────────────────'
/// </code>
/// </summary>
public static class CircuitMachine
{
    public const CircuitPhase Initial = CircuitPhase.Closed;

    public static CircuitStep On(CircuitPhase phase, CircuitTrigger trigger) => (phase, trigger) switch
    {
        (CircuitPhase.Closed,   CircuitTrigger.TooManyFailures)  => new(CircuitPhase.Open,     CircuitEffects.StartPause | CircuitEffects.ReportOpen),

        (CircuitPhase.Open,     CircuitTrigger.PauseOver)        => new(CircuitPhase.Probing,  CircuitEffects.Probe),
        (CircuitPhase.Open,     CircuitTrigger.PauseOverUnasked) => new(CircuitPhase.HalfOpen, CircuitEffects.None),

        (CircuitPhase.Probing,  CircuitTrigger.ProbeAnswered)    => new(CircuitPhase.HalfOpen, CircuitEffects.None),
        (CircuitPhase.Probing,  CircuitTrigger.ProbeMissed)      => new(CircuitPhase.Open,     CircuitEffects.StartPause),

        // The trunk went away between the probe and the call.
        (CircuitPhase.HalfOpen, CircuitTrigger.ProbeMissed)      => new(CircuitPhase.Open,     CircuitEffects.StartPause),
        (CircuitPhase.HalfOpen, CircuitTrigger.TrialBegan)       => new(CircuitPhase.Trial,    CircuitEffects.None),

        (CircuitPhase.Trial,    CircuitTrigger.TrialGood)        => new(CircuitPhase.Closed,   CircuitEffects.ReportClosed | CircuitEffects.SlowStart),
        (CircuitPhase.Trial,    CircuitTrigger.TrialBad)         => new(CircuitPhase.Open,     CircuitEffects.StartPause),
        (CircuitPhase.Trial,    CircuitTrigger.TrialGone)        => new(CircuitPhase.HalfOpen, CircuitEffects.None),

        _ => new(phase, CircuitEffects.None),
    };
}
