using System.Data.Common;
using Telephony.Domain.Stores;

namespace Telephony.Storage.Databases;

/// <summary>
/// What the stores are written over: SQL that SQLite and PostgreSQL both understand. Where they differ, a member says so by name.
/// A function given to <see cref="WriteAsync{T}"/> or <see cref="ApplyAsync{T}"/> may run more than once (a conflict with another node, a connection that broke before the
/// commit), so it does nothing but SQL, and awaits nothing else: on SQLite it holds the one writer. All of them throw <see cref="StorageException"/>. Any thread.
/// </summary>
public abstract class Database : IAsyncDisposable
{
    /// <summary>For sentences: "The database X …".</summary>
    public abstract string Name { get; }

    /// <summary>Called when this process is writing events, in a transaction that commits in a moment or not at all. On the writer's thread: to be brief.</summary>
    public Action? EventsWritten { get; set; }

    /// <summary>Folder of its migrations.</summary>
    internal abstract string Dialect { get; }

    /// <summary>Which of the gateways on this database we are: on rows that only their writer looks after. Empty where there is only one; such a row belongs to whoever finds it.</summary>
    internal abstract string Node { get; }

    /// <summary>Follows a column in a condition where one of many is meant: <c>$"id {database.AnyOf("@Ids")}"</c>, with <c>Ids</c> an array.</summary>
    internal abstract string AnyOf(string list);

    /// <summary>
    /// Ends the SELECT of a claim of work for one of several nodes: rows that another one is claiming are passed over. The SELECT stands in a <c>WITH … AS MATERIALIZED</c> before the UPDATE: within it,
    /// PostgreSQL may run it for each row, and its LIMIT then limits nothing.
    /// </summary>
    internal abstract string SkipLocked { get; }

    /// <summary>Ends a SELECT of rows that are not to change until our transaction ends.</summary>
    internal abstract string ForUpdate { get; }

    /// <summary>Runs one statement, or several that need not see the same moment.</summary>
    internal abstract ValueTask<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellation);

    /// <summary>Runs statements that all see the database as it is at one moment.</summary>
    internal abstract ValueTask<T> SnapshotAsync<T>(Func<DbConnection, DbTransaction, Task<T>> read, CancellationToken cancellation);

    /// <summary>Runs <paramref name="write"/> in one transaction as if it were alone: what it has read is still so when it commits. Rolled back when it throws.</summary>
    internal abstract ValueTask<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellation);

    /// <summary>
    /// As <see cref="WriteAsync{T}"/>, and cheaper where many nodes write: for statements that decide by themselves (an upsert, <c>UPDATE … WHERE state = @Expected</c>, a claim)
    /// and so need nothing they have read to stay.
    /// </summary>
    internal abstract ValueTask<T> ApplyAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellation);

    /// <summary>Runs one statement per element of <paramref name="rows"/>. Rows affected in all.</summary>
    internal abstract Task<int> ExecuteManyAsync(DbConnection connection, DbTransaction transaction, string sql, IReadOnlyCollection<object> rows);

    /// <summary>As <see cref="ExecuteManyAsync"/>: rows affected by each, in order.</summary>
    internal abstract Task<IReadOnlyList<int>> ExecuteEachAsync(DbConnection connection, DbTransaction transaction, string sql, IReadOnlyCollection<object> rows);

    /// <summary>
    /// Rows of a question that is asked over and over within transactions of <see cref="WriteAsync{T}"/> and <see cref="ApplyAsync{T}"/>: where that is cheaper, it stays compiled. Its text is fixed, its
    /// values are the properties of <paramref name="values"/>, none of them a list.
    /// </summary>
    /// <param name="read">Of the current row, by places.</param>
    internal abstract Task<IReadOnlyList<T>> QueryOftenAsync<T>(DbConnection connection, DbTransaction transaction, string sql, object values, Func<DbDataReader, T> read);

    /// <summary>Says a word to the other gateways on this database as the transaction commits.</summary>
    /// <param name="word">A plain name in lower case.</param>
    internal abstract Task SayAsync(DbConnection connection, DbTransaction transaction, string word);

    /// <summary>Calls back whenever a gateway has said the word, or may have: at the beginning, and when the server was out of reach. Ends by its token alone; where there is but one gateway it never calls.</summary>
    internal abstract Task HearAsync(string word, Func<Task> heard, CancellationToken cancellation);

    /// <summary>The journal's path: encoded call records in one transaction, each unless the stored one is as late.</summary>
    internal abstract ValueTask TakeCallsAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellation);

    /// <summary>True once all that was committed is on the disk, false when it has to be asked again.</summary>
    internal abstract ValueTask<bool> MakeDurableAsync(CancellationToken cancellation);

    /// <summary>Bytes that retention bounds; falls as rows are deleted.</summary>
    internal abstract ValueTask<long> UsedBytesAsync(CancellationToken cancellation);

    /// <summary>Gives the room of deleted rows back to the disk, where that is ours to do.</summary>
    internal abstract ValueTask ReleaseSpaceAsync(CancellationToken cancellation);

    /// <summary>A transaction that holds up every other process that migrates until it ends.</summary>
    internal abstract ValueTask<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>A gateway that runs on this database and is not ours to see otherwise; null: there is none.</summary>
    internal abstract ValueTask<string?> RunningGatewayAsync(CancellationToken cancellation);

    /// <summary>In the order of the table.</summary>
    internal abstract Task<IReadOnlyList<Column>> ColumnsAsync(DbConnection connection, DbTransaction transaction, string table);

    internal abstract Task<IRowImport> BeginImportAsync(DbConnection connection, DbTransaction transaction, string table, IReadOnlyList<Column> columns);

    /// <summary>What counts up in the table goes on after its highest row.</summary>
    internal abstract Task AfterImportAsync(DbConnection connection, DbTransaction transaction, string table);

    public abstract ValueTask DisposeAsync();

    internal void NoteEvents() => EventsWritten?.Invoke();
}
