using System.Runtime.CompilerServices;
using Dapper;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Storage.Databases;
using Telephony.Storage.Journal;

namespace Telephony.Storage.Records;

/// <summary>Call records in the database.</summary>
public sealed class CallRecordStore(Database database, TimeProvider clock) : ICallRecordStore, IRecordSink
{
    public async ValueTask<CallRecord?> FindAsync(ResourceId resource, CallId id, CancellationToken cancellationToken = default)
    {
        var bytes = await database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<byte[]>(
                "SELECT record FROM calls WHERE resource_id = @Resource AND call_id = @Id", new { Resource = resource.Value, Id = CallRows.Key(id) }),
            cancellationToken);
        return bytes is null ? null : CallRows.Decode(bytes);
    }

    public ValueTask<CallPage> ListAsync(ResourceId resource, CallQuery query, CancellationToken cancellationToken = default) =>
        database.ReadAsync(connection => CallRows.PageAsync(connection, resource, query), cancellationToken);

    public async IAsyncEnumerable<CallRecord> StreamAsync(ResourceId resource, CallQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var next = query; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await ListAsync(resource, next, cancellationToken);
            foreach (var record in page.Records) yield return record;
            if (page.Next is null) yield break;
            next = next with { After = page.Next };
        }
    }

    public ValueTask<IReadOnlyList<CallRecord>> ListOpenAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<CallRecord>>(
            async connection => (await connection.QueryAsync<byte[]>(
                "SELECT record FROM calls WHERE state < 2 AND (node = @Node OR node = '') ORDER BY resource_id, call_id", new { database.Node })).Select(CallRows.Decode).ToList(),
            cancellationToken);

    public async ValueTask IngestAsync(IReadOnlyList<CallRecord> records, CancellationToken cancellationToken = default)
    {
        var encoded = new List<ReadOnlyMemory<byte>>(records.Count);
        foreach (var record in records) encoded.Add(CallRows.Encode(record));
        await database.TakeCallsAsync(encoded, cancellationToken);
    }

    public async ValueTask<int> ApplyRetentionAsync(RecordRetention retention, CancellationToken cancellationToken = default)
    {
        var deleted = 0;
        if (retention.MaxAge is { } age)
        {
            var before = CallRecordCodec.UnixMicroseconds(clock.GetUtcNow() - age);
            deleted += await CallRetention.DeleteBeforeAsync(database, before, cancellationToken);
        }

        if (retention.MaxBytes is { } bytes) deleted += await CallRetention.DeleteAboveAsync(database, bytes, cancellationToken);
        return deleted;
    }

    ValueTask IRecordSink.TakeAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken) => database.TakeCallsAsync(records, cancellationToken);

    ValueTask<bool> IRecordSink.MakeDurableAsync(CancellationToken cancellationToken) => database.MakeDurableAsync(cancellationToken);
}
