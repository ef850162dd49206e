using Telephony.Domain.Addresses;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;

namespace Telephony.Domain.Messages;

/// <summary>What became of one message of a batch that was to be added.</summary>
/// <param name="Id">The message's id: the new one, or that of the one that was stored before under the same repeat key.</param>
/// <param name="IsRepeat">Nothing was stored: it was there.</param>
/// <param name="IsSame">With <paramref name="IsRepeat"/>: sender, recipient and text are those of the stored one.</param>
public readonly record struct AddedMessage(MessageId Id, bool IsRepeat, bool IsSame);

/// <summary>A change to a message that is being sent, and what is to be told of it.</summary>
/// <param name="Message">As it was claimed.</param>
/// <param name="State">Of <see cref="MessageMachine"/>.</param>
/// <param name="Carrier">Who has it now, or is to get it.</param>
/// <param name="Others">Who is left after that one.</param>
/// <param name="CarrierIds">Ids by which reports will name it.</param>
/// <param name="DueAt">For <see cref="MessageState.Queued"/>.</param>
public sealed record MessageSettlement(
    MessageRecord Message, MessageState State, string Carrier, IReadOnlyList<string> Others, IReadOnlyList<string> CarrierIds, DateTimeOffset DueAt, string ErrorCode, string Error, NewEvent? Tell);

/// <summary>Messages both ways, reports, and who does not want any. Safe to call from any thread. What returns is stored.</summary>
public interface IMessageStore
{
    /// <summary>Adds all, in one transaction; those with a repeat key that is known are not added again. One result a message, in order.</summary>
    ValueTask<IReadOnlyList<AddedMessage>> AddAsync(IReadOnlyList<MessageRecord> messages, CancellationToken cancellation);

    /// <summary>Takes up to <paramref name="most"/> messages of the carrier that are due, oldest first, and makes them <see cref="MessageState.Sending"/> for this gateway: no other one gets them.</summary>
    ValueTask<IReadOnlyList<MessageRecord>> ClaimAsync(string carrier, int most, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>As <see cref="ClaimAsync"/>, of a carrier that takes nothing now: only messages that another carrier may take, and those whose time is over. The others wait where they are.</summary>
    ValueTask<IReadOnlyList<MessageRecord>> ClaimElsewhereAsync(string carrier, int most, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Takes over what another gateway on this store has been sending since <paramref name="before"/>: it has died and not come back. What it settles after all still counts.</summary>
    ValueTask<IReadOnlyList<MessageRecord>> TakeOverAsync(DateTimeOffset before, DateTimeOffset now, int most, CancellationToken cancellation);

    /// <summary>What this gateway had claimed when it last ended: nobody knows yet what became of it.</summary>
    ValueTask<IReadOnlyList<MessageRecord>> ListSendingAsync(CancellationToken cancellation);

    /// <summary>When the carrier's next message is due; null if none waits.</summary>
    ValueTask<DateTimeOffset?> NextDueAsync(string carrier, CancellationToken cancellation);

    /// <summary>When the sender's last queued message is due; null if none waits.</summary>
    ValueTask<DateTimeOffset?> LastDueAsync(MessageAddress sender, CancellationToken cancellation);

    /// <summary>
    /// Settles messages that are <see cref="MessageState.Sending"/> or <see cref="MessageState.Unknown"/>, with their carrier ids and events, in one transaction; a state that a report reached
    /// meanwhile stays. Reports that were kept for one of the ids are applied behind it.
    /// </summary>
    /// <param name="tell">As in <see cref="ReportAsync"/>.</param>
    ValueTask SettleAsync(IReadOnlyList<MessageSettlement> settlements, Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>
    /// Applies a report to the message it names. <paramref name="tell"/> makes the event from the message as it is then. A report that names nothing known is kept, and applied when the id
    /// becomes known; kept reports go after a day.
    /// </summary>
    /// <returns>False if the report changed nothing.</returns>
    ValueTask<bool> ReportAsync(DeliveryReport report, Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now, CancellationToken cancellation);

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
