using System.Data.Common;
using Dapper;
using Telephony.Domain.Stores;

namespace Telephony.Storage.Databases;

/// <summary>
/// Brings a database up to date: numbered steps, forward only, each in a transaction with its entry in <c>schema_version</c>, one process at a time.
/// A database that a newer gateway made, or one whose steps were others, is refused.
/// </summary>
internal static class Migrator
{
    public const string Table = "schema_version";

    /// <summary>The version that this gateway knows.</summary>
    public static int Newest { get; } = Migration.Of(Sqlite.SqliteDatabase.DialectName)[^1].Number;

    public static async Task RunAsync(Database database, DbConnection connection, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        if (await IsUpToDateAsync(database, connection, migrations)) return;
        foreach (var migration in migrations)
        {
            // Taken anew for each step: another process may have done it meanwhile.
            await using var transaction = await database.BeginMigrationAsync(connection, cancellation);
            await PrepareAsync(database, connection, transaction);
            var applied = await AppliedAsync(connection, transaction);
            Check(database, applied, migrations);
            if (applied.Count == 0 || migration.Number > applied[^1].Number)
            {
                await ApplyAsync(migration, connection, transaction);
            }
            else if (applied.Find(step => step.Number == migration.Number) is { Checksum: "", Number: > 0 })
            {
                // Applied by a gateway that kept no checksums.
                await connection.ExecuteAsync("UPDATE schema_version SET checksum = @Checksum WHERE number = @Number", new { migration.Number, migration.Checksum }, transaction);
            }

            await transaction.CommitAsync(cancellation);
        }
    }

    public static async Task ApplyAsync(Migration migration, DbConnection connection, DbTransaction transaction)
    {
        await connection.ExecuteAsync(migration.Sql, transaction: transaction, commandTimeout: 0);
        await connection.ExecuteAsync("INSERT INTO schema_version (number, name, checksum) VALUES (@Number, @Name, @Checksum)", new { migration.Number, migration.Name, migration.Checksum }, transaction);
    }

    /// <summary>Makes the table of what was applied, where there is none.</summary>
    public static async Task PrepareAsync(Database database, DbConnection connection, DbTransaction transaction)
    {
        await connection.ExecuteAsync("CREATE TABLE IF NOT EXISTS schema_version (number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL DEFAULT '')", transaction: transaction);
        if (database.Dialect == Sqlite.SqliteDatabase.DialectName && await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM pragma_table_info('schema_version') WHERE name = 'checksum'", transaction: transaction) == 0)
        {
            await connection.ExecuteAsync("ALTER TABLE schema_version ADD COLUMN checksum TEXT NOT NULL DEFAULT ''", transaction: transaction);
        }
    }

    // The usual case, also for each command: one look, and nobody who writes is held up.
    public static async Task<bool> IsUpToDateAsync(Database database, DbConnection connection, IReadOnlyList<Migration> migrations)
    {
        try
        {
            var applied = await AppliedAsync(connection, null);
            Check(database, applied, migrations);
            return applied.Count == migrations.Count && applied.TrueForAll(static step => step.Checksum.Length > 0);
        }
        catch (DbException)
        {
            return false;       // no such table, or one without checksums; what else is wrong shows again
        }
    }

    private static async Task<List<(long Number, string Name, string Checksum)>> AppliedAsync(DbConnection connection, DbTransaction? transaction) =>
        (await connection.QueryAsync<(long Number, string Name, string Checksum)>("SELECT number, name, checksum FROM schema_version ORDER BY number", transaction: transaction)).AsList();

    private static void Check(Database database, List<(long Number, string Name, string Checksum)> applied, IReadOnlyList<Migration> known)
    {
        var newest = known[^1].Number;
        if (applied.Count > 0 && applied[^1].Number > newest)
        {
            throw new StorageException($"The database {database.Name} was made by a newer gateway (its tables are at version {applied[^1].Number}, this gateway knows {newest}); run that gateway or restore a copy from before the upgrade.");
        }

        foreach (var (number, name, checksum) in applied)
        {
            if (checksum.Length == 0 || known.FirstOrDefault(step => step.Number == number)?.Checksum == checksum) continue;
            throw new StorageException($"The database {database.Name} was made by another build of the gateway: its step {number} ({name}) is not the one of this program; run the build that made it, or restore a copy into an empty database.");
        }
    }
}
