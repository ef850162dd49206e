namespace Telephony.Domain.Messages;

/// <summary>What came of handing a message to a carrier. A closed union: each case is a different next step of the outbox.</summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>The carrier has it.</summary>
    /// <param name="CarrierIds">The carrier's id of each part, in order; reports name them. Empty where the carrier gives none.</param>
    public sealed record Accepted(IReadOnlyList<string> CarrierIds) : SendOutcome;

    /// <summary>The carrier will never take this message.</summary>
    /// <param name="Code">The carrier's own code, for people.</param>
    /// <param name="Why">A sentence.</param>
    public sealed record Refused(string Code, string Why) : SendOutcome
    {
        /// <summary>Because the recipient told the sender to stop, and the carrier heard it: our list is to know it too.</summary>
        public bool IsOptOut { get; init; }
    }

    /// <summary>Surely not taken: it may be given again, to this carrier or another.</summary>
    /// <param name="After">The carrier's wish; null: as the outbox sees fit.</param>
    public sealed record NotTaken(TimeSpan? After, string Why) : SendOutcome;

    /// <summary>The carrier may or may not have it: it must not be given again before the carrier was asked.</summary>
    /// <param name="CarrierIds">Ids of those parts that are known to be taken.</param>
    public sealed record Unknown(string Why, IReadOnlyList<string> CarrierIds) : SendOutcome;
}
