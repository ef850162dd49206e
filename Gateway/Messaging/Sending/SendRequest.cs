using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;

namespace Telephony.Messaging.Sending;

/// <summary>One text to one or many.</summary>
public sealed record SendRequest
{
    public const int MostRecipients = 100;
    public const int LongestTag = 2048;

    public required ResourceId Resource { get; init; }

    public required MessageAddress From { get; init; }

    public required IReadOnlyList<SendRecipient> Recipients { get; init; }

    public required string Text { get; init; }

    public bool WantsReport { get; init; }

    public string Tag { get; init; } = "";

    /// <summary>How long a carrier may take to take it, and to report what became of it.</summary>
    public TimeSpan ReportLimit { get; init; } = TimeSpan.FromHours(12);
}

/// <param name="To">As the client wrote it.</param>
/// <param name="RepeatKey">Empty for none.</param>
public readonly record struct SendRecipient(string To, string RepeatKey);

/// <summary>What became of the send to one recipient. A closed union.</summary>
public abstract record SendResult(string To)
{
    /// <summary>Stored; it will be sent. <paramref name="IsRepeat"/>: it was stored before under the same key.</summary>
    public sealed record Accepted(string To, MessageId Id, bool IsRepeat) : SendResult(To);

    /// <summary>The number is none.</summary>
    public sealed record BadNumber(string To, string Why) : SendResult(To);

    /// <summary>The recipient told the sender to stop.</summary>
    public sealed record OptedOut(string To) : SendResult(To);

    /// <summary>The key was used for another message.</summary>
    public sealed record KeyMismatch(string To) : SendResult(To);
}

/// <summary>The whole request, answered. A closed union.</summary>
public abstract record SendAnswer
{
    private SendAnswer()
    {
    }

    /// <summary>One result a recipient, in order.</summary>
    public sealed record Results(IReadOnlyList<SendResult> Items) : SendAnswer;

    /// <summary>The sender is not the resource's, or cannot send.</summary>
    public sealed record NotYours(string Why) : SendAnswer;

    /// <summary>No carrier is configured for the sender.</summary>
    public sealed record NoCarrier(string Why) : SendAnswer;
}
