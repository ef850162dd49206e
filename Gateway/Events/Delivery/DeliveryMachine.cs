using Telephony.Domain.Events;

namespace Telephony.Events.Delivery;

internal enum DeliveryTrigger
{
    Claimed,

    /// <summary>The endpoint said that it has it.</summary>
    Taken,

    /// <summary>No answer, or one that another try may change.</summary>
    NotTaken,

    /// <summary>An answer that no other try will change.</summary>
    Refused,

    /// <summary>Not taken, and no time or attempt is left.</summary>
    Exhausted,

    /// <summary>The gateway ended while it was being sent: it may have been taken.</summary>
    CutShort,

    Replayed,
}

[Flags]
internal enum DeliveryEffects
{
    None = 0,
    Send = 1,
    BackOff = 2,
    Forget = 4,
    Bury = 8,
    Renew = 16,
}

internal readonly record struct DeliveryStep(EventDeliveryState Next, DeliveryEffects Effects);

/// <summary>One event on its way to one subscription. At least once: what was cut short is sent again, under the same id.</summary>
internal static class DeliveryMachine
{
    public static DeliveryStep On(EventDeliveryState state, DeliveryTrigger trigger) => (state, trigger) switch
    {
        (EventDeliveryState.Waiting, DeliveryTrigger.Claimed) => new(EventDeliveryState.Sending, DeliveryEffects.Send),
        (EventDeliveryState.Waiting, DeliveryTrigger.Exhausted) => new(EventDeliveryState.Dead, DeliveryEffects.Bury),
        (EventDeliveryState.Sending, DeliveryTrigger.Taken) => new(EventDeliveryState.Delivered, DeliveryEffects.Forget),
        (EventDeliveryState.Sending, DeliveryTrigger.NotTaken) => new(EventDeliveryState.Waiting, DeliveryEffects.BackOff),
        (EventDeliveryState.Sending, DeliveryTrigger.Refused or DeliveryTrigger.Exhausted) => new(EventDeliveryState.Dead, DeliveryEffects.Bury),
        (EventDeliveryState.Sending, DeliveryTrigger.CutShort) => new(EventDeliveryState.Waiting, DeliveryEffects.None),
        (EventDeliveryState.Dead, DeliveryTrigger.Replayed) => new(EventDeliveryState.Waiting, DeliveryEffects.Renew),
        _ => new(state, DeliveryEffects.None),
    };
}
