using Dapper;
using Npgsql;

namespace Telephony.Storage.Postgres;

/// <summary>
/// Words between gateways on one database, by NOTIFY and LISTEN. They are no more than a hint to look: one that was missed (a broken connection, a pooler between that passes none on) is made up for by a look at each new connection, and each
/// minute.
/// </summary>
internal static class PostgresWords
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static async Task SayAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string word) =>
        await connection.ExecuteAsync("SELECT pg_notify(@word, '')", new { word }, transaction).ConfigureAwait(false);

    /// <param name="word">A plain name.</param>
    public static async Task HearAsync(NpgsqlDataSource source, string word, Func<Task> heard, TimeProvider clock, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
                await connection.ExecuteAsync($"LISTEN {word}").ConfigureAwait(false);
                while (true)
                {
                    await heard().ConfigureAwait(false);
                    await connection.WaitAsync(Longest, cancellation).ConfigureAwait(false);
                }
            }
            catch (NpgsqlException)
            {
                await Task.Delay(Pause, clock, cancellation).ConfigureAwait(false);
            }
        }
    }
}
