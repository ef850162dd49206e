using Microsoft.Extensions.Time.Testing;
using Telephony.Storage.Databases;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>The bottom of every contract of a store: each test has one of its own, empty.</summary>
public abstract class StoreContract<TStore> : IAsyncLifetime
    where TStore : class
{
    private readonly List<IAsyncDisposable> _owned = [];
    private TStore? _store;

    protected TStore Store => _store ?? throw new InvalidOperationException("The test has not begun.");

    protected FakeTimeProvider Clock { get; } = new(SampleCalls.Epoch);

    public async ValueTask InitializeAsync() => _store = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var owned in _owned) await owned.DisposeAsync();
    }

    protected abstract ValueTask<TStore> CreateAsync();

    /// <summary>A database that goes with the test.</summary>
    protected async ValueTask<Database> DatabaseAsync(StorageProvider provider)
    {
        var database = await TestDatabase.OpenAsync(provider);
        _owned.Add(database);
        return database.Database;
    }
}
