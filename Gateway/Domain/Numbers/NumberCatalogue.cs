using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;

namespace Telephony.Domain.Numbers;

/// <summary>
/// All numbers of the gateway, immutable: a sorted array of disjoint ranges, searched in halves without allocation.
/// The calls read it from the holder; a change builds a new one aside.
/// </summary>
public sealed class NumberCatalogue
{
    public static readonly NumberCatalogue Empty = new([], 0);

    private readonly ulong[] firsts;
    private readonly NumberRecord[] records;

    private NumberCatalogue(NumberRecord[] sorted, long version)
    {
        records = sorted;
        firsts = [.. sorted.Select(r => r.Range.First.Digits)];
        Version = version;
    }

    /// <summary>Of the store when it was read.</summary>
    public long Version { get; }

    /// <summary>Sorted by first number.</summary>
    public IReadOnlyList<NumberRecord> Records => records;

    /// <summary>False if two records hold the same number; then both are named.</summary>
    public static bool TryBuild(IEnumerable<NumberRecord> records, long version, out NumberCatalogue catalogue, out NumberWriteOutcome.Overlap? overlap)
    {
        var sorted = records.OrderBy(r => r.Range.First.Digits).ToArray();
        overlap = null;
        catalogue = Empty;
        for (var i = 1; i < sorted.Length; i++)
        {
            if (!sorted[i].Range.Overlaps(sorted[i - 1].Range)) continue;
            overlap = new NumberWriteOutcome.Overlap(sorted[i], sorted[i - 1]);
            return false;
        }
        catalogue = new NumberCatalogue(sorted, version);
        return true;
    }

    /// <summary>The record that holds the number, of whichever resource.</summary>
    public NumberRecord? Find(PhoneNumber number)
    {
        var at = Array.BinarySearch(firsts, number.Digits);
        if (at < 0) at = ~at - 1;
        return at >= 0 && records[at].Range.Contains(number) ? records[at] : null;
    }

    /// <summary>The records that share a number with the range, in order.</summary>
    public IEnumerable<NumberRecord> Overlapping(NumberRange range)
    {
        var at = Array.BinarySearch(firsts, range.First.Digits);
        if (at < 0) at = Math.Max(0, ~at - 1);
        for (; at < records.Length && records[at].Range.First <= range.Last; at++)
        {
            if (records[at].Range.Overlaps(range)) yield return records[at];
        }
    }

    /// <summary>What a call from a trunk of this resource may reach: the gateway's own trunks everything, a tenant's trunks the tenant's numbers.</summary>
    public NumberRecord? Find(PhoneNumber number, ResourceId trunkResource)
    {
        var record = Find(number);
        return record is not null && (trunkResource == ResourceId.Gateway || record.Resource == trunkResource) ? record : null;
    }
}

/// <summary>The catalogue in use. Read once per call; swapped whole.</summary>
public sealed class NumberCatalogueHolder
{
    private NumberCatalogue current = NumberCatalogue.Empty;

    public NumberCatalogue Current => Volatile.Read(ref current);

    public void Swap(NumberCatalogue next) => Volatile.Write(ref current, next);
}
