using Telephony.Domain.Addresses;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;

namespace Telephony.Numbers.Shop;

/// <summary>An offer and whose it is.</summary>
public sealed record ShopOffer(NumberOffer Offer, string Carrier);

/// <summary>What all carriers together sell. Carriers that do not answer are left out while another one does.</summary>
public sealed class NumberShop(NumberCarriers carriers, NumberCatalogueHolder inventory, INumberOrderStore orders, TimeProvider clock)
{
    /// <summary>How long a carrier may think about a question.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const int AtOnce = 8;

    public Task<ShopAnswer<IReadOnlyList<NumberCountry>>> CountriesAsync(CancellationToken cancellation) => JoinAsync(
        static (carrier, stop) => carrier.CountriesAsync(stop), static all => [.. all.DistinctBy(static country => country.Code).OrderBy(static country => country.Name, StringComparer.Ordinal)], cancellation);

    public Task<ShopAnswer<IReadOnlyList<NumberLocality>>> LocalitiesAsync(string country, NumberType? type, CancellationToken cancellation) => JoinAsync(
        (carrier, stop) => carrier.LocalitiesAsync(country, type, stop), static all => [.. all.Distinct().OrderBy(static place => place.Name, StringComparer.Ordinal)], cancellation);

    public Task<ShopAnswer<IReadOnlyList<string>>> AreaCodesAsync(AreaCodeQuery query, CancellationToken cancellation) => JoinAsync(
        (carrier, stop) => carrier.AreaCodesAsync(query, stop), static all => [.. all.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], cancellation);

    /// <summary>Of two carriers with the same kind of number, the first one's terms.</summary>
    public Task<ShopAnswer<IReadOnlyList<NumberOffering>>> OfferingsAsync(string country, CancellationToken cancellation) => JoinAsync(
        (carrier, stop) => carrier.OfferingsAsync(country, stop), static all => [.. all.DistinctBy(static offering => (offering.Type, offering.Assignment, offering.Capabilities))], cancellation);

    /// <summary>Numbers that nobody here has spoken for, of the first carrier that has enough, else of several.</summary>
    public async Task<ShopAnswer<IReadOnlyList<ShopOffer>>> SearchAsync(OfferQuery query, CancellationToken cancellation)
    {
        var taken = (await orders.ListClaimsAsync(clock.GetUtcNow(), cancellation).ConfigureAwait(false)).Select(static claim => claim.Number).ToHashSet();
        var numbers = inventory.Current;
        bool IsTaken(PhoneNumber number) => taken.Contains(number) || numbers.Find(number) is not null;
        var (found, silence, known) = (new List<ShopOffer>(), "", false);
        foreach (var carrier in carriers.All)
        {
            if (found.Count >= query.Quantity) break;
            var answer = await AskAsync(carrier, (one, stop) => one.SearchAsync(query with { Quantity = query.Quantity - found.Count, IsTaken = IsTaken }, stop), cancellation).ConfigureAwait(false);
            if (answer is ShopAnswer<IReadOnlyList<NumberOffer>>.Silent silent) silence = $"{carrier.Carrier}: {silent.Why}";
            if (answer is not ShopAnswer<IReadOnlyList<NumberOffer>>.Known offers) continue;
            known = true;
            found.AddRange(offers.Value.Where(offer => !IsTaken(offer.Number) && found.TrueForAll(other => other.Offer.Number != offer.Number)).Select(offer => new ShopOffer(offer, carrier.Carrier)));
        }
        return known || carriers.All.Count == 0 ? new ShopAnswer<IReadOnlyList<ShopOffer>>.Known(found) : new ShopAnswer<IReadOnlyList<ShopOffer>>.Silent(silence);
    }

    /// <summary>The offer for each of the numbers, null where no carrier sells it. Numbers that are spoken for have one too.</summary>
    public async Task<IReadOnlyList<ShopOffer?>> FindAsync(IReadOnlyList<OfferQuery> queries, CancellationToken cancellation)
    {
        var found = new List<ShopOffer?>(queries.Count);
        foreach (var chunk in queries.Chunk(AtOnce)) found.AddRange(await Task.WhenAll(chunk.Select(query => FindAsync(query, cancellation))).ConfigureAwait(false));
        return found;
    }

    private async Task<ShopOffer?> FindAsync(OfferQuery query, CancellationToken cancellation)
    {
        foreach (var carrier in carriers.All)
        {
            if (await AskAsync(carrier, (one, stop) => one.SearchAsync(query, stop), cancellation).ConfigureAwait(false) is ShopAnswer<IReadOnlyList<NumberOffer>>.Known { Value: [var offer, ..] }) return new ShopOffer(offer, carrier.Carrier);
        }
        return null;
    }

    private async Task<ShopAnswer<IReadOnlyList<T>>> JoinAsync<T>(
        Func<ICarrierNumbers, CancellationToken, ValueTask<ShopAnswer<IReadOnlyList<T>>>> ask, Func<IEnumerable<T>, IReadOnlyList<T>> join, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(carriers.All.Select(carrier => AskAsync(carrier, ask, cancellation))).ConfigureAwait(false);
        var known = answers.OfType<ShopAnswer<IReadOnlyList<T>>.Known>().ToList();
        return known.Count > 0 || answers.Length == 0
            ? new ShopAnswer<IReadOnlyList<T>>.Known(join(known.SelectMany(static answer => answer.Value)))
            : new ShopAnswer<IReadOnlyList<T>>.Silent(string.Join(' ', answers.OfType<ShopAnswer<IReadOnlyList<T>>.Silent>().Select(static silent => silent.Why)));
    }

    private async Task<ShopAnswer<T>> AskAsync<T>(ICarrierNumbers carrier, Func<ICarrierNumbers, CancellationToken, ValueTask<ShopAnswer<T>>> ask, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        return await ask(carrier, stop.Token).ConfigureAwait(false);
    }
}
