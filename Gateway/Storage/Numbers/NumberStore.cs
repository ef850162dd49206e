using System.Data.Common;
using Dapper;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Numbers;

/// <summary>The number inventory in the database.</summary>
public sealed class NumberStore(Database database) : INumberStore
{
    public ValueTask<long> VersionAsync(CancellationToken cancellation) =>
        database.ReadAsync(static connection => connection.ExecuteScalarAsync<long>("SELECT coalesce(sum(version), 0) FROM number_versions"), cancellation);

    public ValueTask<IReadOnlyList<NumberRecord>> ListAsync(ResourceId? resource, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<NumberRecord>>(
            async connection => (await connection.QueryAsync<NumberRow>(
                $"SELECT {NumberRow.Columns} FROM numbers {(resource is null ? "" : "WHERE resource_id = @Resource")} ORDER BY first", new { Resource = resource?.Value })).Select(static row => row.ToRecord()).ToList(),
            cancellation);

    public async ValueTask<NumberRecord?> FindAsync(ResourceId resource, PhoneNumber number, CancellationToken cancellation)
    {
        var row = await database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<NumberRow>(
                $"SELECT {NumberRow.Columns} FROM numbers WHERE resource_id = @Resource AND first <= @Number ORDER BY first DESC LIMIT 1",
                new { Resource = resource.Value, Number = (long)number.Digits }),
            cancellation);
        return row is not null && row.Last >= (long)number.Digits ? row.ToRecord() : null;
    }

    public ValueTask<NumberWriteOutcome> UpsertAsync(IReadOnlyList<NumberRecord> records, CancellationToken cancellation)
    {
        if (!NumberCatalogue.TryBuild(records, 0, out _, out var among)) return ValueTask.FromResult<NumberWriteOutcome>(among!);      // set when it refuses
        return database.WriteAsync<NumberWriteOutcome>(
            async (connection, transaction) =>
            {
                foreach (var record in records)
                {
                    if (await FindOverlapAsync(connection, transaction, record) is { } existing) return new NumberWriteOutcome.Overlap(record, existing);
                }

                await database.ExecuteManyAsync(connection, transaction, NumberRow.Upsert, [.. records.Select(NumberRow.From)]);
                foreach (var resource in records.Select(static record => record.Resource).Distinct()) await CountChangeAsync(connection, transaction, resource);
                return new NumberWriteOutcome.Saved(records.Count);
            },
            cancellation);
    }

    public ValueTask<bool> DeleteAsync(ResourceId resource, NumberRange range, CancellationToken cancellation) =>
        database.WriteAsync(
            async (connection, transaction) =>
            {
                var deleted = await connection.ExecuteAsync(
                    "DELETE FROM numbers WHERE resource_id = @Resource AND first = @First AND last = @Last",
                    new { Resource = resource.Value, First = (long)range.First.Digits, Last = (long)range.Last.Digits },
                    transaction);
                if (deleted > 0) await CountChangeAsync(connection, transaction, resource);
                return deleted > 0;
            },
            cancellation);

    // Stored blocks are disjoint, so only the last one that begins before the wanted one ends can overlap it.
    internal static async Task<NumberRecord?> FindOverlapAsync(DbConnection connection, DbTransaction transaction, NumberRecord wanted)
    {
        var row = await connection.QuerySingleOrDefaultAsync<NumberRow>(
            $"SELECT {NumberRow.Columns} FROM numbers WHERE first <= @Last ORDER BY first DESC LIMIT 1", new { Last = (long)wanted.Range.Last.Digits }, transaction);
        if (row is null || row.Last < (long)wanted.Range.First.Digits) return null;
        var existing = row.ToRecord();
        return existing.Resource == wanted.Resource && existing.Range == wanted.Range ? null : existing;
    }

    internal static Task<int> CountChangeAsync(DbConnection connection, DbTransaction transaction, ResourceId resource) =>
        connection.ExecuteAsync(
            "INSERT INTO number_versions (resource_id, version) VALUES (@Resource, 1) ON CONFLICT (resource_id) DO UPDATE SET version = number_versions.version + 1",
            new { Resource = resource.Value },
            transaction);
}
