using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Telephony.Storage.Sqlite;

/// <summary>
/// Brings a database up to date: numbered files (<c>0001-name.sql</c>), forward only, each in a transaction with its entry in <c>schema_version</c>.
/// A database that a newer gateway made is refused.
/// </summary>
internal static class Migrator
{
    public static void Run(SqliteConnection connection, string path) => Run(connection, path, All());

    public static void Run(SqliteConnection connection, string path, IReadOnlyList<Migration> migrations)
    {
        var newest = migrations[^1].Number;
        foreach (var migration in migrations)
        {
            // Taken anew for each step: another process may have done it meanwhile.
            using var transaction = connection.BeginTransaction(deferred: false);
            connection.Execute("CREATE TABLE IF NOT EXISTS schema_version (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT", transaction: transaction);
            var reached = connection.ExecuteScalar<long>("SELECT coalesce(max(number), 0) FROM schema_version", transaction: transaction);
            if (reached > newest)
            {
                throw new StorageException($"The database {path} was made by a newer gateway (its tables are at version {reached}, this gateway knows {newest}); run that gateway or restore a copy from before the upgrade.");
            }

            if (migration.Number > reached)
            {
                connection.Execute(migration.Sql, transaction: transaction);
                connection.Execute("INSERT INTO schema_version (number, name) VALUES (@Number, @Name)", new { migration.Number, migration.Name }, transaction);
            }

            transaction.Commit();
        }
    }

    private static List<Migration> All()
    {
        var assembly = typeof(Migrator).Assembly;
        var migrations = new List<Migration>();
        foreach (var name in assembly.GetManifestResourceNames().Where(static name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);      // named by the assembly itself a line above
            migrations.Add(new Migration(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name[5..^4], reader.ReadToEnd()));
        }

        return migrations;
    }
}

/// <param name="Number">1 and up, without gaps.</param>
internal sealed record Migration(int Number, string Name, string Sql);
