using System.Runtime.CompilerServices;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Storage.Records;

namespace Telephony.Support.Storage;

/// <summary>A call record store in memory. It keeps encoded copies, as a real one does: what it returns shares nothing with what it was given.</summary>
public sealed class MemoryCallRecordStore(TimeProvider clock) : ICallRecordStore
{
    private readonly Lock _guard = new();
    private readonly Dictionary<(ResourceId Resource, CallId Id), byte[]> _records = [];

    public ValueTask<CallRecord?> FindAsync(ResourceId resource, CallId id, CancellationToken cancellationToken = default)
    {
        lock (_guard) return ValueTask.FromResult(_records.TryGetValue((resource, id), out var bytes) ? CallRows.Decode(bytes) : null);
    }

    public ValueTask<CallPage> ListAsync(ResourceId resource, CallQuery query, CancellationToken cancellationToken = default)
    {
        if (query.Limit is < 1 or > CallRows.MaxLimit) throw new ArgumentException($"A page of {query.Limit} calls was asked for.", nameof(query));
        var matching = Snapshot().Where(record => record.Resource == resource && Matches(record, query)).OrderByDescending(Position).ToList();
        if (query.After is { } after)
        {
            var (started, id) = CallRows.ReadCursor(after);
            var position = (started, System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(id));
            matching.RemoveAll(record => Position(record).CompareTo(position) >= 0);
        }

        var page = matching.Take(query.Limit).ToList();
        var next = matching.Count > page.Count ? CallRows.WriteCursor(Position(page[^1]).StartedUs, CallRows.Key(page[^1].Id)) : null;
        return ValueTask.FromResult(new CallPage(page, next));
    }

    public async IAsyncEnumerable<CallRecord> StreamAsync(ResourceId resource, CallQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var next = query; ;)
        {
            var page = await ListAsync(resource, next, cancellationToken);
            foreach (var record in page.Records) yield return record;
            if (page.Next is null) yield break;
            next = next with { After = page.Next };
        }
    }

    public ValueTask<IReadOnlyList<CallRecord>> ListOpenAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<CallRecord>>(Snapshot().Where(static record => record.State != CallState.Ended).ToList());

    public ValueTask IngestAsync(IReadOnlyList<CallRecord> records, CancellationToken cancellationToken = default)
    {
        lock (_guard)
        {
            foreach (var record in records)
            {
                var key = (record.Resource, record.Id);
                if (_records.TryGetValue(key, out var known) && CallRows.Decode(known).Revision >= record.Revision) continue;
                _records[key] = CallRows.Encode(record);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<int> ApplyRetentionAsync(RecordRetention retention, CancellationToken cancellationToken = default)
    {
        var oldest = Snapshot().Where(static record => record.State == CallState.Ended).OrderBy(Position).ToList();
        var deleted = 0;
        lock (_guard)
        {
            foreach (var record in oldest)
            {
                var tooOld = retention.MaxAge is { } age && record.StartedAt < clock.GetUtcNow() - age;
                var tooMuch = retention.MaxBytes is { } bytes && _records.Values.Sum(static kept => (long)kept.Length) > bytes;
                if (tooOld || tooMuch) deleted += _records.Remove((record.Resource, record.Id)) ? 1 : 0;
            }
        }

        return ValueTask.FromResult(deleted);
    }

    private List<CallRecord> Snapshot()
    {
        lock (_guard) return [.. _records.Values.Select(CallRows.Decode)];
    }

    private static (long StartedUs, UInt128 Id) Position(CallRecord record) => (CallRecordCodec.UnixMicroseconds(record.StartedAt), record.Id.Value);

    private static bool Matches(CallRecord record, CallQuery query) =>
        (query.From is not { } from || record.StartedAt >= from)
        && (query.To is not { } to || record.StartedAt < to)
        && (query.State is not { } state || record.State == state)
        && (query.Trunk is not { } trunk || record.FromTrunk == trunk || record.ToTrunk == trunk)
        && (query.Number is not { } number || record.Caller == number || record.Called == number)
        && (query.Failed is not { } failed || (failed ? record.AnsweredAt is null && record.State == CallState.Ended : record.AnsweredAt is not null));
}
