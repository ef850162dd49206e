using Telephony.Domain.Events;

namespace Telephony.Domain.Messages;

/// <summary>
/// What is written about messages in one transaction: a transaction costs more than a message, so what comes at the same time shares one. Done in the order of the fields, so that what is added or
/// settled as due is there to be claimed.
/// </summary>
public sealed record MessageTurn
{
    /// <summary>Added unless their repeat key is known or their recipient told the sender to stop.</summary>
    public IReadOnlyList<NewMessage> Add { get; init; } = [];

    /// <summary>
    /// Of messages that are <see cref="MessageState.Sending"/> or <see cref="MessageState.Unknown"/>; a state that a report reached meanwhile stays. Reports that were kept for one of the carrier's
    /// ids are applied behind it.
    /// </summary>
    public IReadOnlyList<MessageSettlement> Settle { get; init; } = [];

    /// <summary>A report that names nothing known is kept for a day, and applied when its id becomes known.</summary>
    public IReadOnlyList<DeliveryReport> Reports { get; init; } = [];

    public IReadOnlyList<MessageClaim> Claims { get; init; } = [];
}

/// <summary>One result for each of the turn's, in order.</summary>
/// <param name="Reported">False: the report changed nothing.</param>
public sealed record MessageTurnResult(IReadOnlyList<AddedMessage> Added, IReadOnlyList<bool> Reported, IReadOnlyList<ClaimedMessages> Claimed);

/// <param name="Record"><see cref="MessageState.Queued"/>; or <see cref="MessageState.Sending"/>, claimed for this gateway in the moment it is stored.</param>
/// <param name="ToOptedOut">Also to a recipient who told the sender to stop: it answers that wish.</param>
public readonly record struct NewMessage(MessageRecord Record, bool ToOptedOut = false);

/// <summary>What became of one message that was to be added.</summary>
/// <param name="Id">The message's id: the new one, or that of the one that was stored before under the same repeat key.</param>
/// <param name="IsRepeat">Nothing was stored: it was there.</param>
/// <param name="IsSame">With <paramref name="IsRepeat"/>: sender, recipient and text are those of the stored one.</param>
/// <param name="IsOptedOut">Nothing was stored: the recipient wants nothing from the sender.</param>
public readonly record struct AddedMessage(MessageId Id, bool IsRepeat, bool IsSame, bool IsOptedOut = false)
{
    public bool IsStored => !IsRepeat && !IsOptedOut;
}

/// <summary>A change to a message that is being sent, and what is to be told of it.</summary>
/// <param name="Message">As it was claimed.</param>
/// <param name="State">Of <see cref="MessageMachine"/>.</param>
/// <param name="Carrier">Who has it now, or is to get it.</param>
/// <param name="Others">Who is left after that one.</param>
/// <param name="CarrierIds">Ids by which reports will name it.</param>
/// <param name="DueAt">For <see cref="MessageState.Queued"/>.</param>
public sealed record MessageSettlement(
    MessageRecord Message, MessageState State, string Carrier, IReadOnlyList<string> Others, IReadOnlyList<string> CarrierIds, DateTimeOffset DueAt, string ErrorCode, string Error, NewEvent? Tell);

/// <summary>Up to <paramref name="Most"/> messages of the carrier that are due, oldest first, become <see cref="MessageState.Sending"/> for this gateway: no other one gets them.</summary>
/// <param name="Elsewhere">The carrier takes nothing now: only messages that another carrier may take, and those whose time is over. The others wait where they are.</param>
public readonly record struct MessageClaim(string Carrier, int Most, bool Elsewhere = false)
{
    /// <summary>As they were queued: these instead of those that would be found, as far as they are still so. Null: they are looked for.</summary>
    public IReadOnlyList<MessageRecord>? Known { get; init; }
}

/// <param name="NextDue">When fewer were found than asked for: when the carrier's next one is due; null if none waits.</param>
public sealed record ClaimedMessages(IReadOnlyList<MessageRecord> Messages, DateTimeOffset? NextDue);

/// <summary>Turns of one thing.</summary>
public static class MessageTurns
{
    public static async ValueTask<IReadOnlyList<AddedMessage>> AddAsync(this IMessageStore store, IReadOnlyList<MessageRecord> messages, CancellationToken cancellation) =>
        (await store.TurnAsync(new MessageTurn { Add = [.. messages.Select(static message => new NewMessage(message))] }, static (_, _) => null, default, cancellation).ConfigureAwait(false)).Added;

    public static async ValueTask SettleAsync(
        this IMessageStore store, IReadOnlyList<MessageSettlement> settlements, Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now, CancellationToken cancellation) =>
        await store.TurnAsync(new MessageTurn { Settle = settlements }, tell, now, cancellation).ConfigureAwait(false);

    /// <returns>False if the report changed nothing.</returns>
    public static async ValueTask<bool> ReportAsync(
        this IMessageStore store, DeliveryReport report, Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now, CancellationToken cancellation) =>
        (await store.TurnAsync(new MessageTurn { Reports = [report] }, tell, now, cancellation).ConfigureAwait(false)).Reported[0];

    public static ValueTask<IReadOnlyList<MessageRecord>> ClaimAsync(this IMessageStore store, string carrier, int most, DateTimeOffset now, CancellationToken cancellation) =>
        ClaimAsync(store, new MessageClaim(carrier, most), now, cancellation);

    public static ValueTask<IReadOnlyList<MessageRecord>> ClaimElsewhereAsync(this IMessageStore store, string carrier, int most, DateTimeOffset now, CancellationToken cancellation) =>
        ClaimAsync(store, new MessageClaim(carrier, most, Elsewhere: true), now, cancellation);

    private static async ValueTask<IReadOnlyList<MessageRecord>> ClaimAsync(IMessageStore store, MessageClaim claim, DateTimeOffset now, CancellationToken cancellation) =>
        (await store.TurnAsync(new MessageTurn { Claims = [claim] }, static (_, _) => null, now, cancellation).ConfigureAwait(false)).Claimed[0].Messages;
}
