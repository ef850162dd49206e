using Telephony.Domain.Addresses;
using Telephony.Domain.Numbers;

namespace Telephony.Contracts.Orders;

/// <summary>
/// A carrier that counts, and forgives nothing: it sells a number as often as it is told to. An order can be cut off by <see cref="Cut"/>, before or after its effect; the effect of one that was cut off
/// may come later, as long as <see cref="Settling"/> allows.
/// </summary>
internal sealed class CountingNumbers(TimeProvider clock, Random random) : ICarrierNumbers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PhoneNumber, OwnedNumber> _owned = [];
    private readonly List<(PhoneNumber Number, string Reference)> _sales = [];
    private readonly List<ITimer> _late = [];
    private long _next;

    public string Carrier => "counting";

    public TimeSpan Settling { get; } = TimeSpan.FromSeconds(5);

    public bool CanBeAsked => true;

    /// <summary>Called at each moment at which a gateway may die; never returns then.</summary>
    public Func<Task> Cut { get; set; } = static () => Task.CompletedTask;

    public IReadOnlyList<(PhoneNumber Number, string Reference)> Sales
    {
        get { lock (_gate) return [.. _sales]; }
    }

    public IReadOnlyCollection<OwnedNumber> Owned
    {
        get { lock (_gate) return [.. _owned.Values]; }
    }

    public ValueTask<ShopAnswer<IReadOnlyList<NumberCountry>>> CountriesAsync(CancellationToken cancellation) => Say<IReadOnlyList<NumberCountry>>([]);

    public ValueTask<ShopAnswer<IReadOnlyList<NumberLocality>>> LocalitiesAsync(string country, NumberType? type, CancellationToken cancellation) => Say<IReadOnlyList<NumberLocality>>([]);

    public ValueTask<ShopAnswer<IReadOnlyList<string>>> AreaCodesAsync(AreaCodeQuery query, CancellationToken cancellation) => Say<IReadOnlyList<string>>([]);

    public ValueTask<ShopAnswer<IReadOnlyList<NumberOffering>>> OfferingsAsync(string country, CancellationToken cancellation) => Say<IReadOnlyList<NumberOffering>>([]);

    public ValueTask<ShopAnswer<IReadOnlyList<NumberOffer>>> SearchAsync(OfferQuery query, CancellationToken cancellation) => Say<IReadOnlyList<NumberOffer>>([]);

    public ValueTask<OrderOutcome> BuyAsync(CarrierOrder order, CancellationToken cancellation) => CarryOutAsync(() =>
    {
        _sales.Add((order.Number, order.Reference));
        _owned[order.Number] = new OwnedNumber(order.Number, $"C{++_next}", order.Reference);
        return new OrderOutcome.Done($"C{_next}");
    });

    public ValueTask<OrderOutcome> ConfigureAsync(CarrierOrder order, CancellationToken cancellation) => CarryOutAsync(() =>
        _owned.ContainsKey(order.Number) ? new OrderOutcome.Done("") : new OrderOutcome.Refused(OrderRefusal.Other, "404", "Not yours."));

    public ValueTask<OrderOutcome> ReleaseAsync(CarrierOrder order, CancellationToken cancellation) => CarryOutAsync(() =>
    {
        _owned.Remove(order.Number);
        return new OrderOutcome.Done("");
    });

    public async ValueTask<ShopAnswer<IReadOnlyList<OwnedNumber>>> OwnedAsync(OwnedQuery query, CancellationToken cancellation)
    {
        await Cut();
        return new ShopAnswer<IReadOnlyList<OwnedNumber>>.Known([.. Owned.Where(owned => query.Number is null || owned.Number == query.Number)]);
    }

    private async ValueTask<OrderOutcome> CarryOutAsync(Func<OrderOutcome> act)
    {
        await Cut();
        bool isLate, isSilent;
        lock (_gate) (isLate, isSilent) = (random.Next(8) == 0, random.Next(6) == 0);
        if (isLate)
        {
            // The request is on its way, and the answer never comes.
            lock (_gate) _late.Add(clock.CreateTimer(_ => Locked(act), null, Settling / 2, Timeout.InfiniteTimeSpan));
            return new OrderOutcome.Unknown("No answer.");
        }
        var outcome = Locked(act);
        await Cut();
        return isSilent ? new OrderOutcome.Unknown("No answer.") : outcome;
    }

    private OrderOutcome Locked(Func<OrderOutcome> act)
    {
        lock (_gate) return act();
    }

    private static ValueTask<ShopAnswer<T>> Say<T>(T value) => ValueTask.FromResult<ShopAnswer<T>>(new ShopAnswer<T>.Known(value));
}
