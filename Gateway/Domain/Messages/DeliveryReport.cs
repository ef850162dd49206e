using Telephony.Domain.Identity;

namespace Telephony.Domain.Messages;

/// <summary>What a carrier says became of a message (SMPP 3.4 5.2.28 has the finest set of words; others map to it).</summary>
public enum DeliveryState : byte
{
    /// <summary>The network has it and goes on trying.</summary>
    Enroute = 1,
    Delivered = 2,
    Expired = 3,
    Deleted = 4,
    Undeliverable = 5,

    /// <summary>Taken by the network on the recipient's behalf: nothing better will be said.</summary>
    Accepted = 6,

    /// <summary>The network lost track of it.</summary>
    Unknown = 7,
    Rejected = 8,
}

/// <summary>A carrier's report about one part of a message.</summary>
/// <param name="Carrier">Name of the carrier.</param>
/// <param name="CarrierId">The carrier's id of the part, in the form it gave when it took it.</param>
/// <param name="At">When the state was reached by the carrier's clock; null if it does not say.</param>
/// <param name="ErrorCode">The carrier's or network's code, empty if none.</param>
public sealed record DeliveryReport(string Carrier, string CarrierId, DeliveryState State, DateTimeOffset? At, string ErrorCode)
{
    /// <summary>No later report will change it.</summary>
    public bool IsFinal => State != DeliveryState.Enroute;

    /// <summary>Our own id of the message and whose it is, where the carrier repeats the reference it was given: the report is understood though the answer that tells the carrier's id was lost.</summary>
    public (ResourceId Resource, MessageId Id)? Ours { get; init; }
}
