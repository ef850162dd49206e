using Telephony.Domain.Addresses;

namespace Telephony.Domain.Numbers;

/// <summary>The blocks of a carrier that sells from a list of its own. Pure: the same question has the same answer.</summary>
public sealed class NumberBlocks(IReadOnlyList<NumberCountry> countries, IReadOnlyList<NumberBlock> blocks)
{
    /// <summary>A search looks at no more numbers than this, so that a question about a block of millions that is sold out ends soon.</summary>
    private const int MostLookedAt = 1_000_000;

    public IReadOnlyList<NumberBlock> All => blocks;

    /// <summary>Those with at least one block.</summary>
    public IReadOnlyList<NumberCountry> Countries { get; } = [.. countries.Where(country => blocks.Any(block => block.Country == country.Code)).OrderBy(static country => country.Name, StringComparer.Ordinal)];

    public NumberBlock? Find(PhoneNumber number) => blocks.FirstOrDefault(block => block.Range.Contains(number));

    public IReadOnlyList<NumberLocality> Localities(string country, NumberType? type) =>
        [.. blocks.Where(block => block.Country == country && (type is null || block.Type == type) && block.Locality is not null).Select(static block => block.Locality!).Distinct()];      // just looked at

    public IReadOnlyList<string> AreaCodes(AreaCodeQuery query) =>
        [.. blocks.Where(block => block.Country == query.Country && block.Type == query.Type && block.AreaCode.Length > 0 && IsIn(block, query)).Select(static block => block.AreaCode).Distinct().Order(StringComparer.Ordinal)];

    public IReadOnlyList<NumberOffering> Offerings(string country) =>
        [.. blocks.Where(block => block.Country == country).SelectMany(static block => block.Assignments.Select(assignment => new NumberOffering(block.Type, assignment, block.Capabilities, block.Cost))).Distinct()];

    /// <param name="isLast">Numbers that are offered only when no others are left, or when asked for by their beginning.</param>
    public IReadOnlyList<NumberOffer> Search(OfferQuery query, Func<PhoneNumber, bool>? isLast = null)
    {
        var found = new List<NumberOffer>();
        foreach (var last in isLast is null || query.Prefixes.Count > 0 ? new bool?[] { null } : [false, true])
        {
            var left = MostLookedAt;
            foreach (var block in blocks.Where(block => Fits(block, query)))
            {
                for (var digits = block.Range.First.Digits; digits <= block.Range.Last.Digits && found.Count < query.Quantity && left-- > 0; digits++)
                {
                    if (PhoneNumber.TryFromDigits(digits, out var number) && (last is null || isLast!(number) == last) && HasPrefix(number, query.Prefixes) && !query.IsTaken(number)) found.Add(Offer(block, number, query.Assignment));      // last is null without it
                }
            }
        }
        return found;
    }

    private static NumberOffer Offer(NumberBlock block, PhoneNumber number, NumberAssignment assignment) =>
        new(number, block.Country, block.Type, assignment, block.Capabilities, block.Cost) { NoResell = block.NoResell };

    private static bool Fits(NumberBlock block, OfferQuery query) =>
        block.Country == query.Country && block.Type == query.Type && block.Assignments.Contains(query.Assignment) && (block.Capabilities & query.Capabilities) == query.Capabilities
        && (query.AreaCode.Length == 0 || block.AreaCode == query.AreaCode);

    private static bool IsIn(NumberBlock block, AreaCodeQuery query) =>
        (query.Locality.Length == 0 || string.Equals(block.Locality?.Name, query.Locality, StringComparison.OrdinalIgnoreCase))
        && (query.DivisionCode.Length == 0 || string.Equals(block.Locality?.DivisionCode, query.DivisionCode, StringComparison.OrdinalIgnoreCase));

    private static bool HasPrefix(PhoneNumber number, IReadOnlyList<string> prefixes)
    {
        if (prefixes.Count == 0) return true;
        var text = number.ToString();
        return prefixes.Any(prefix => text.StartsWith(prefix, StringComparison.Ordinal));
    }
}
