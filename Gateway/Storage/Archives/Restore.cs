using System.Data.Common;
using System.Text.Json;
using Dapper;
using Telephony.Domain.Stores;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Archives;

/// <summary>
/// Puts an archive into a database in one transaction, all or nothing: the tables are made anew as they were when it was written, filled, and then brought up to date by the
/// migrations that came later. No gateway may run on the database.
/// </summary>
public static class Restore
{
    /// <param name="force">What the database holds is thrown away.</param>
    /// <exception cref="StorageException">It is not empty, in use, or failed; nothing was changed.</exception>
    public static async ValueTask RunAsync(Database database, Archive archive, bool force, CancellationToken cancellation)
    {
        if (await database.RunningGatewayAsync(cancellation) is { } running)
        {
            throw new StorageException(StorageFault.Denied, $"A gateway runs on the database {database.Name} ({running}): stop it first. Nothing was changed.");
        }

        await database.ApplyAsync(
            async (connection, transaction) =>
            {
                var known = Migration.Of(database.Dialect);
                await ClearAsync(database, connection, transaction, known, force);
                await Migrator.PrepareAsync(database, connection, transaction);
                foreach (var migration in known.Where(step => step.Number <= archive.Manifest.Schema)) await Migrator.ApplyAsync(migration, connection, transaction);
                var order = Migration.TablesAfter([.. known.Where(step => step.Number <= archive.Manifest.Schema)]).ToList();
                foreach (var table in archive.Manifest.Tables.OrderBy(table => order.IndexOf(table.Name)))
                {
                    if (!order.Contains(table.Name)) throw Unfit(table, "there is no such table");
                    await FillAsync(database, connection, transaction, archive, table);
                }

                foreach (var migration in known.Where(step => step.Number > archive.Manifest.Schema)) await Migrator.ApplyAsync(migration, connection, transaction);
                return 0;
            },
            cancellation);
    }

    private static async Task ClearAsync(Database database, DbConnection connection, DbTransaction transaction, IReadOnlyList<Migration> known, bool force)
    {
        var tables = Migration.TablesAfter(known);
        foreach (var table in tables)
        {
            if (force || await connection.ExecuteScalarAsync<long?>($"SELECT 1 FROM {table} LIMIT 1", transaction: transaction) is null) continue;
            throw new StorageException(StorageFault.Denied, $"The database {database.Name} is not empty (table {table}): restore into an empty one, or throw away what it holds with --force. Nothing was changed.");
        }

        // Later tables may refer to earlier ones.
        foreach (var table in tables.Reverse().Append(Migrator.Table)) await connection.ExecuteAsync($"DROP TABLE {table}", transaction: transaction);
    }

    private static async Task FillAsync(Database database, DbConnection connection, DbTransaction transaction, Archive archive, ArchivedTable table)
    {
        var all = await database.ColumnsAsync(connection, transaction, table.Name);
        var columns = table.Columns.Select(name => all.FirstOrDefault(column => column.Name == name) ?? throw Unfit(table, $"there is no column {name}")).ToList();
        // Made a moment ago: what is in it was put there by a migration, and is in the archive too.
        await connection.ExecuteAsync($"DELETE FROM {table.Name}", transaction: transaction);
        using var lines = new StreamReader(archive.OpenTable(table));
        await using (var import = await database.BeginImportAsync(connection, transaction, table.Name, columns))
        {
            while (await lines.ReadLineAsync() is { } line)
            {
                try
                {
                    await import.AddAsync(RowCodec.Read(line, columns));
                }
                catch (Exception wrong) when (wrong is JsonException or FormatException)
                {
                    throw Unfit(table, wrong.Message.TrimEnd('.'));
                }
            }

            await import.CompleteAsync();
        }

        await database.AfterImportAsync(connection, transaction, table.Name);
    }

    private static StorageException Unfit(ArchivedTable table, string why) => new(StorageFault.Damaged, $"Table {table.Name} of the backup cannot be restored ({why}): take another. Nothing was changed.");
}
