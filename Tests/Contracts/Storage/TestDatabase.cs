using Telephony.Storage.Databases;
using Telephony.Storage.Postgres;
using Telephony.Storage.Sqlite;
using Telephony.Support.Storage;

namespace Telephony.Contracts.Storage;

/// <summary>A database for one test, with tables and nothing in them.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<Database> _opened = [];
    private readonly StorageOptions _options;

    private TestDatabase(StorageProvider provider, string connectionString) =>
        _options = new StorageOptions { Provider = provider, Path = _directory.File(SqliteDatabase.FileName), ConnectionString = connectionString };

    public Database Database => _opened[0];

    public string Directory => _directory.Path;

    public static async Task<TestDatabase> OpenAsync(StorageProvider provider)
    {
        var test = new TestDatabase(provider, provider == StorageProvider.Postgres ? await TestServer.ConnectionStringAsync() : "");
        await test.OpenAgainAsync("");
        return test;
    }

    /// <summary>As another gateway, or another process, does it.</summary>
    public async Task<Database> OpenAgainAsync(string node)
    {
        var database = await (_options with { Node = node }).OpenAsync(TimeProvider.System, CancellationToken.None);
        _opened.Add(database);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _opened) await database.DisposeAsync();
        if (_options.Provider == StorageProvider.Postgres) await TestServer.DropAsync(_options.ConnectionString);
        _directory.Dispose();
    }
}
