using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;

namespace Telephony.Support.Storage;

/// <summary>The number inventory in memory.</summary>
public sealed class MemoryNumberStore : INumberStore
{
    private readonly Lock _guard = new();
    private readonly List<NumberRecord> _records = [];
    private long _version;

    public ValueTask<long> VersionAsync(CancellationToken cancellation)
    {
        lock (_guard) return ValueTask.FromResult(_version);
    }

    public ValueTask<IReadOnlyList<NumberRecord>> ListAsync(ResourceId? resource, CancellationToken cancellation)
    {
        lock (_guard)
        {
            return ValueTask.FromResult<IReadOnlyList<NumberRecord>>(
                [.. _records.Where(record => resource is null || record.Resource == resource).OrderBy(static record => record.Range.First)]);
        }
    }

    public ValueTask<NumberRecord?> FindAsync(ResourceId resource, PhoneNumber number, CancellationToken cancellation)
    {
        lock (_guard) return ValueTask.FromResult(_records.Find(record => record.Resource == resource && record.Range.Contains(number)));
    }

    public ValueTask<NumberWriteOutcome> UpsertAsync(IReadOnlyList<NumberRecord> records, CancellationToken cancellation)
    {
        if (!NumberCatalogue.TryBuild(records, 0, out _, out var among)) return ValueTask.FromResult<NumberWriteOutcome>(among!);       // set when it refuses
        lock (_guard)
        {
            foreach (var wanted in records)
            {
                var existing = _records.Find(record => record.Range.Overlaps(wanted.Range) && !IsSame(record, wanted));
                if (existing is not null) return ValueTask.FromResult<NumberWriteOutcome>(new NumberWriteOutcome.Overlap(wanted, existing));
            }

            foreach (var wanted in records)
            {
                _records.RemoveAll(record => IsSame(record, wanted));
                _records.Add(wanted);
            }

            _version++;
            return ValueTask.FromResult<NumberWriteOutcome>(new NumberWriteOutcome.Saved(records.Count));
        }
    }

    public ValueTask<bool> DeleteAsync(ResourceId resource, NumberRange range, CancellationToken cancellation)
    {
        lock (_guard)
        {
            var deleted = _records.RemoveAll(record => record.Resource == resource && record.Range == range) > 0;
            if (deleted) _version++;
            return ValueTask.FromResult(deleted);
        }
    }

    private static bool IsSame(NumberRecord one, NumberRecord other) => one.Resource == other.Resource && one.Range == other.Range;
}
