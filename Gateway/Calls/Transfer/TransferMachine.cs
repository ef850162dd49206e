namespace Telephony.Calls.Transfer;

/// <summary>Where a transfer that the gateway carries out stands (RFC 5589 6, 7).</summary>
public enum TransferPhase : byte
{
    /// <summary>The target is being called; the transferor waits, and hears how it goes.</summary>
    Searching,

    /// <summary>The same, and the transferor has hung up.</summary>
    SearchingAlone,

    /// <summary>The target has answered; a session change that is under way is awaited before the bridge is swung.</summary>
    Joining,

    /// <summary>The same, and the transferor has hung up.</summary>
    JoiningAlone,

    /// <summary>Transferee and target speak with each other; the transferor's dialog is to end.</summary>
    Joined,

    Over,
}

public enum TransferTrigger : byte
{
    /// <summary>A provisional response of the target.</summary>
    Progress,

    TargetAnswered,

    /// <summary>Nobody took the call, or the target hung up before it was joined.</summary>
    TargetFailed,

    /// <summary>No session change is under way any more.</summary>
    Quiet,

    TransferorGone,

    TransfereeGone,

    /// <summary>The transferor has not hung up though it was told of the success.</summary>
    Patience,

    /// <summary>The gateway ends the call.</summary>
    CallEnded,
}

/// <summary>Performed in the order of the bits.</summary>
[Flags]
public enum TransferEffects : ushort
{
    None = 0,

    /// <summary>NOTIFY with the provisional response.</summary>
    TellProgress = 1 << 0,

    /// <summary>The bridge joins transferee and target.</summary>
    Swing = 1 << 1,

    /// <summary>NOTIFY 200, terminated.</summary>
    TellSuccess = 1 << 2,

    /// <summary>NOTIFY with the failure, terminated.</summary>
    TellFailure = 1 << 3,

    /// <summary>CANCEL or BYE to the target.</summary>
    EndTarget = 1 << 4,

    /// <summary>Transferor and transferee go on as before.</summary>
    Restore = 1 << 5,

    ByeTransferor = 1 << 6,

    /// <summary>Nobody is left for the transferee.</summary>
    EndCall = 1 << 7,
    Forget = 1 << 8,
}

/// <summary>
/// A transfer as a pure table: T asks for X to be connected with the target.
/// <code>
///   Searching ─TargetAnswered─► Joining ─Quiet─► Joined ─TransferorGone, Patience─► Over
///       │ TransferorGone           │ TransferorGone
///   SearchingAlone ─────────► JoiningAlone ─Quiet─► Over
/// </code>
/// A trigger without a row changes nothing: it came too late.
/// </summary>
internal static class TransferMachine
{
    internal readonly record struct Step(TransferPhase Next, TransferEffects Effects);

    internal static Step On(TransferPhase phase, TransferTrigger trigger) => (phase, trigger) switch
    {
        (TransferPhase.Searching, TransferTrigger.Progress) => new(TransferPhase.Searching, TransferEffects.TellProgress),
        (TransferPhase.Searching, TransferTrigger.TargetAnswered) => new(TransferPhase.Joining, TransferEffects.None),
        (TransferPhase.Searching, TransferTrigger.TransferorGone) => new(TransferPhase.SearchingAlone, TransferEffects.None),
        (TransferPhase.SearchingAlone, TransferTrigger.TargetAnswered) => new(TransferPhase.JoiningAlone, TransferEffects.None),
        (TransferPhase.Joining, TransferTrigger.TransferorGone) => new(TransferPhase.JoiningAlone, TransferEffects.None),

        (TransferPhase.Joining, TransferTrigger.Quiet) => new(TransferPhase.Joined, TransferEffects.Swing | TransferEffects.TellSuccess),
        (TransferPhase.JoiningAlone, TransferTrigger.Quiet) => new(TransferPhase.Over, TransferEffects.Swing | TransferEffects.Forget),
        (TransferPhase.Joined, TransferTrigger.TransferorGone) => new(TransferPhase.Over, TransferEffects.Forget),
        (TransferPhase.Joined, TransferTrigger.Patience) => new(TransferPhase.Over, TransferEffects.ByeTransferor | TransferEffects.Forget),

        (TransferPhase.Searching or TransferPhase.Joining, TransferTrigger.TargetFailed) =>
            new(TransferPhase.Over, TransferEffects.TellFailure | TransferEffects.Restore | TransferEffects.Forget),
        (TransferPhase.SearchingAlone or TransferPhase.JoiningAlone, TransferTrigger.TargetFailed) =>
            new(TransferPhase.Over, TransferEffects.EndCall | TransferEffects.Forget),

        // The call ends by itself then: its other side gets BYE.
        (not (TransferPhase.Joined or TransferPhase.Over), TransferTrigger.TransfereeGone or TransferTrigger.CallEnded) =>
            new(TransferPhase.Over, TransferEffects.TellFailure | TransferEffects.EndTarget | TransferEffects.Forget),
        (TransferPhase.Joined, TransferTrigger.TransfereeGone or TransferTrigger.CallEnded) =>
            new(TransferPhase.Over, TransferEffects.ByeTransferor | TransferEffects.Forget),
        _ => new(phase, TransferEffects.None),
    };
}
