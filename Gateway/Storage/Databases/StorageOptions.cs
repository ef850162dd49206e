using Telephony.Storage.Postgres;
using Telephony.Storage.Sqlite;

namespace Telephony.Storage.Databases;

public enum StorageProvider
{
    Sqlite,
    Postgres,
}

/// <summary>Which database (<c>Telephony:Storage</c>).</summary>
public sealed record StorageOptions
{
    public const string Section = "Telephony:Storage";

    public StorageProvider Provider { get; init; }

    /// <summary>SQLite: the file.</summary>
    public string Path { get; init; } = "";

    /// <summary>PostgreSQL: checked by <see cref="PostgresConnection.TryRead"/>. May hold a password.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>PostgreSQL: tells this gateway from others on the same database; lasts as long as its data directory. Empty for who only looks.</summary>
    public string Node { get; init; } = "";

    public override string ToString() => Provider.ToString();       // without the password

    /// <summary>Opens the database and brings its tables up to date. Throws <see cref="Telephony.Domain.Stores.StorageException"/> with a sentence for the operator.</summary>
    public async ValueTask<Database> OpenAsync(TimeProvider clock, CancellationToken cancellation) =>
        Provider == StorageProvider.Postgres ? await PostgresDatabase.OpenAsync(ConnectionString, Node, clock, cancellation) : await SqliteDatabase.OpenAsync(Path, cancellation);

    /// <summary>As <see cref="OpenAsync"/>, for who only looks and must change nothing: null where there are no tables yet, or those of an older gateway.</summary>
    public async ValueTask<Database?> OpenAsItIsAsync(TimeProvider clock, CancellationToken cancellation)
    {
        if (Provider == StorageProvider.Postgres) return await PostgresDatabase.OpenAsItIsAsync(ConnectionString, clock, cancellation);
        return File.Exists(Path) ? await SqliteDatabase.OpenAsItIsAsync(Path, cancellation) : null;
    }
}
