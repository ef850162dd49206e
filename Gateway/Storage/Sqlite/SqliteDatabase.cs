using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Telephony.Domain.Stores;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Sqlite;

/// <summary>
/// The embedded database of the gateway: one file in WAL mode, any number of readers, one writer at a time.
/// Readers take a connection each; all writing goes through the one connection behind <see cref="WriteAsync{T}"/>. SQLite has no asynchronous calls: everything completes before it returns.
/// </summary>
public sealed class SqliteDatabase : Database
{
    public const string FileName = "gateway.db";

    internal const string DialectName = "Sqlite";

    private const int MostIdle = 16;

    /// <summary>The ends of all tables and indexes that are written at a time: a page that is not there is read again for each change.</summary>
    private const int WriterCacheKib = 16_384;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private readonly SqliteConnection _writer;
    private readonly SqliteCallRows _calls;
    private readonly SqliteStatements _statements;
    private readonly SqliteQueries _queries;
    private readonly string _connectionString;

    private SqliteDatabase(string path, string connectionString, SqliteConnection writer)
    {
        (Path, _connectionString, _writer) = (path, connectionString, writer);
        (_calls, _statements, _queries) = (new SqliteCallRows(writer), new SqliteStatements(writer), new SqliteQueries(writer));
    }

    public string Path { get; }

    public override string Name => Path;

    internal override string Dialect => DialectName;

    // The file belongs to one gateway.
    internal override string Node => "";

    // One writer: nothing is ever locked by another one.
    internal override string SkipLocked => "";

    internal override string ForUpdate => "";

    // There is nobody to hear it, and nobody to say it.
    internal override Task SayAsync(DbConnection connection, DbTransaction transaction, string word) => Task.CompletedTask;

    internal override Task HearAsync(string word, Func<Task> heard, CancellationToken cancellation) => new TaskCompletionSource().Task.WaitAsync(cancellation);

    /// <summary>Opens or makes the database at <paramref name="path"/> and brings its tables up to date. Throws <see cref="StorageException"/> with a sentence for the operator.</summary>
    public static ValueTask<SqliteDatabase> OpenAsync(string path, CancellationToken cancellation = default) => OpenAsync(path, Migration.Of(DialectName), cancellation);

    internal static async ValueTask<SqliteDatabase> OpenAsync(string path, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        KeepFromOthers(path);
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 5, Pooling = false }.ToString();
        var writer = new SqliteConnection(connectionString);
        try
        {
            await writer.OpenAsync(cancellation);
            // auto_vacuum must be set before the first table: retention by size gives pages back in small steps.
            await writer.ExecuteAsync("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000");
            Prepare(writer);
            await writer.ExecuteAsync($"PRAGMA cache_size = -{WriterCacheKib}");
            var database = new SqliteDatabase(path, connectionString, writer);
            await Migrator.RunAsync(database, writer, migrations, cancellation);
            return database;
        }
        catch (SqliteException failure)
        {
            await writer.DisposeAsync();
            throw SqliteFaults.From(failure, path);
        }
        catch
        {
            await writer.DisposeAsync();
            throw;
        }
    }

    /// <summary>The database as it is; null where a gateway of this version would change its tables.</summary>
    internal static async ValueTask<SqliteDatabase?> OpenAsItIsAsync(string path, CancellationToken cancellation)
    {
        // Of a file without tables nothing is changed either: WAL is set when they are made.
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 5, Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ToString();
        var connection = new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            Prepare(connection);
            if (await connection.ExecuteScalarAsync<long>($"SELECT count(*) FROM sqlite_master WHERE name = '{Migrator.Table}'") > 0)
            {
                var database = new SqliteDatabase(path, connectionString, connection);
                if (await Migrator.IsUpToDateAsync(database, connection, Migration.Of(DialectName))) return database;
                await database.DisposeAsync();
            }
            else await connection.DisposeAsync();
            return null;
        }
        catch (SqliteException failure)
        {
            await connection.DisposeAsync();
            throw SqliteFaults.From(failure, path);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // Access keys lie in it. SQLite gives its -wal and -shm files the mode of the database; what it says of a file that cannot be used is better than what we could.
    private static void KeepFromOthers(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        try
        {
            if (!File.Exists(path)) new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, UnixCreateMode = Owner }).Dispose();
            else if ((File.GetUnixFileMode(path) & Others) != 0) File.SetUnixFileMode(path, File.GetUnixFileMode(path) & ~Others);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }

    /// <summary>Looks over every page; one line per fault, none when the database is whole.</summary>
    public async ValueTask<IReadOnlyList<string>> CheckIntegrityAsync(CancellationToken cancellation = default) =>
        await ReadAsync(static async connection => (await connection.QueryAsync<string>("PRAGMA quick_check")).Where(static line => line != "ok").ToList(), cancellation);

    public override async ValueTask DisposeAsync()
    {
        _calls.Dispose();
        _statements.Dispose();
        _queries.Dispose();
        while (_readers.TryTake(out var reader)) await reader.DisposeAsync();
        await _writer.DisposeAsync();
        _turn.Dispose();
    }

    internal override string AnyOf(string list) => "IN " + list;       // Dapper writes the list out

    internal override async ValueTask<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellation)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = _readers.TryTake(out var idle) ? idle : await OpenReaderAsync(cancellation);
            var result = await read(connection);
            // One that failed is not trusted further.
            if (_readers.Count < MostIdle)
            {
                _readers.Add(connection);
                connection = null;
            }
            return result;
        }
        catch (SqliteException failure)
        {
            throw SqliteFaults.From(failure, Path);
        }
        finally
        {
            if (connection is not null) await connection.DisposeAsync();
        }
    }

    // Setting a connection up costs several times a small question: those that are idle keep their settings.
    private async ValueTask<SqliteConnection> OpenReaderAsync(CancellationToken cancellation)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            Prepare(connection);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    internal override ValueTask<T> SnapshotAsync<T>(Func<DbConnection, DbTransaction, Task<T>> read, CancellationToken cancellation) =>
        ReadAsync(
            async connection =>
            {
                await using var transaction = ((SqliteConnection)connection).BeginTransaction(deferred: true);
                return await read(connection, transaction);
            },
            cancellation);

    internal override async ValueTask<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            // Not deferred: the write lock is taken at once, so that two processes queue instead of failing half way.
            await using var transaction = _writer.BeginTransaction(deferred: false);
            var result = await write(_writer, transaction);
            await transaction.CommitAsync(CancellationToken.None);
            return result;
        }
        catch (SqliteException failure)
        {
            throw SqliteFaults.From(failure, Path);
        }
        finally
        {
            _turn.Release();
        }
    }

    internal override Task<int> ExecuteManyAsync(DbConnection connection, DbTransaction transaction, string sql, IReadOnlyCollection<object> rows)
    {
        var affected = 0;
        foreach (var row in rows) affected += _statements.Run(sql, row);
        return Task.FromResult(affected);
    }

    internal override Task<IReadOnlyList<int>> ExecuteEachAsync(DbConnection connection, DbTransaction transaction, string sql, IReadOnlyCollection<object> rows)
    {
        var (affected, at) = (new int[rows.Count], 0);
        foreach (var row in rows) affected[at++] = _statements.Run(sql, row);
        return Task.FromResult<IReadOnlyList<int>>(affected);
    }

    internal override Task<IReadOnlyList<T>> QueryOftenAsync<T>(DbConnection connection, DbTransaction transaction, string sql, object values, Func<DbDataReader, T> read) =>
        Task.FromResult(_queries.Run((SqliteTransaction)transaction, sql, values, read));

    // Not deferred, as above: the lock of the file is the lock of the migration.
    internal override ValueTask<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellation) =>
        ValueTask.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    internal override ValueTask<T> ApplyAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellation) => WriteAsync(write, cancellation);

    internal override async ValueTask TakeCallsAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellation) =>
        await WriteAsync(
            (_, _) =>
            {
                foreach (var record in records) _calls.Write(record.Span);
                return Task.FromResult(records.Count);
            },
            cancellation);

    /// <summary>False when a reader held the checkpoint up.</summary>
    internal override async ValueTask<bool> MakeDurableAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var (busy, log, done) = await _writer.QuerySingleAsync<(long Busy, long Log, long Done)>("PRAGMA wal_checkpoint(PASSIVE)");
            return busy == 0 && log == done;
        }
        catch (SqliteException failure)
        {
            throw SqliteFaults.From(failure, Path);
        }
        finally
        {
            _turn.Release();
        }
    }

    internal override ValueTask<long> UsedBytesAsync(CancellationToken cancellation) =>
        ReadAsync(
            static connection => connection.ExecuteScalarAsync<long>(
                "SELECT (c.page_count - f.freelist_count) * s.page_size FROM pragma_page_count c, pragma_freelist_count f, pragma_page_size s"),
            cancellation);

    internal override async ValueTask ReleaseSpaceAsync(CancellationToken cancellation) =>
        await WriteAsync(static async (connection, transaction) => (await connection.QueryAsync<long>("PRAGMA incremental_vacuum", transaction: transaction)).Count(), cancellation);

    // The lock of the data directory tells.
    internal override ValueTask<string?> RunningGatewayAsync(CancellationToken cancellation) => ValueTask.FromResult<string?>(null);

    internal override async Task<IReadOnlyList<Column>> ColumnsAsync(DbConnection connection, DbTransaction transaction, string table) =>
        [.. (await connection.QueryAsync<(string Name, string Type)>("SELECT name, type FROM pragma_table_info(@table) ORDER BY cid", new { table }, transaction)).Select(static column => Column.Of(column.Name, column.Type))];

    internal override Task<IRowImport> BeginImportAsync(DbConnection connection, DbTransaction transaction, string table, IReadOnlyList<Column> columns) =>
        Task.FromResult<IRowImport>(new SqliteRowImport((SqliteConnection)connection, (SqliteTransaction)transaction, table, columns));

    // The next row is one more than the highest, always.
    internal override Task AfterImportAsync(DbConnection connection, DbTransaction transaction, string table) => Task.CompletedTask;

    // With WAL, NORMAL keeps the database whole over a power cut; the last transactions then come again from the journal.
    private static void Prepare(SqliteConnection connection) => connection.Execute("PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON");
}
