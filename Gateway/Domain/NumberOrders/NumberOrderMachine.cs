namespace Telephony.Domain.NumberOrders;

/// <summary>Where an order is. Stored before each side effect: an order found in <see cref="Buying"/>, <see cref="Configuring"/>, <see cref="Releasing"/> or <see cref="Changing"/> by somebody else was interrupted.</summary>
public enum NumberOrderState : byte
{
    /// <summary>To be bought; the carrier has not been told, or surely did nothing.</summary>
    Requested = 0,

    /// <summary>The carrier is being told.</summary>
    Buying = 1,

    /// <summary>Nobody knows whether it was bought: the carrier is to be asked.</summary>
    InDoubt = 2,

    /// <summary>Ours; to be configured.</summary>
    Bought = 3,

    Configuring = 4,

    /// <summary>Done: the number is in the inventory and does what was ordered.</summary>
    Active = 5,

    /// <summary>Done: nothing was changed.</summary>
    Failed = 6,

    /// <summary>Bought, and of no use: to be given back.</summary>
    Compensating = 7,

    /// <summary>To be given back because its owner wants so.</summary>
    Leaving = 8,

    Releasing = 9,

    /// <summary>Nobody knows whether it was given back: the carrier is to be asked.</summary>
    ReleaseInDoubt = 10,

    /// <summary>Done: it is no longer ours.</summary>
    Released = 11,

    /// <summary>Ours; to do other things than before.</summary>
    ChangeRequested = 12,

    Changing = 13,

    /// <summary>The carrier cannot say what became of it, or will not take it back: for a person to look at.</summary>
    Unknown = 14,
}

public enum NumberOrderTrigger : byte
{
    /// <summary>Somebody sets about the next side effect.</summary>
    Begin,

    /// <summary>The carrier did it.</summary>
    Done,

    /// <summary>The carrier will not do it.</summary>
    Refused,

    /// <summary>Surely not done; later, again.</summary>
    NotDone,

    /// <summary>No answer, or the gateway ended meanwhile.</summary>
    Lost,

    /// <summary>Asked, the carrier has the number as ours.</summary>
    Found,

    /// <summary>Asked, it has not.</summary>
    NotFound,

    /// <summary>Asked, it is ours by another order.</summary>
    FoundForeign,

    /// <summary>There is no asking.</summary>
    CannotAsk,

    /// <summary>It was tried long enough.</summary>
    GiveUp,

    /// <summary>Whoever ordered it no longer wants it.</summary>
    Cancel,

    // A person's word about an order that nobody else can say anything about.

    /// <summary>The number is ours at the carrier.</summary>
    SaidBought,

    /// <summary>It never was.</summary>
    SaidNotBought,

    /// <summary>It is no longer ours.</summary>
    SaidReleased,

    /// <summary>It still is: to be given back after all.</summary>
    SaidNotReleased,
}

/// <summary>What is to be done with a step: at the carrier after it is stored, or in the store together with it.</summary>
public enum NumberOrderEffect : byte
{
    None,

    // At the carrier.
    Buy,
    Configure,
    Release,

    // In the transaction of the step.
    EnterInventory,
    ChangeInventory,
    LeaveInventory,
}

public readonly record struct NumberOrderStep(NumberOrderState Next, NumberOrderEffect Effect);

/// <summary>
/// The life of an order for a number: a pure table. Every state is stored before what follows from it is done, so that an end of the gateway at any moment leaves an order that can go on.
/// Buying is never repeated without asking. Configuring and releasing set a state, so they may be.
/// <code>
///  buy:      Requested ─► Buying ─► Bought ─► Configuring ─► Active
///                ▲          │ lost    ▲            │ refused
///        not there│          ▼   there│            ▼
///                └────── InDoubt ─────┘       Compensating ─► Releasing ─► Released
///  release:  Leaving ─► Releasing ─► Released          lost: ReleaseInDoubt, asked about in the same way
///  change:   ChangeRequested ─► Changing ─► Active
/// </code>
/// </summary>
public static class NumberOrderMachine
{
    public static NumberOrderStep On(NumberOrderState state, NumberOrderTrigger trigger) => (state, trigger) switch
    {
        (NumberOrderState.Requested,       NumberOrderTrigger.Begin)        => new(NumberOrderState.Buying,          NumberOrderEffect.Buy),
        (NumberOrderState.Requested,       NumberOrderTrigger.Cancel)       => new(NumberOrderState.Failed,          NumberOrderEffect.None),
        (NumberOrderState.Requested,       NumberOrderTrigger.GiveUp)       => new(NumberOrderState.Failed,          NumberOrderEffect.None),

        (NumberOrderState.Buying,          NumberOrderTrigger.Done)         => new(NumberOrderState.Bought,          NumberOrderEffect.None),
        (NumberOrderState.Buying,          NumberOrderTrigger.Refused)      => new(NumberOrderState.Failed,          NumberOrderEffect.None),
        (NumberOrderState.Buying,          NumberOrderTrigger.NotDone)      => new(NumberOrderState.Requested,       NumberOrderEffect.None),
        (NumberOrderState.Buying,          NumberOrderTrigger.Lost)         => new(NumberOrderState.InDoubt,         NumberOrderEffect.None),

        (NumberOrderState.InDoubt,         NumberOrderTrigger.Found)        => new(NumberOrderState.Bought,          NumberOrderEffect.None),
        (NumberOrderState.InDoubt,         NumberOrderTrigger.NotFound)     => new(NumberOrderState.Requested,       NumberOrderEffect.None),
        (NumberOrderState.InDoubt,         NumberOrderTrigger.FoundForeign) => new(NumberOrderState.Failed,          NumberOrderEffect.None),
        (NumberOrderState.InDoubt,         NumberOrderTrigger.CannotAsk)    => new(NumberOrderState.Unknown,         NumberOrderEffect.None),

        (NumberOrderState.Bought,          NumberOrderTrigger.Begin)        => new(NumberOrderState.Configuring,     NumberOrderEffect.Configure),
        (NumberOrderState.Bought,          NumberOrderTrigger.GiveUp)       => new(NumberOrderState.Compensating,    NumberOrderEffect.None),

        (NumberOrderState.Configuring,     NumberOrderTrigger.Done)         => new(NumberOrderState.Active,          NumberOrderEffect.EnterInventory),
        (NumberOrderState.Configuring,     NumberOrderTrigger.Refused)      => new(NumberOrderState.Compensating,    NumberOrderEffect.None),
        (NumberOrderState.Configuring,     NumberOrderTrigger.NotDone)      => new(NumberOrderState.Bought,          NumberOrderEffect.None),
        (NumberOrderState.Configuring,     NumberOrderTrigger.Lost)         => new(NumberOrderState.Bought,          NumberOrderEffect.None),

        (NumberOrderState.Compensating,    NumberOrderTrigger.Begin)        => new(NumberOrderState.Releasing,       NumberOrderEffect.Release),

        (NumberOrderState.Leaving,         NumberOrderTrigger.Begin)        => new(NumberOrderState.Releasing,       NumberOrderEffect.Release),
        (NumberOrderState.Leaving,         NumberOrderTrigger.Cancel)       => new(NumberOrderState.Failed,          NumberOrderEffect.None),
        (NumberOrderState.Leaving,         NumberOrderTrigger.GiveUp)       => new(NumberOrderState.Unknown,         NumberOrderEffect.None),

        (NumberOrderState.Releasing,       NumberOrderTrigger.Done)         => new(NumberOrderState.Released,        NumberOrderEffect.LeaveInventory),
        (NumberOrderState.Releasing,       NumberOrderTrigger.Refused)      => new(NumberOrderState.Unknown,         NumberOrderEffect.None),
        (NumberOrderState.Releasing,       NumberOrderTrigger.NotDone)      => new(NumberOrderState.Leaving,         NumberOrderEffect.None),
        (NumberOrderState.Releasing,       NumberOrderTrigger.Lost)         => new(NumberOrderState.ReleaseInDoubt,  NumberOrderEffect.None),

        (NumberOrderState.ReleaseInDoubt,  NumberOrderTrigger.Found)        => new(NumberOrderState.Leaving,         NumberOrderEffect.None),
        (NumberOrderState.ReleaseInDoubt,  NumberOrderTrigger.FoundForeign) => new(NumberOrderState.Leaving,         NumberOrderEffect.None),
        (NumberOrderState.ReleaseInDoubt,  NumberOrderTrigger.NotFound)     => new(NumberOrderState.Released,        NumberOrderEffect.LeaveInventory),
        (NumberOrderState.ReleaseInDoubt,  NumberOrderTrigger.CannotAsk)    => new(NumberOrderState.Unknown,         NumberOrderEffect.None),

        (NumberOrderState.ChangeRequested, NumberOrderTrigger.Begin)        => new(NumberOrderState.Changing,        NumberOrderEffect.Configure),
        (NumberOrderState.ChangeRequested, NumberOrderTrigger.Cancel)       => new(NumberOrderState.Failed,          NumberOrderEffect.None),
        (NumberOrderState.ChangeRequested, NumberOrderTrigger.GiveUp)       => new(NumberOrderState.Failed,          NumberOrderEffect.None),

        (NumberOrderState.Changing,        NumberOrderTrigger.Done)         => new(NumberOrderState.Active,          NumberOrderEffect.ChangeInventory),
        (NumberOrderState.Changing,        NumberOrderTrigger.Refused)      => new(NumberOrderState.Failed,          NumberOrderEffect.None),
        (NumberOrderState.Changing,        NumberOrderTrigger.NotDone)      => new(NumberOrderState.ChangeRequested, NumberOrderEffect.None),
        (NumberOrderState.Changing,        NumberOrderTrigger.Lost)         => new(NumberOrderState.ChangeRequested, NumberOrderEffect.None),

        (NumberOrderState.Unknown,         NumberOrderTrigger.SaidBought)      => new(NumberOrderState.Bought,       NumberOrderEffect.None),
        (NumberOrderState.Unknown,         NumberOrderTrigger.SaidNotBought)   => new(NumberOrderState.Failed,       NumberOrderEffect.None),
        (NumberOrderState.Unknown,         NumberOrderTrigger.SaidReleased)    => new(NumberOrderState.Released,     NumberOrderEffect.LeaveInventory),
        (NumberOrderState.Unknown,         NumberOrderTrigger.SaidNotReleased) => new(NumberOrderState.Leaving,      NumberOrderEffect.None),

        _ => new(state, NumberOrderEffect.None),
    };

    /// <summary>Nothing follows by itself.</summary>
    public static bool IsOver(NumberOrderState state) => state is NumberOrderState.Active or NumberOrderState.Failed or NumberOrderState.Released or NumberOrderState.Unknown;

    /// <summary>Something is under way at the carrier, or was when the gateway ended.</summary>
    public static bool IsUnderWay(NumberOrderState state) => state is NumberOrderState.Buying or NumberOrderState.Configuring or NumberOrderState.Releasing or NumberOrderState.Changing;

    /// <summary>A person's word.</summary>
    public static bool IsWord(NumberOrderTrigger trigger) => trigger >= NumberOrderTrigger.SaidBought;

    /// <summary>The carrier is to be asked.</summary>
    public static bool IsInDoubt(NumberOrderState state) => state is NumberOrderState.InDoubt or NumberOrderState.ReleaseInDoubt;
}
