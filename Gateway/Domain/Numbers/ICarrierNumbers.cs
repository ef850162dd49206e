using Telephony.Domain.Addresses;

namespace Telephony.Domain.Numbers;

/// <summary>
/// A carrier's number side: what it sells, and orders. One instance for the life of the process; safe to call from any thread. Never throws for what the carrier or the network does; cancelling
/// means to stop waiting, and the outcome of an order is then unknown.
/// </summary>
public interface ICarrierNumbers
{
    /// <summary>Unique name of the carrier, as settings and records have it.</summary>
    string Carrier { get; }

    /// <summary>
    /// How long after a request without an answer its effect may still show up in <see cref="OwnedAsync"/>. An order in doubt is asked about when this is over, not before: "not there" is believed then.
    /// </summary>
    TimeSpan Settling { get; }

    /// <summary>Whether <see cref="OwnedAsync"/> can tell what became of an order. Where not, an order in doubt is shown to a person and never repeated.</summary>
    bool CanBeAsked { get; }

    ValueTask<ShopAnswer<IReadOnlyList<NumberCountry>>> CountriesAsync(CancellationToken cancellation);

    /// <param name="type">Null: of any.</param>
    ValueTask<ShopAnswer<IReadOnlyList<NumberLocality>>> LocalitiesAsync(string country, NumberType? type, CancellationToken cancellation);

    ValueTask<ShopAnswer<IReadOnlyList<string>>> AreaCodesAsync(AreaCodeQuery query, CancellationToken cancellation);

    ValueTask<ShopAnswer<IReadOnlyList<NumberOffering>>> OfferingsAsync(string country, CancellationToken cancellation);

    /// <summary>Numbers that fit, at most as many as are asked for; fewer, or none, where it has no more.</summary>
    ValueTask<ShopAnswer<IReadOnlyList<NumberOffer>>> SearchAsync(OfferQuery query, CancellationToken cancellation);

    /// <summary>Buys the number; <see cref="CarrierOrder.Reference"/> stays with it at the carrier (a friendly name, a customer's reference) and is found by <see cref="OwnedAsync"/>.</summary>
    ValueTask<OrderOutcome> BuyAsync(CarrierOrder order, CancellationToken cancellation);

    /// <summary>Lets the number do <see cref="CarrierOrder.Capabilities"/> and lead to us. Sets a state, so it may be repeated.</summary>
    ValueTask<OrderOutcome> ConfigureAsync(CarrierOrder order, CancellationToken cancellation);

    /// <summary>Gives the number back. One that is not ours (any more) is <see cref="OrderOutcome.Done"/>, so it may be repeated.</summary>
    ValueTask<OrderOutcome> ReleaseAsync(CarrierOrder order, CancellationToken cancellation);

    /// <summary>The numbers that are ours at the carrier, as many as there are.</summary>
    ValueTask<ShopAnswer<IReadOnlyList<OwnedNumber>>> OwnedAsync(OwnedQuery query, CancellationToken cancellation);
}

/// <summary>What an order tells the carrier.</summary>
/// <param name="Reference">The order's id: 32 hexadecimal digits, the same each time it is asked about or repeated.</param>
/// <param name="Country">ISO 3166 alpha-2.</param>
public sealed record CarrierOrder(string Reference, PhoneNumber Number, string Country, NumberType Type)
{
    /// <summary>The carrier's own id of the number, from <see cref="OrderOutcome.Done"/> or <see cref="OwnedNumber"/>; empty before it is bought.</summary>
    public string CarrierId { get; init; } = "";

    /// <summary>What it is to do.</summary>
    public NumberCapabilities Capabilities { get; init; } = NumberCapabilities.Voice;
}

/// <summary>Null: any.</summary>
public sealed record OwnedQuery(PhoneNumber? Number = null, string? Reference = null);

/// <param name="CarrierId">The carrier's own id of it.</param>
/// <param name="Reference">Of the order that bought it; empty, or anything else, when it was bought by other means.</param>
public sealed record OwnedNumber(PhoneNumber Number, string CarrierId, string Reference);

/// <summary>What came of an order at the carrier. A closed union: each case is a different next step of the order.</summary>
public abstract record OrderOutcome
{
    private OrderOutcome()
    {
    }

    /// <param name="CarrierId">Of the number; empty where the carrier gives none, or it was known.</param>
    public sealed record Done(string CarrierId) : OrderOutcome;

    /// <summary>It will not be done, and nothing was.</summary>
    /// <param name="Code">The carrier's own, for people.</param>
    /// <param name="Why">A sentence.</param>
    public sealed record Refused(OrderRefusal Reason, string Code, string Why) : OrderOutcome;

    /// <summary>Surely not done; it may be asked for again.</summary>
    /// <param name="After">The carrier's wish; null: as the order sees fit.</param>
    public sealed record NotDone(TimeSpan? After, string Why) : OrderOutcome;

    /// <summary>It may or may not be done: the carrier must be asked before anything else.</summary>
    public sealed record Unknown(string Why) : OrderOutcome;
}

/// <summary>Why a carrier refuses an order.</summary>
public enum OrderRefusal : byte
{
    Other = 0,

    /// <summary>Somebody else has it by now.</summary>
    Taken = 1,

    /// <summary>The account has no money left, or may not buy this.</summary>
    NoCredit = 2,

    /// <summary>The country wants an address or papers that the carrier does not have.</summary>
    MissingAddress = 3,

    /// <summary>This number, or this carrier, cannot do that.</summary>
    NotSupported = 4,
}
