using Telephony.Domain.Addresses;
using Telephony.Domain.Numbers;

namespace Telephony.SipTrunk.Numbers;

/// <summary>
/// Numbers that the operator has by contract, behind trunks of its own: blocks from which the API sells. Nobody has to be told: to buy one is to enter it into the inventory, so what an interrupted
/// order did is nothing, and it may be done again.
/// </summary>
public sealed class OwnNumbers(NumberBlocks blocks) : ICarrierNumbers
{
    public const string Name = "own";

    public string Carrier => Name;

    public TimeSpan Settling => TimeSpan.Zero;

    public bool CanBeAsked => true;

    public ValueTask<ShopAnswer<IReadOnlyList<NumberCountry>>> CountriesAsync(CancellationToken cancellation) => Say(blocks.Countries);

    public ValueTask<ShopAnswer<IReadOnlyList<NumberLocality>>> LocalitiesAsync(string country, NumberType? type, CancellationToken cancellation) => Say(blocks.Localities(country, type));

    public ValueTask<ShopAnswer<IReadOnlyList<string>>> AreaCodesAsync(AreaCodeQuery query, CancellationToken cancellation) => Say(blocks.AreaCodes(query));

    public ValueTask<ShopAnswer<IReadOnlyList<NumberOffering>>> OfferingsAsync(string country, CancellationToken cancellation) => Say(blocks.Offerings(country));

    public ValueTask<ShopAnswer<IReadOnlyList<NumberOffer>>> SearchAsync(OfferQuery query, CancellationToken cancellation) => Say(blocks.Search(query));

    public ValueTask<OrderOutcome> BuyAsync(CarrierOrder order, CancellationToken cancellation) => ValueTask.FromResult<OrderOutcome>(blocks.Find(order.Number) is null
        ? new OrderOutcome.Refused(OrderRefusal.Taken, "NoBlock", "The number is in no block that is for sale.") : new OrderOutcome.Done(""));

    public ValueTask<OrderOutcome> ConfigureAsync(CarrierOrder order, CancellationToken cancellation)
    {
        // A number that was entered by hand is in no block: its operator knows what it can do.
        var able = blocks.Find(order.Number)?.Capabilities ?? NumberCapabilities.All;
        return ValueTask.FromResult<OrderOutcome>((order.Capabilities & ~able) == NumberCapabilities.None
            ? new OrderOutcome.Done("") : new OrderOutcome.Refused(OrderRefusal.NotSupported, "Capabilities", "The block that the number is of cannot do that."));
    }

    public ValueTask<OrderOutcome> ReleaseAsync(CarrierOrder order, CancellationToken cancellation) => ValueTask.FromResult<OrderOutcome>(new OrderOutcome.Done(""));

    /// <summary>None: there is no second book beside the inventory.</summary>
    public ValueTask<ShopAnswer<IReadOnlyList<OwnedNumber>>> OwnedAsync(OwnedQuery query, CancellationToken cancellation) => Say<IReadOnlyList<OwnedNumber>>([]);

    private static ValueTask<ShopAnswer<T>> Say<T>(T value) => ValueTask.FromResult<ShopAnswer<T>>(new ShopAnswer<T>.Known(value));
}
