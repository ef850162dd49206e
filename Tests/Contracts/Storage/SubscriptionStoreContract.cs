using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Storage.Databases;
using Telephony.Storage.Events;
using Xunit;

namespace Telephony.Contracts.Storage;

public sealed class SqliteSubscriptionStoreTests : SubscriptionStoreContract
{
    protected override async ValueTask<ISubscriptionStore> CreateAsync() => new SubscriptionStore(await DatabaseAsync(StorageProvider.Sqlite));
}

public sealed class PostgresSubscriptionStoreTests : SubscriptionStoreContract
{
    protected override async ValueTask<ISubscriptionStore> CreateAsync() => new SubscriptionStore(await DatabaseAsync(StorageProvider.Postgres));
}

/// <summary>What every store of subscriptions does.</summary>
public abstract class SubscriptionStoreContract : StoreContract<ISubscriptionStore>
{
    [Fact]
    public async Task A_subscription_comes_back_as_it_was_given()
    {
        var given = Subscription("alpha") with
        {
            Url = new Uri("https://app.example.com/hook?code=a%2Fb"), Schema = EventSchema.CloudEvents, Filter = new EventFilter(["A.B", "C.D"], "/phonenumber/", "55"), IsOrdered = true, Proof = WebhookProof.Hmac,
            Secret = WebhookSecret.Make(), Audience = "me", Life = TimeSpan.FromMinutes(5), MostAttempts = 3, Concurrency = 2, BatchSize = 10, State = SubscriptionState.Refused, StateWhy = "no",
        };
        Assert.True(await Store.AddAsync(given, default));
        Assert.Equal(given, Assert.Single(await Store.ListAsync(default)));
    }

    [Fact]
    public async Task Names_are_a_resources_own_and_the_second_of_one_is_refused()
    {
        Assert.True(await Store.AddAsync(Subscription("alpha"), default));
        Assert.True(await Store.AddAsync(Subscription("alpha") with { Resource = ResourceId.Parse("contoso") }, default));
        Assert.False(await Store.AddAsync(Subscription("alpha"), default));

        Assert.Equal(["contoso", "default"], (await Store.ListAsync(default)).Select(static one => one.Resource.Value));
    }

    [Fact]
    public async Task A_state_is_set_where_the_code_is_the_one()
    {
        var given = Subscription("alpha");
        await Store.AddAsync(given, default);

        Assert.False(await Store.SetStateAsync(given.Resource, given.Name, Guid.NewGuid(), SubscriptionState.Active, "", default));
        Assert.True(await Store.SetStateAsync(given.Resource, given.Name, given.Code, SubscriptionState.AwaitingConsent, "later", default));
        Assert.Equal(given with { State = SubscriptionState.AwaitingConsent, StateWhy = "later" }, Assert.Single(await Store.ListAsync(default)));
    }

    [Fact]
    public async Task A_removed_one_is_gone()
    {
        await Store.AddAsync(Subscription("alpha"), default);
        Assert.True(await Store.RemoveAsync(ResourceId.Default, "alpha", default));
        Assert.False(await Store.RemoveAsync(ResourceId.Default, "alpha", default));
        Assert.Empty(await Store.ListAsync(default));
    }

    private EventSubscription Subscription(string name) =>
        new() { Resource = ResourceId.Default, Name = name, Url = new Uri("https://app.example.com/"), Code = Guid.NewGuid(), CreatedAt = Clock.GetUtcNow() };
}
