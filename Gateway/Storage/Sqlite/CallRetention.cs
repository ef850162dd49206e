using Dapper;

namespace Telephony.Storage.Sqlite;

/// <summary>Deletes old calls a few hundred at a time, so that the writer is never held long. Running calls stay, whatever their age.</summary>
internal static class CallRetention
{
    private const int Chunk = 500;

    // Steps from one resource to the next through the index instead of reading all rows.
    private const string Resources = """
        WITH RECURSIVE found (id) AS (
          SELECT min(resource_id) FROM calls
          UNION ALL
          SELECT (SELECT min(resource_id) FROM calls WHERE resource_id > found.id) FROM found WHERE found.id IS NOT NULL)
        SELECT id FROM found WHERE id IS NOT NULL
        """;

    /// <param name="beforeUs">Ended calls that started before this many microseconds since 1970 UTC go.</param>
    public static async ValueTask<int> DeleteBeforeAsync(SqliteDatabase database, long beforeUs, CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var resource in database.Read(static connection => connection.Query<string>(Resources).AsList()))
        {
            for (var now = Chunk; now == Chunk; deleted += now)
            {
                now = await database.WriteAsync(
                    (connection, transaction) => connection.Execute(
                        "DELETE FROM calls WHERE row IN (SELECT row FROM calls WHERE resource_id = @Resource AND started_us < @Before AND state = 2 ORDER BY started_us LIMIT @Chunk)",
                        new { Resource = resource, Before = beforeUs, Chunk },
                        transaction),
                    cancellationToken);
            }
        }

        return deleted;
    }

    /// <summary>Deletes the oldest ended calls while more than <paramref name="maxBytes"/> are in use, and gives the free pages back to the disk.</summary>
    public static async ValueTask<int> DeleteAboveAsync(SqliteDatabase database, long maxBytes, CancellationToken cancellationToken)
    {
        var deleted = 0;
        while (database.Read(static connection => connection.ExecuteScalar<long>(
            "SELECT (c.page_count - f.freelist_count) * s.page_size FROM pragma_page_count c, pragma_freelist_count f, pragma_page_size s")) > maxBytes)
        {
            // Rows are numbered as they came in: the lowest are the oldest.
            var now = await database.WriteAsync(
                (connection, transaction) => connection.Execute(
                    "DELETE FROM calls WHERE row IN (SELECT row FROM calls WHERE state = 2 ORDER BY row LIMIT @Chunk)", new { Chunk }, transaction),
                cancellationToken);
            deleted += now;
            if (now == 0) break;
        }

        if (deleted > 0) await database.WriteAsync(static (connection, transaction) => connection.Query<long>("PRAGMA incremental_vacuum", transaction: transaction).Count(), cancellationToken);
        return deleted;
    }
}
