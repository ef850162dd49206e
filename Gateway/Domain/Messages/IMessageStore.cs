using Telephony.Domain.Addresses;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;

namespace Telephony.Domain.Messages;

/// <summary>Messages both ways, reports, and who does not want any. Safe to call from any thread. What returns is stored.</summary>
public interface IMessageStore
{
    /// <summary>Writes all of a turn in one transaction, in the order of its fields: all of it, or none.</summary>
    /// <param name="tell">Makes the event from a message as it is after a report.</param>
    ValueTask<MessageTurnResult> TurnAsync(MessageTurn turn, Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Takes over what another gateway on this store has been sending since <paramref name="before"/>: it has died and not come back. What it settles after all still counts.</summary>
    ValueTask<IReadOnlyList<MessageRecord>> TakeOverAsync(DateTimeOffset before, DateTimeOffset now, int most, CancellationToken cancellation);

    /// <summary>What this gateway had claimed when it last ended: nobody knows yet what became of it.</summary>
    ValueTask<IReadOnlyList<MessageRecord>> ListSendingAsync(CancellationToken cancellation);

    /// <summary>When the carrier's next message is due; null if none waits.</summary>
    ValueTask<DateTimeOffset?> NextDueAsync(string carrier, CancellationToken cancellation);

    /// <summary>When the sender's last queued message is due; null if none waits.</summary>
    ValueTask<DateTimeOffset?> LastDueAsync(MessageAddress sender, CancellationToken cancellation);

    /// <summary>Applies kept reports whose id became known in the same moment at another gateway, where neither saw the other. How many.</summary>
    ValueTask<int> ApplyKeptAsync(Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Messages with a wish for a report whose time is over without one become <see cref="MessageState.Unknown"/>, and it is told. How many.</summary>
    ValueTask<int> ExpireReportsAsync(Func<MessageRecord, NewEvent?> tell, DateTimeOffset now, int most, CancellationToken cancellation);

    /// <summary>
    /// Stores a message from the network, once: a repeat is dropped (same carrier and carrier id; or <see cref="InboundMessage.MayRepeat"/> and the same content within the last hour). A part is
    /// stored as such; the last one missing makes the whole. <paramref name="tell"/> makes what is stored with it.
    /// </summary>
    /// <returns>The whole message; null for a repeat, or a part that is not the last.</returns>
    ValueTask<InboundMessage?> ReceiveAsync(InboundMessage message, ResourceId resource, Func<InboundMessage, MessageId, NewEvent?> tell, CancellationToken cancellation);

    ValueTask<MessageRecord?> FindAsync(ResourceId resource, MessageId id, CancellationToken cancellation);

    /// <summary>Newest first; null state: all.</summary>
    ValueTask<IReadOnlyList<MessageRecord>> ListAsync(ResourceId? resource, MessageState? state, int most, CancellationToken cancellation);

    /// <summary>Deletes what was last changed before; running sends are kept. How many.</summary>
    ValueTask<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellation);
}

/// <summary>Who told a sender to stop. Safe to call from any thread.</summary>
public interface IOptOutStore
{
    /// <summary>Those of the recipients that do not want messages from the sender.</summary>
    ValueTask<IReadOnlySet<PhoneNumber>> FindAsync(ResourceId resource, MessageAddress sender, IReadOnlyCollection<PhoneNumber> recipients, CancellationToken cancellation);

    /// <summary>False if it was so before.</summary>
    ValueTask<bool> AddAsync(ResourceId resource, MessageAddress sender, PhoneNumber recipient, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>False if it was so before.</summary>
    ValueTask<bool> RemoveAsync(ResourceId resource, MessageAddress sender, PhoneNumber recipient, CancellationToken cancellation);
}
