namespace Telephony.Domain.Events;

/// <summary>How far one event has come on its way to one subscription. Numbers are stored.</summary>
public enum EventDeliveryState : byte
{
    Waiting = 0,

    /// <summary>A gateway is sending it.</summary>
    Sending = 1,

    /// <summary>Not delivered, and not tried any more until somebody replays it.</summary>
    Dead = 2,

    /// <summary>The endpoint took it. Not stored: it is gone.</summary>
    Delivered = 3,
}
