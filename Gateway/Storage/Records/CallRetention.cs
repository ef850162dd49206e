using Dapper;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Records;

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
    public static async ValueTask<int> DeleteBeforeAsync(Database database, long beforeUs, CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var resource in await database.ReadAsync(static connection => connection.QueryAsync<string>(Resources), cancellationToken))
        {
            for (var now = Chunk; now == Chunk; deleted += now)
            {
                now = await database.ApplyAsync(
                    (connection, transaction) => connection.ExecuteAsync(
                        "DELETE FROM calls WHERE row IN (SELECT row FROM calls WHERE resource_id = @Resource AND started_us < @Before AND state = 2 ORDER BY started_us LIMIT @Chunk)",
                        new { Resource = resource, Before = beforeUs, Chunk },
                        transaction),
                    cancellationToken);
            }
        }

        return deleted;
    }

    /// <summary>Deletes the oldest ended calls while more than <paramref name="maxBytes"/> are in use, and gives the free pages back to the disk.</summary>
    public static async ValueTask<int> DeleteAboveAsync(Database database, long maxBytes, CancellationToken cancellationToken)
    {
        var deleted = 0;
        while (await database.UsedBytesAsync(cancellationToken) > maxBytes)
        {
            // Rows are numbered as they came in: the lowest are the oldest.
            var now = await database.ApplyAsync(
                (connection, transaction) => connection.ExecuteAsync(
                    "DELETE FROM calls WHERE row IN (SELECT row FROM calls WHERE state = 2 ORDER BY row LIMIT @Chunk)", new { Chunk }, transaction),
                cancellationToken);
            deleted += now;
            if (now == 0) break;
        }

        if (deleted > 0) await database.ReleaseSpaceAsync(cancellationToken);
        return deleted;
    }
}
