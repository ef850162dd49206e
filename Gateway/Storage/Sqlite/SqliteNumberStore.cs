using Dapper;
using Microsoft.Data.Sqlite;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;

namespace Telephony.Storage.Sqlite;

/// <summary>The number inventory in the embedded database.</summary>
public sealed class SqliteNumberStore(SqliteDatabase database) : INumberStore
{
    private const string Columns = "resource_id AS Resource, first AS First, last AS Last, label AS Label, owner AS Owner, capabilities AS Capabilities, destination AS Destination, target AS Target";

    private const string Upsert = """
        INSERT INTO numbers (resource_id, first, last, label, owner, capabilities, destination, target)
        VALUES (@Resource, @First, @Last, @Label, @Owner, @Capabilities, @Destination, @Target)
        ON CONFLICT (resource_id, first) DO UPDATE SET
          label = excluded.label, owner = excluded.owner, capabilities = excluded.capabilities, destination = excluded.destination, target = excluded.target
        """;

    public ValueTask<long> VersionAsync(CancellationToken cancellation) =>
        ValueTask.FromResult(database.Read(static connection => connection.ExecuteScalar<long>("SELECT coalesce(sum(version), 0) FROM number_versions")));

    public ValueTask<IReadOnlyList<NumberRecord>> ListAsync(ResourceId? resource, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<NumberRecord>>(database.Read(connection => connection.Query<NumberRow>(
            $"SELECT {Columns} FROM numbers WHERE @Resource IS NULL OR resource_id = @Resource ORDER BY first", new { Resource = resource?.Value })
            .Select(static row => row.ToRecord()).ToList()));

    public ValueTask<NumberRecord?> FindAsync(ResourceId resource, PhoneNumber number, CancellationToken cancellation)
    {
        var row = database.Read(connection => connection.QuerySingleOrDefault<NumberRow>(
            $"SELECT {Columns} FROM numbers WHERE resource_id = @Resource AND first <= @Number ORDER BY first DESC LIMIT 1",
            new { Resource = resource.Value, Number = (long)number.Digits }));
        return ValueTask.FromResult(row is not null && row.Last >= (long)number.Digits ? row.ToRecord() : null);
    }

    public ValueTask<NumberWriteOutcome> UpsertAsync(IReadOnlyList<NumberRecord> records, CancellationToken cancellation)
    {
        if (!NumberCatalogue.TryBuild(records, 0, out _, out var among)) return ValueTask.FromResult<NumberWriteOutcome>(among!);      // set when it refuses
        return database.WriteAsync<NumberWriteOutcome>(
            (connection, transaction) =>
            {
                foreach (var record in records)
                {
                    if (FindOverlap(connection, transaction, record) is { } existing) return new NumberWriteOutcome.Overlap(record, existing);
                }

                connection.Execute(Upsert, records.Select(NumberRow.From), transaction);
                foreach (var resource in records.Select(static record => record.Resource).Distinct()) CountChange(connection, transaction, resource);
                return new NumberWriteOutcome.Saved(records.Count);
            },
            cancellation);
    }

    public ValueTask<bool> DeleteAsync(ResourceId resource, NumberRange range, CancellationToken cancellation) =>
        database.WriteAsync(
            (connection, transaction) =>
            {
                var deleted = connection.Execute(
                    "DELETE FROM numbers WHERE resource_id = @Resource AND first = @First AND last = @Last",
                    new { Resource = resource.Value, First = (long)range.First.Digits, Last = (long)range.Last.Digits },
                    transaction);
                if (deleted > 0) CountChange(connection, transaction, resource);
                return deleted > 0;
            },
            cancellation);

    // Stored blocks are disjoint, so only the last one that begins before the wanted one ends can overlap it.
    private static NumberRecord? FindOverlap(SqliteConnection connection, SqliteTransaction transaction, NumberRecord wanted)
    {
        var row = connection.QuerySingleOrDefault<NumberRow>(
            $"SELECT {Columns} FROM numbers WHERE first <= @Last ORDER BY first DESC LIMIT 1", new { Last = (long)wanted.Range.Last.Digits }, transaction);
        if (row is null || row.Last < (long)wanted.Range.First.Digits) return null;
        var existing = row.ToRecord();
        return existing.Resource == wanted.Resource && existing.Range == wanted.Range ? null : existing;
    }

    private static void CountChange(SqliteConnection connection, SqliteTransaction transaction, ResourceId resource) =>
        connection.Execute(
            "INSERT INTO number_versions (resource_id, version) VALUES (@Resource, 1) ON CONFLICT (resource_id) DO UPDATE SET version = version + 1",
            new { Resource = resource.Value },
            transaction);
}
