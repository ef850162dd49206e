namespace Telephony.Calls.Transfer;

/// <summary>Where a transfer stands that a peer was asked by REFER to carry out (RFC 5589 6, DR-33). "Alone": the other side of the call has hung up already.</summary>
public enum ReferralPhase : byte
{
    /// <summary>REFER is out, nothing has come back.</summary>
    Asking,

    AskingAlone,

    /// <summary>It was accepted; news is awaited.</summary>
    Following,

    FollowingAlone,

    /// <summary>The peer has its new partner; both sides of the call are to hang up.</summary>
    Taken,

    Over,
}

public enum ReferralTrigger : byte
{
    /// <summary>2xx, or the first news.</summary>
    Accepted,

    /// <summary>2xx without a subscription (RFC 4488): the peer wants to be trusted.</summary>
    AcceptedQuietly,

    /// <summary>The peer cannot do it, and the gateway may.</summary>
    Unable,

    /// <summary>The peer will not do it, or has not answered.</summary>
    Refused,

    Progress,

    Succeeded,

    Failed,

    /// <summary>The side that was referred has hung up.</summary>
    ReferredGone,

    /// <summary>The other side has.</summary>
    OtherGone,

    /// <summary>No word in time.</summary>
    Patience,

    /// <summary>The gateway ends the call.</summary>
    CallEnded,
}

/// <summary>Performed in the order of the bits.</summary>
[Flags]
public enum ReferralEffects : ushort
{
    None = 0,

    /// <summary>Whoever wanted it hears that it is tried: 202.</summary>
    TellAccepted = 1 << 0,

    /// <summary>… that it is not: the status of the refusal.</summary>
    TellRefused = 1 << 1,

    TellProgress = 1 << 2,

    TellSuccess = 1 << 3,

    TellFailure = 1 << 4,

    /// <summary>No more news is wanted.</summary>
    Unsubscribe = 1 << 5,

    /// <summary>The gateway carries it out itself.</summary>
    FallBack = 1 << 6,

    /// <summary>The call goes on as before; the referred side is taken off a hold that it went into meanwhile.</summary>
    Restore = 1 << 7,

    /// <summary>BYE to both sides: it has come about.</summary>
    Finish = 1 << 8,

    /// <summary>Nobody is left for the referred side.</summary>
    EndCall = 1 << 9,

    Forget = 1 << 10,
}

/// <summary>
/// A transfer by REFER as a pure table, with the gateway as transferor: the referred side is asked, and followed by its NOTIFYs.
/// <code>
///   Asking ─Accepted─► Following ─Succeeded─► Taken ─OtherGone, ReferredGone, Patience─► Over
///     │ OtherGone          │ OtherGone
///   AskingAlone ─────► FollowingAlone ─Succeeded─► Over
/// </code>
/// A peer that hangs up after it has accepted has taken the call over, whether it says so or not. A trigger without a row changes nothing: it came too late.
/// </summary>
internal static class ReferralMachine
{
    internal readonly record struct Step(ReferralPhase Next, ReferralEffects Effects);

    private const ReferralEffects Over = ReferralEffects.Forget;

    internal static Step On(ReferralPhase phase, ReferralTrigger trigger) => (phase, trigger) switch
    {
        (ReferralPhase.Asking, ReferralTrigger.Accepted) => new(ReferralPhase.Following, ReferralEffects.TellAccepted),
        (ReferralPhase.AskingAlone, ReferralTrigger.Accepted) => new(ReferralPhase.FollowingAlone, ReferralEffects.TellAccepted),
        (ReferralPhase.Asking, ReferralTrigger.AcceptedQuietly) => new(ReferralPhase.Taken, ReferralEffects.TellAccepted | ReferralEffects.TellSuccess),
        (ReferralPhase.AskingAlone, ReferralTrigger.AcceptedQuietly) =>
            new(ReferralPhase.Over, ReferralEffects.TellAccepted | ReferralEffects.TellSuccess | ReferralEffects.Finish | Over),

        (ReferralPhase.Asking or ReferralPhase.AskingAlone, ReferralTrigger.Unable) => new(ReferralPhase.Over, ReferralEffects.FallBack | Over),
        (ReferralPhase.Asking, ReferralTrigger.Refused) => new(ReferralPhase.Over, ReferralEffects.TellRefused | ReferralEffects.Restore | Over),
        (ReferralPhase.AskingAlone, ReferralTrigger.Refused) => new(ReferralPhase.Over, ReferralEffects.TellRefused | ReferralEffects.EndCall | Over),

        (ReferralPhase.Following or ReferralPhase.FollowingAlone, ReferralTrigger.Progress) => new(phase, ReferralEffects.TellProgress),
        (ReferralPhase.Following, ReferralTrigger.Succeeded) => new(ReferralPhase.Taken, ReferralEffects.TellSuccess),
        (ReferralPhase.FollowingAlone, ReferralTrigger.Succeeded) => new(ReferralPhase.Over, ReferralEffects.TellSuccess | ReferralEffects.Finish | Over),
        (ReferralPhase.Following, ReferralTrigger.Failed) => new(ReferralPhase.Over, ReferralEffects.TellFailure | ReferralEffects.Restore | Over),
        (ReferralPhase.FollowingAlone, ReferralTrigger.Failed) => new(ReferralPhase.Over, ReferralEffects.TellFailure | ReferralEffects.EndCall | Over),
        (ReferralPhase.Following, ReferralTrigger.Patience) =>
            new(ReferralPhase.Over, ReferralEffects.TellFailure | ReferralEffects.Unsubscribe | ReferralEffects.Restore | Over),
        (ReferralPhase.FollowingAlone, ReferralTrigger.Patience) =>
            new(ReferralPhase.Over, ReferralEffects.TellFailure | ReferralEffects.Unsubscribe | ReferralEffects.EndCall | Over),

        (ReferralPhase.Asking, ReferralTrigger.OtherGone) => new(ReferralPhase.AskingAlone, ReferralEffects.None),
        (ReferralPhase.Following, ReferralTrigger.OtherGone) => new(ReferralPhase.FollowingAlone, ReferralEffects.None),

        // The call ends by itself then: its other side gets BYE.
        (ReferralPhase.Asking or ReferralPhase.AskingAlone, ReferralTrigger.ReferredGone) => new(ReferralPhase.Over, ReferralEffects.TellRefused | Over),
        (ReferralPhase.Following or ReferralPhase.FollowingAlone, ReferralTrigger.ReferredGone) => new(ReferralPhase.Over, ReferralEffects.TellSuccess | Over),
        (ReferralPhase.Asking or ReferralPhase.AskingAlone, ReferralTrigger.CallEnded) => new(ReferralPhase.Over, ReferralEffects.TellRefused | Over),
        (ReferralPhase.Following or ReferralPhase.FollowingAlone, ReferralTrigger.CallEnded) =>
            new(ReferralPhase.Over, ReferralEffects.TellFailure | ReferralEffects.Unsubscribe | Over),

        (ReferralPhase.Taken, ReferralTrigger.OtherGone or ReferralTrigger.ReferredGone or ReferralTrigger.CallEnded) => new(ReferralPhase.Over, Over),
        (ReferralPhase.Taken, ReferralTrigger.Patience) => new(ReferralPhase.Over, ReferralEffects.Finish | Over),
        _ => new(phase, ReferralEffects.None),
    };
}
