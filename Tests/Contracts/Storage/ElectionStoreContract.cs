using Telephony.Domain.Registration;
using Telephony.Storage.Databases;
using Telephony.Storage.Elections;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>What every store of elections does.</summary>
public abstract class ElectionStoreContract : StoreContract<IElectionStore>
{
    private const string Office = "registrations";

    [Fact]
    public async Task A_free_office_goes_to_one_of_those_that_try_at_once()
    {
        Assert.Null(await Store.FindAsync(Office, default));
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Store.TakeAsync(Office, null, $"node-{i}", default).AsTask()));
        Assert.Single(taken, static one => one);
        Assert.Equal(new Incumbent($"node-{Array.IndexOf(taken, true)}", 1), await Store.FindAsync(Office, default));
    }

    [Fact]
    public async Task It_changes_only_for_who_has_seen_it_as_it_is()
    {
        await Store.TakeAsync(Office, null, "a", default);
        Assert.True(await Store.TakeAsync(Office, new Incumbent("a", 1), "a", default));
        Assert.False(await Store.TakeAsync(Office, new Incumbent("a", 1), "b", default));
        Assert.False(await Store.TakeAsync(Office, new Incumbent("c", 2), "b", default));
        Assert.True(await Store.TakeAsync(Office, new Incumbent("a", 2), "b", default));
        Assert.Equal(new Incumbent("b", 3), await Store.FindAsync(Office, default));
    }

    [Fact]
    public async Task It_can_be_given_up_and_others_are_others()
    {
        await Store.TakeAsync(Office, null, "a", default);
        await Store.TakeAsync(Office, new Incumbent("a", 1), "", default);
        Assert.Equal(new Incumbent("", 2), await Store.FindAsync(Office, default));
        Assert.Null(await Store.FindAsync("another", default));
        Assert.True(await Store.TakeAsync("another", null, "b", default));
    }
}

public sealed class SqliteElectionStoreTests : ElectionStoreContract
{
    protected override async ValueTask<IElectionStore> CreateAsync() => new ElectionStore(await DatabaseAsync(StorageProvider.Sqlite));
}

public sealed class PostgresElectionStoreTests : ElectionStoreContract
{
    protected override async ValueTask<IElectionStore> CreateAsync() => new ElectionStore(await DatabaseAsync(StorageProvider.Postgres));
}
