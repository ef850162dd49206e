using System.Data;
using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Npgsql;
using Telephony.Domain.Stores;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Postgres;

/// <summary>
/// A PostgreSQL database that one or several gateways share. Each call takes a connection of the pool; statements are prepared by themselves once they have been used twice.
/// What loses against another node (serialization failure, deadlock) is done again, and so is what broke before its commit because the server went away and came back.
/// </summary>
public sealed class PostgresDatabase : Database
{
    internal const string DialectName = "Postgres";

    private const int Tries = 10;
    private const int LongestPauseMs = 256;

    // Any number that no other program on the database uses: "teleph".
    private const long MigrationLock = 0x74_65_6c_65_70_68;

    // A page sample as large as this tells the size of the whole to a percent.
    private const int SampledPages = 2000;

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _clock;

    private PostgresDatabase(NpgsqlDataSource source, string name, string node, TimeProvider clock) => (_source, Name, Node, _clock) = (source, name, node, clock);

    /// <summary>Database, host and port.</summary>
    public override string Name { get; }

    internal override string Dialect => DialectName;

    internal override string Node { get; }

    internal override string SkipLocked => "FOR UPDATE SKIP LOCKED";

    internal override string ForUpdate => "FOR UPDATE";

    /// <summary>Connects and brings the tables up to date. Throws <see cref="StorageException"/> with a sentence for the operator.</summary>
    /// <param name="connectionString">As <see cref="PostgresConnection.TryRead"/> takes it.</param>
    /// <param name="node"><see cref="StorageOptions.Node"/>.</param>
    public static ValueTask<PostgresDatabase> OpenAsync(string connectionString, string node, TimeProvider clock, CancellationToken cancellation = default) =>
        OpenAsync(connectionString, node, clock, Migration.Of(DialectName), cancellation);

    internal static async ValueTask<PostgresDatabase> OpenAsync(string connectionString, string node, TimeProvider clock, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        var (database, source) = Connect(connectionString, node, clock);
        try
        {
            var readOnly = await database.ReadAsync(
                async connection =>
                {
                    await Migrator.RunAsync(database, connection, migrations, cancellation);
                    return await connection.ExecuteScalarAsync<string>("SHOW transaction_read_only");
                },
                cancellation);
            // Who only looks may look at a standby.
            if (readOnly == "on" && node.Length > 0) throw PostgresFaults.ReadOnly(database.Name);
            return database;
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>The database as it is; null where a gateway of this version would change its tables.</summary>
    internal static async ValueTask<PostgresDatabase?> OpenAsItIsAsync(string connectionString, TimeProvider clock, CancellationToken cancellation)
    {
        var (database, source) = Connect(connectionString, "", clock);
        try
        {
            if (await database.ReadAsync(connection => Migrator.IsUpToDateAsync(database, connection, Migration.Of(DialectName)), cancellation)) return database;
            await source.DisposeAsync();
            return null;
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    private static (PostgresDatabase Database, NpgsqlDataSource Source) Connect(string connectionString, string node, TimeProvider clock)
    {
        if (!PostgresConnection.TryRead(connectionString, node, out var whole, out var why)) throw new StorageException(StorageFault.Denied, $"{StorageOptions.Section}:ConnectionString cannot be used: {why}.");
        var source = new NpgsqlDataSourceBuilder(whole).Build();
        var told = new NpgsqlConnectionStringBuilder(whole);
        var database = new PostgresDatabase(source, $"{told.Database} at {told.Host}{(told.Host!.Contains(',', StringComparison.Ordinal) ? "" : $":{told.Port}")}", node, clock);     // TryRead wants a host
        return (database, source);
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    internal override string AnyOf(string list) => $"= ANY ({list})";

    internal override async ValueTask<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(cancellation);
                return await read(connection);
            }
            catch (NpgsqlException failure)
            {
                if (!IsWorthAnother(failure, tries)) throw PostgresFaults.From(failure, Name);
            }
        }
    }

    internal override ValueTask<T> SnapshotAsync<T>(Func<DbConnection, DbTransaction, Task<T>> read, CancellationToken cancellation) =>
        ReadAsync(
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
                await connection.ExecuteAsync("SET TRANSACTION READ ONLY", transaction: transaction);
                return await read(connection, transaction);
            },
            cancellation);

    internal override ValueTask<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellation) => WriteAsync(write, IsolationLevel.Serializable, cancellation);

    internal override ValueTask<T> ApplyAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellation) => WriteAsync(write, IsolationLevel.ReadCommitted, cancellation);

    internal override Task SayAsync(DbConnection connection, DbTransaction transaction, string word) => PostgresWords.SayAsync((NpgsqlConnection)connection, (NpgsqlTransaction)transaction, word);

    internal override Task HearAsync(string word, Func<Task> heard, CancellationToken cancellation) => PostgresWords.HearAsync(_source, word, heard, _clock, cancellation);

    internal override async ValueTask TakeCallsAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellation)
    {
        var rows = PostgresCallRows.From(records);
        await ApplyAsync((connection, transaction) => rows.WriteAsync((NpgsqlConnection)connection, (NpgsqlTransaction)transaction, Node), cancellation);
    }

    // A commit is on the server's disk when it returns, unless the server's own synchronous_commit says otherwise.
    internal override ValueTask<bool> MakeDurableAsync(CancellationToken cancellation) => ValueTask.FromResult(true);

    // The files do not shrink when rows go, so the rows are asked, a sample of the pages for all of them. Lengths come from the rows' heads: no record is read. 300: the rest of a row and its entries in indexes.
    internal override ValueTask<long> UsedBytesAsync(CancellationToken cancellation) =>
        ReadAsync(
            static async connection =>
            {
                var pages = await connection.ExecuteScalarAsync<long>("SELECT pg_relation_size('calls') / current_setting('block_size')::bigint");
                var percent = pages <= SampledPages ? 100.0 : 100.0 * SampledPages / pages;
                var sampled = await connection.ExecuteScalarAsync<long>("SELECT coalesce(sum(octet_length(record) + 300), 0)::bigint FROM calls TABLESAMPLE SYSTEM (@Percent)", new { Percent = percent });
                return (long)(sampled * 100 / percent);
            },
            cancellation);

    // The server's own autovacuum does it.
    internal override ValueTask ReleaseSpaceAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    internal override async ValueTask<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        // As long as another gateway's steps take.
        await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@MigrationLock)", new { MigrationLock }, transaction, commandTimeout: 600);
        return transaction;
    }

    // A gateway asks for changed numbers every few seconds, so it always has a connection, which says its name.
    internal override ValueTask<string?> RunningGatewayAsync(CancellationToken cancellation) =>
        ReadAsync(
            static connection => connection.QueryFirstOrDefaultAsync<string?>(
                $"SELECT application_name || coalesce(' from ' || host(client_addr), '') FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '{PostgresConnection.ProgramName}/%'"),
            cancellation);

    internal override async Task<IReadOnlyList<Column>> ColumnsAsync(DbConnection connection, DbTransaction transaction, string table) =>
        [.. (await connection.QueryAsync<(string Name, string Type)>(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = @table ORDER BY ordinal_position", new { table }, transaction))
            .Select(static column => column.Type is "integer" or "smallint" ? throw new NotSupportedException($"Column {column.Name} is {column.Type}: bigint is what integers are here.") : Column.Of(column.Name, column.Type))];

    internal override async Task<IRowImport> BeginImportAsync(DbConnection connection, DbTransaction transaction, string table, IReadOnlyList<Column> columns) =>
        await PostgresRowImport.BeginAsync((NpgsqlConnection)connection, table, columns);

    internal override async Task AfterImportAsync(DbConnection connection, DbTransaction transaction, string table)
    {
        var identities = await connection.QueryAsync<string>(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = @table AND is_identity = 'YES'", new { table }, transaction);
        foreach (var column in identities.ToList())
        {
            await connection.ExecuteScalarAsync<long>($"SELECT setval(pg_get_serial_sequence(@table, @column), (SELECT coalesce(max({column}), 0) + 1 FROM {table}), false)", new { table, column }, transaction);
        }
    }

    /// <summary>All statements go to the server in one message.</summary>
    internal override async Task<int> ExecuteManyAsync(DbConnection connection, DbTransaction transaction, string sql, IReadOnlyCollection<object> rows)
    {
        if (rows.Count == 0) return 0;
        await using var batch = new NpgsqlBatch((NpgsqlConnection)connection, (NpgsqlTransaction)transaction);
        foreach (var row in rows) batch.BatchCommands.Add(PostgresBatch.Command(sql, row));
        return await batch.ExecuteNonQueryAsync();
    }

    internal override async Task<IReadOnlyList<int>> ExecuteEachAsync(DbConnection connection, DbTransaction transaction, string sql, IReadOnlyCollection<object> rows)
    {
        if (rows.Count == 0) return [];
        await using var batch = new NpgsqlBatch((NpgsqlConnection)connection, (NpgsqlTransaction)transaction);
        foreach (var row in rows) batch.BatchCommands.Add(PostgresBatch.Command(sql, row));
        await batch.ExecuteNonQueryAsync();
        return [.. batch.BatchCommands.Cast<DbBatchCommand>().Select(static command => command.RecordsAffected)];
    }

    // Npgsql prepares by itself what comes again.
    internal override async Task<IReadOnlyList<T>> QueryOftenAsync<T>(DbConnection connection, DbTransaction transaction, string sql, object values, Func<DbDataReader, T> read)
    {
        await using var rows = await connection.ExecuteReaderAsync(sql, values, transaction);
        var found = new List<T>();
        while (await rows.ReadAsync()) found.Add(read(rows));
        return found;
    }

    private async ValueTask<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, IsolationLevel isolation, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var committing = false;
            try
            {
                await using var connection = await _source.OpenConnectionAsync(cancellation);
                await using var transaction = await connection.BeginTransactionAsync(isolation, cancellation);
                var result = await write(connection, transaction);
                committing = true;
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            }
            catch (NpgsqlException failure)
            {
                if (PostgresFaults.IsConflict(failure) ? tries == Tries : committing || !IsWorthAnother(failure, tries)) throw PostgresFaults.From(failure, Name, committing);
            }

            // Apart, so that two nodes do not meet again and again.
            if (tries > 1) await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, Math.Min(LongestPauseMs, 2 << tries))), _clock, cancellation);
        }
    }

    // A pool does not know that its connections died with a server that has been started again.
    private static bool IsWorthAnother(NpgsqlException failure, int tries) => tries == 1 && PostgresFaults.IsConnectionLost(failure);
}
