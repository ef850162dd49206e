using Telephony.Domain.Messages;
using Telephony.Messaging.Events;

namespace Telephony.Messaging.Outbox;

/// <summary>What a carrier's outcome means for a message: pure.</summary>
internal static class Settlements
{
    /// <summary>The outcome of handing over. <paramref name="message"/> is as it was claimed.</summary>
    public static MessageSettlement Of(MessageRecord message, SendOutcome outcome, DoubtPolicy inDoubt, DateTimeOffset now) => outcome switch
    {
        SendOutcome.Accepted accepted => new(message, MessageState.Sent, message.Carrier, message.Others, accepted.CarrierIds, now, "", "", null),
        SendOutcome.Refused refused => Failed(message, refused.Code, refused.Why, now),
        SendOutcome.NotTaken notTaken => Again(message, notTaken.After, notTaken.Why, now),
        SendOutcome.Unknown unknown => InDoubt(message, unknown.Why, unknown.CarrierIds, inDoubt, now),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no outcome that is known here."),
    };

    /// <summary>What a carrier knows of a message that was left in doubt.</summary>
    public static MessageSettlement Of(MessageRecord message, AskOutcome answer, DoubtPolicy inDoubt, DateTimeOffset now) => answer switch
    {
        AskOutcome.Known known => new(message, MessageState.Sent, message.Carrier, message.Others, known.CarrierIds, now, "", "", null),
        AskOutcome.NeverTaken => new(message, MessageState.Queued, message.Carrier, message.Others, [], now, "", "", null),
        AskOutcome.Silent silent => InDoubt(message, silent.Why, [], inDoubt, now),
        _ => throw new InvalidOperationException($"{answer.GetType().Name} is no answer that is known here."),
    };

    // Nobody has it: the next carrier may, or the same one later, until its time is over.
    private static MessageSettlement Again(MessageRecord message, TimeSpan? after, string why, DateTimeOffset now)
    {
        if (message.ExpiresAt <= now) return Failed(message, "Expired", $"No carrier took it in time: {why}", now);
        if (message.Others is [var next, ..]) return new(message, MessageState.Queued, next, [.. message.Others.Skip(1), message.Carrier], [], now + BetweenCarriers(message), "", why, null);
        var due = now + (after ?? RetryDelays.After(message.Attempts));
        return new(message, MessageState.Queued, message.Carrier, [], [], due < message.ExpiresAt ? due : message.ExpiresAt, "", why, null);
    }

    // The first round over the carriers is quick; when all of them refuse to take it, it slows down like a single one.
    private static TimeSpan BetweenCarriers(MessageRecord message) =>
        message.Attempts <= message.Others.Count ? TimeSpan.Zero : RetryDelays.After(message.Attempts - message.Others.Count);

    private static MessageSettlement Failed(MessageRecord message, string code, string why, DateTimeOffset now) =>
        new(message, MessageState.Failed, message.Carrier, message.Others, [], now, code, why, SmsEvents.OfReport(message, MessageState.Failed, code, now));

    private static MessageSettlement InDoubt(MessageRecord message, string why, IReadOnlyList<string> carrierIds, DoubtPolicy inDoubt, DateTimeOffset now) =>
        inDoubt == DoubtPolicy.AtLeastOnce && message.ExpiresAt > now
            ? new(message, MessageState.Queued, message.Carrier, message.Others, carrierIds, now + RetryDelays.After(message.Attempts), "", why, null)
            : new(message, MessageState.Unknown, message.Carrier, message.Others, carrierIds, now, "Unknown", why, SmsEvents.OfReport(message, MessageState.Unknown, "Unknown", now));
}
