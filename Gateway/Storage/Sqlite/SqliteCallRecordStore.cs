using System.Runtime.CompilerServices;
using Dapper;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Storage.Journal;
using Telephony.Storage.Records;

namespace Telephony.Storage.Sqlite;

/// <summary>Call records in the embedded database.</summary>
public sealed class SqliteCallRecordStore(SqliteDatabase database, TimeProvider clock) : ICallRecordStore, IRecordSink, IDisposable
{
    private CallRowWriter? _rows;

    public ValueTask<CallRecord?> FindAsync(ResourceId resource, CallId id, CancellationToken cancellationToken = default)
    {
        var bytes = database.Read(connection => connection.QuerySingleOrDefault<byte[]>(
            "SELECT record FROM calls WHERE resource_id = @Resource AND call_id = @Id", new { Resource = resource.Value, Id = CallRows.Key(id) }));
        return ValueTask.FromResult(bytes is null ? null : CallRows.Decode(bytes));
    }

    public ValueTask<CallPage> ListAsync(ResourceId resource, CallQuery query, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(database.Read(connection => CallRows.Page(connection, resource, query)));

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
        ValueTask.FromResult<IReadOnlyList<CallRecord>>(database.Read(static connection =>
            connection.Query<byte[]>("SELECT record FROM calls WHERE state < 2 ORDER BY resource_id, call_id").Select(CallRows.Decode).ToList()));

    public async ValueTask IngestAsync(IReadOnlyList<CallRecord> records, CancellationToken cancellationToken = default)
    {
        var encoded = new List<ReadOnlyMemory<byte>>(records.Count);
        foreach (var record in records) encoded.Add(CallRows.Encode(record));
        await TakeAsync(encoded, cancellationToken);
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

    public void Dispose() => _rows?.Dispose();

    ValueTask IRecordSink.TakeAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken) => TakeAsync(records, cancellationToken);

    ValueTask<bool> IRecordSink.MakeDurableAsync(CancellationToken cancellationToken) => database.CheckpointAsync(cancellationToken);

    private async ValueTask TakeAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            (connection, _) =>
            {
                var rows = _rows ??= new CallRowWriter(connection);
                foreach (var record in records) rows.Write(record.Span);
                return records.Count;
            },
            cancellationToken);
}
