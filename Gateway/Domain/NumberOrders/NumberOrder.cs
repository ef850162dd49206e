using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;

namespace Telephony.Domain.NumberOrders;

/// <summary>One order for one number. Version 7 (RFC 9562 5.7): sorts by the time it was made.</summary>
public readonly record struct NumberOrderId(Guid Value)
{
    public static NumberOrderId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    public static bool TryParse(ReadOnlySpan<char> text, out NumberOrderId id)
    {
        var good = Guid.TryParseExact(text, "N", out var value);
        id = new NumberOrderId(value);
        return good;
    }

    /// <summary>32 lower-case hexadecimal digits: also the reference that the carrier keeps with the number.</summary>
    public override string ToString() => Value.ToString("N");
}

public enum NumberOrderKind : byte
{
    Buy = 0,
    Release = 1,
    Change = 2,
}

/// <summary>An order for a number at a carrier, as it is stored.</summary>
public sealed record NumberOrder
{
    public required NumberOrderId Id { get; init; }

    public required ResourceId Resource { get; init; }

    /// <summary>The operation of the API that it is part of.</summary>
    public required Guid Operation { get; init; }

    public required NumberOrderKind Kind { get; init; }

    public required NumberOrderState State { get; init; }

    /// <summary>What is ordered, at which terms. <see cref="NumberOffer.Capabilities"/> are those the number is to have.</summary>
    public required NumberOffer Offer { get; init; }

    public required string Carrier { get; init; }

    /// <summary>The carrier's own id of the number; empty while unknown.</summary>
    public string CarrierId { get; init; } = "";

    /// <summary>The reservation it was bought from; none: it was not.</summary>
    public Guid Reservation { get; init; }

    /// <summary>Side effects that were begun.</summary>
    public int Attempts { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When somebody is to look at it next.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Rises with each change: who has an older one has lost it.</summary>
    public long Version { get; init; }

    public string ErrorCode { get; init; } = "";

    public string Error { get; init; } = "";

    public PhoneNumber Number => Offer.Number;

    public bool IsOver => NumberOrderMachine.IsOver(State);

    /// <summary>It did what it was for.</summary>
    public bool IsGood => Kind == NumberOrderKind.Release ? State == NumberOrderState.Released : State == NumberOrderState.Active;

    public CarrierOrder ToCarrier() => new(Id.ToString(), Number, Offer.Country, Offer.Type) { CarrierId = CarrierId, Capabilities = Offer.Capabilities };
}
