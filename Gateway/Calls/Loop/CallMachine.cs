namespace Telephony.Calls.Loop;

/// <summary>Where a call stands.</summary>
public enum CallPhase : byte
{
    /// <summary>The INVITE of leg A is here; trunk, number and destination are being found.</summary>
    Arriving,

    /// <summary>Leg B is being tried; nothing but 100 was sent to leg A.</summary>
    Dialing,

    /// <summary>Leg A was told of ringing or early media.</summary>
    Alerting,

    /// <summary>200 went to leg A; its ACK is awaited.</summary>
    Answered,

    /// <summary>Both sides are connected.</summary>
    Established,

    /// <summary>BYE or CANCEL is out; the last answers are awaited for the ladder.</summary>
    Ending,

    Ended,
}

/// <summary>What can happen to a call.</summary>
public enum CallTrigger : byte
{
    /// <summary>The destination is another trunk: there is a plan of attempts.</summary>
    Routed,

    /// <summary>The destination is in the gateway itself: echo or announcement.</summary>
    LocalAnswer,

    /// <summary>No trunk, number, route, codec or capacity: a final answer for leg A is known before any leg B.</summary>
    Refused,

    /// <summary>A provisional response other than 100 came from leg B.</summary>
    Progress,

    /// <summary>Leg B answered with 2xx.</summary>
    CalleeAnswered,

    /// <summary>No attempt is left, or the callee's final answer ends the search.</summary>
    Exhausted,

    /// <summary>CANCEL came from leg A before a final response.</summary>
    Cancelled,

    /// <summary>ACK came from leg A.</summary>
    Acknowledged,

    /// <summary>No ACK within 64*T1 (RFC 3261 13.3.1.4).</summary>
    AckMissing,

    /// <summary>The dialog of leg A ended: BYE, or 481/408 to a request of ours.</summary>
    LegAEnded,

    /// <summary>The dialog of leg B ended.</summary>
    LegBEnded,

    /// <summary>The gateway ends the call: a time limit, lost media, drain, an operator, a fault.</summary>
    Stopped,

    /// <summary>Both dialogs are quiet, or the wait for them is over.</summary>
    Quiet,
}

/// <summary>What the call has to do about it; performed in the order of the bits.</summary>
[Flags]
public enum CallEffects : ushort
{
    None = 0,
    StartDialing = 1 << 0,
    AnswerA = 1 << 1,
    RejectA = 1 << 2,
    AbandonB = 1 << 3,
    ByeA = 1 << 4,
    ByeB = 1 << 5,

    /// <summary>Media stops and the channel is given back at once, while the last SIP messages are still under way.</summary>
    ReleaseMedia = 1 << 6,

    /// <summary>The record is closed and the call forgotten.</summary>
    Close = 1 << 7,
}

/// <summary>
/// The life of a two-legged call as a pure table. Leg A is the side that called us (a UAS dialog), leg B the side we call.
/// <code>
/// Arriving ─Routed─► Dialing ─Progress─► Alerting ─CalleeAnswered─► Answered ─Acknowledged─► Established
///     └─LocalAnswer──────────────────────────────────────────────────►┘
/// any of them ─Refused, Exhausted, Cancelled, LegEnded, Stopped─► Ending ─Quiet─► Ended
/// </code>
/// A trigger without a row changes nothing: it came too late, and what it asks has been done.
/// </summary>
internal static class CallMachine
{
    internal readonly record struct Step(CallPhase Next, CallEffects Effects);

    private const CallEffects Over = CallEffects.ReleaseMedia;

    internal static Step On(CallPhase phase, CallTrigger trigger) => (phase, trigger) switch
    {
        (CallPhase.Arriving, CallTrigger.Routed) => new(CallPhase.Dialing, CallEffects.StartDialing),
        (CallPhase.Arriving, CallTrigger.LocalAnswer) => new(CallPhase.Answered, CallEffects.AnswerA),
        (CallPhase.Arriving, CallTrigger.Refused or CallTrigger.Stopped) => new(CallPhase.Ending, CallEffects.RejectA | Over),

        (CallPhase.Dialing or CallPhase.Alerting, CallTrigger.Progress) => new(CallPhase.Alerting, CallEffects.None),
        (CallPhase.Dialing or CallPhase.Alerting, CallTrigger.CalleeAnswered) => new(CallPhase.Answered, CallEffects.AnswerA),
        (CallPhase.Dialing or CallPhase.Alerting, CallTrigger.Exhausted) => new(CallPhase.Ending, CallEffects.RejectA | Over),
        (CallPhase.Dialing or CallPhase.Alerting, CallTrigger.Stopped) => new(CallPhase.Ending, CallEffects.RejectA | CallEffects.AbandonB | Over),

        // The user agent has sent 487 to the INVITE itself (RFC 3261 9.2).
        (CallPhase.Arriving or CallPhase.Dialing or CallPhase.Alerting, CallTrigger.Cancelled) => new(CallPhase.Ending, CallEffects.AbandonB | Over),

        (CallPhase.Answered, CallTrigger.Acknowledged) => new(CallPhase.Established, CallEffects.None),
        // After the answer it is the ACK of a re-INVITE that is missing: the same end (RFC 3261 13.3.1.4).
        (CallPhase.Answered or CallPhase.Established, CallTrigger.AckMissing) => new(CallPhase.Ending, CallEffects.ByeA | CallEffects.ByeB | Over),
        (CallPhase.Answered or CallPhase.Established, CallTrigger.LegAEnded) => new(CallPhase.Ending, CallEffects.ByeB | Over),
        (CallPhase.Answered or CallPhase.Established, CallTrigger.LegBEnded) => new(CallPhase.Ending, CallEffects.ByeA | Over),
        (CallPhase.Answered or CallPhase.Established, CallTrigger.Stopped) => new(CallPhase.Ending, CallEffects.ByeA | CallEffects.ByeB | Over),

        (CallPhase.Ending, CallTrigger.Quiet) => new(CallPhase.Ended, CallEffects.Close),
        _ => new(phase, CallEffects.None),
    };
}
