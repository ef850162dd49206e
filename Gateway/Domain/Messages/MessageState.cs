namespace Telephony.Domain.Messages;

/// <summary>Where a message is. <see cref="MessageMachine"/> has the ways between.</summary>
public enum MessageState : byte
{
    /// <summary>Stored; to be given to a carrier.</summary>
    Queued = 0,

    /// <summary>Being given to a carrier: stored before the first octet leaves.</summary>
    Sending = 1,

    /// <summary>The carrier has it.</summary>
    Sent = 2,

    /// <summary>The recipient has it, as the carrier says.</summary>
    Delivered = 3,

    /// <summary>It will not arrive: refused, expired, undeliverable, or no carrier took it in time.</summary>
    Failed = 4,

    /// <summary>The carrier may or may not have it, and cannot be asked. For a person to look at; a report that comes after all decides it.</summary>
    Unknown = 5,

    /// <summary>From the network to us.</summary>
    Received = 6,
}

/// <summary>What happens to an outbound message.</summary>
public enum MessageTrigger : byte
{
    /// <summary>An outbox took it to give it to a carrier.</summary>
    Claim,

    /// <summary>The carrier took it.</summary>
    Taken,

    /// <summary>Surely not taken; it may be given again.</summary>
    NotTaken,

    /// <summary>Refused for good, or its time is over.</summary>
    Refused,

    /// <summary>Nobody knows whether it was taken.</summary>
    Doubt,

    /// <summary>The carrier, asked, never had it.</summary>
    NeverTaken,

    ReportedDelivered,

    ReportedFailed,

    /// <summary>A report was wished for, and its time is over.</summary>
    ReportOverdue,
}

/// <summary>
/// The life of an outbound message. Reports move it forward only: what is delivered or failed stays so.
/// <code>
///          Claim            Taken          ReportedDelivered
/// Queued ───────► Sending ───────► Sent ─────────────────────► Delivered
///    ▲   NotTaken   │  │             │      ReportedFailed
///    └──────────────┘  │ Doubt       └───────────────────────► Failed ◄── Refused
///    ▲                 ▼                                          ▲
///    └─ NeverTaken ─ Unknown ─ Taken ─► Sent (a report came that repeats our id; from Queued as well, after a doubt)
///                    Unknown ◄─ ReportOverdue (from Sent); ReportedDelivered, ReportedFailed: as from Sent
/// </code>
/// </summary>
public static class MessageMachine
{
    /// <summary>The next state; null where the trigger means nothing (a late or repeated report).</summary>
    public static MessageState? On(MessageState state, MessageTrigger trigger) => (state, trigger) switch
    {
        (MessageState.Queued, MessageTrigger.Claim) => MessageState.Sending,
        (MessageState.Queued, MessageTrigger.Refused) => MessageState.Failed,
        (MessageState.Sending or MessageState.Unknown or MessageState.Queued, MessageTrigger.Taken) => MessageState.Sent,      // queued again after a doubt that a report ended
        (MessageState.Sending, MessageTrigger.NotTaken) => MessageState.Queued,
        (MessageState.Sending, MessageTrigger.Refused) => MessageState.Failed,
        (MessageState.Sending, MessageTrigger.Doubt) => MessageState.Unknown,
        (MessageState.Sent, MessageTrigger.ReportOverdue) => MessageState.Unknown,
        (MessageState.Sending or MessageState.Unknown, MessageTrigger.NeverTaken) => MessageState.Queued,
        (MessageState.Sending or MessageState.Sent or MessageState.Unknown, MessageTrigger.ReportedDelivered) => MessageState.Delivered,
        (MessageState.Sending or MessageState.Sent or MessageState.Unknown, MessageTrigger.ReportedFailed) => MessageState.Failed,
        _ => null,
    };
}
