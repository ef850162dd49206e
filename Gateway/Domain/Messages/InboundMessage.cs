namespace Telephony.Domain.Messages;

/// <summary>A text message from the network, or one part of a long one.</summary>
/// <param name="Carrier">Name of the carrier.</param>
/// <param name="CarrierId">The carrier's id, the same when it delivers again: what repeats are known by. Empty where the carrier gives none; then see <see cref="MayRepeat"/>.</param>
/// <param name="From">Who sent it.</param>
/// <param name="To">Which of our numbers or codes it was sent to.</param>
/// <param name="Text">Never in a log.</param>
/// <param name="At">When the adapter had it.</param>
public sealed record InboundMessage(string Carrier, string CarrierId, MessageAddress From, MessageAddress To, string Text, DateTimeOffset At)
{
    /// <summary>Which part it is; null for a whole message. Parts are stored one by one, since a carrier may wait for the answer to one before it sends the next.</summary>
    public MessagePart? Part { get; init; }

    /// <summary>
    /// The carrier gives no ids and may just be delivering again what it got no answer for (its connection was lost a moment ago): a message with the same carrier, addresses, part and text of
    /// the last hour is this one. Otherwise the same text twice is two messages.
    /// </summary>
    public bool MayRepeat { get; init; }

    /// <summary>The word (STOP, START, HELP) that the carrier took the text for, where it has words of its own; null: it says nothing.</summary>
    public string? ReadAs { get; init; }

    /// <summary>The carrier answers STOP, START and HELP itself: we keep the list and say nothing.</summary>
    public bool IsAnsweredByCarrier { get; init; }
}

/// <summary>One of the parts that a long message was cut into (3GPP TS 23.040 9.2.3.24.1).</summary>
/// <param name="Reference">The same in all parts; unique between two addresses for a while only.</param>
/// <param name="Total">1 to 255.</param>
/// <param name="Index">1 to <paramref name="Total"/>.</param>
public readonly record struct MessagePart(int Reference, int Total, int Index);
