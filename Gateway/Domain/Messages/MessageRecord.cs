using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;

namespace Telephony.Domain.Messages;

/// <summary>An outbound message with all that is known of it, as the store keeps it.</summary>
public sealed record MessageRecord
{
    public required MessageId Id { get; init; }

    public ResourceId Resource { get; init; } = ResourceId.Default;

    public MessageState State { get; init; }

    public required MessageAddress From { get; init; }

    public required PhoneNumber To { get; init; }

    public required string Text { get; init; }

    /// <summary>The application's own words, repeated in its delivery report; at most 2048 characters, empty for none.</summary>
    public string Tag { get; init; } = "";

    public bool WantsReport { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the state was reached.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Not given to a carrier before.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>Given up if no carrier took it by then; and, with <see cref="WantsReport"/>, reported as failed if no report came by then.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Who is to take it, or has it.</summary>
    public required string Carrier { get; init; }

    /// <summary>Who may take it if <see cref="Carrier"/> surely does not, in order.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>How often it was given to a carrier.</summary>
    public int Attempts { get; init; }

    /// <summary>The carrier's or our own code of what went wrong; empty for nothing.</summary>
    public string ErrorCode { get; init; } = "";

    /// <summary>A sentence about it.</summary>
    public string Error { get; init; } = "";

    /// <summary>The client's key of this send to this recipient (<c>repeatabilityRequestId</c>); empty for none. Unique per resource.</summary>
    public string RepeatKey { get; init; } = "";

    public OutboundMessage ToOutbound(DateTimeOffset now) => new()
    {
        Id = Id, Resource = Resource, From = From, To = To, Text = Text, WantsReport = WantsReport, ValidFor = ExpiresAt > now ? ExpiresAt - now : null,
    };
}
