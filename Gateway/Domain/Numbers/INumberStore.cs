using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;

namespace Telephony.Domain.Numbers;

/// <summary>What came of writing numbers.</summary>
public abstract record NumberWriteOutcome
{
    private NumberWriteOutcome()
    {
    }

    /// <param name="Count">Records inserted or replaced.</param>
    public sealed record Saved(int Count) : NumberWriteOutcome;

    /// <summary>Nothing was written: a wanted record overlaps a stored one of another range or resource, or another wanted one.</summary>
    public sealed record Overlap(NumberRecord Wanted, NumberRecord Existing) : NumberWriteOutcome;
}

/// <summary>The inventory of numbers. A record is known by its resource and the first number of its range. Safe to call from any thread.</summary>
public interface INumberStore
{
    /// <summary>Rises with every change, also one made by another process on the same store.</summary>
    ValueTask<long> VersionAsync(CancellationToken cancellation);

    /// <summary>Sorted by first number; null: of all resources.</summary>
    ValueTask<IReadOnlyList<NumberRecord>> ListAsync(ResourceId? resource, CancellationToken cancellation);

    /// <summary>The record whose range holds the number, if the resource has one.</summary>
    ValueTask<NumberRecord?> FindAsync(ResourceId resource, PhoneNumber number, CancellationToken cancellation);

    /// <summary>Inserts, or replaces records with the same resource and range; all of them or none.</summary>
    ValueTask<NumberWriteOutcome> UpsertAsync(IReadOnlyList<NumberRecord> records, CancellationToken cancellation);

    /// <summary>False if the resource has no record of exactly this range.</summary>
    ValueTask<bool> DeleteAsync(ResourceId resource, NumberRange range, CancellationToken cancellation);
}
