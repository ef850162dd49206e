using Dapper;
using Microsoft.Data.Sqlite;

namespace Telephony.Storage.Sqlite;

/// <summary>
/// The embedded database of the gateway: one file in WAL mode, any number of readers, one writer at a time.
/// Readers take a connection each; all writing goes through the one connection behind <see cref="WriteAsync{T}"/>.
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    public const string FileName = "gateway.db";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SqliteConnection _writer;
    private readonly string _connectionString;

    private SqliteDatabase(string path, string connectionString, SqliteConnection writer) => (Path, _connectionString, _writer) = (path, connectionString, writer);

    public string Path { get; }

    /// <summary>Opens or makes the database at <paramref name="path"/> and brings its tables up to date. Throws <see cref="StorageException"/> with a sentence for the operator.</summary>
    public static SqliteDatabase Open(string path)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 5, Pooling = true }.ToString();
        var writer = new SqliteConnection(connectionString);
        try
        {
            writer.Open();
            // auto_vacuum must be set before the first table: retention by size gives pages back in small steps.
            writer.Execute("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000");
            Prepare(writer);
            Migrator.Run(writer, path);
            return new SqliteDatabase(path, connectionString, writer);
        }
        catch (SqliteException failure)
        {
            writer.Dispose();
            throw StorageException.From(failure, path);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Runs <paramref name="read"/> on a connection of its own, as of one moment if it uses a transaction.</summary>
    internal T Read<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            using var connection = new SqliteConnection(_connectionString);
            connection.Open();
            Prepare(connection);
            return read(connection);
        }
        catch (SqliteException failure)
        {
            throw StorageException.From(failure, Path);
        }
    }

    /// <summary>Runs <paramref name="write"/> in one transaction, alone. Committed when it returns, rolled back when it throws.</summary>
    internal async ValueTask<T> WriteAsync<T>(Func<SqliteConnection, SqliteTransaction, T> write, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Not deferred: the write lock is taken at once, so that two processes queue instead of failing half way.
            using var transaction = _writer.BeginTransaction(deferred: false);
            var result = write(_writer, transaction);
            transaction.Commit();
            return result;
        }
        catch (SqliteException failure)
        {
            throw StorageException.From(failure, Path);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Forces everything committed so far to the disk. False when a reader held it up: then it is to be tried again.
    /// </summary>
    internal async ValueTask<bool> CheckpointAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var (busy, log, done) = _writer.QuerySingle<(long Busy, long Log, long Done)>("PRAGMA wal_checkpoint(PASSIVE)");
            return busy == 0 && log == done;
        }
        catch (SqliteException failure)
        {
            throw StorageException.From(failure, Path);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Looks over every page; one line per fault, none when the database is whole.</summary>
    public IReadOnlyList<string> CheckIntegrity() =>
        Read(static connection => connection.Query<string>("PRAGMA quick_check").Where(static line => line != "ok").ToList());

    public void Dispose()
    {
        _writer.Dispose();
        using (var pool = new SqliteConnection(_connectionString)) SqliteConnection.ClearPool(pool);
        _turn.Dispose();
    }

    // With WAL, NORMAL keeps the database whole over a power cut; the last transactions then come again from the journal.
    private static void Prepare(SqliteConnection connection) => connection.Execute("PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON");
}
