using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;

namespace Telephony.Domain.Messages;

/// <summary>A text message on its way to one recipient, as a carrier gets it.</summary>
public sealed record OutboundMessage
{
    public const int LongestText = 2048;

    /// <summary>Given to the carrier as reference where it takes one, so that it can be asked what became of it.</summary>
    public required MessageId Id { get; init; }

    public ResourceId Resource { get; init; } = ResourceId.Default;

    public required MessageAddress From { get; init; }

    public required PhoneNumber To { get; init; }

    /// <summary>1 to <see cref="LongestText"/> UTF-16 units. Never in a log.</summary>
    public required string Text { get; init; }

    /// <summary>The carrier is asked to report what becomes of it.</summary>
    public bool WantsReport { get; init; } = true;

    /// <summary>How long the network keeps trying; null: the carrier's own measure.</summary>
    public TimeSpan? ValidFor { get; init; }
}
