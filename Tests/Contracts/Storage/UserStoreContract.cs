using Telephony.Domain.Identity;
using Telephony.Domain.Users;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>What every store of users does.</summary>
public abstract class UserStoreContract : StoreContract<IUserStore>
{
    private static readonly Guid s_resource = Guid.NewGuid();
    private static readonly ResourceId s_other = ResourceId.Parse("other");

    [Fact]
    public async Task A_user_comes_back_as_it_was_given_and_to_its_resource_only()
    {
        var user = User("O'Neill, büro");
        Assert.Equal((user, true), await Store.AddAsync(user, default));

        Assert.Equal(user, await Store.FindAsync(user.Resource, user.Id, default));
        Assert.Equal(user, await Store.FindExternalAsync(user.Resource, user.ExternalId!, default));
        Assert.Null(await Store.FindAsync(s_other, user.Id, default));
        Assert.Null(await Store.FindExternalAsync(s_other, user.ExternalId!, default));
    }

    [Fact]
    public async Task An_external_id_has_one_user_however_many_ask_at_once()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Store.AddAsync(User("sally"), default).AsTask()));

        Assert.Single(added, static one => one.IsNew);
        Assert.Single(added.Select(static one => one.User.Id).Distinct());
        Assert.True((await Store.AddAsync(User("sally") with { Resource = s_other }, default)).IsNew);
        Assert.True((await Store.AddAsync(User(null), default)).IsNew && (await Store.AddAsync(User(null), default)).IsNew);
    }

    [Fact]
    public async Task An_external_id_moves_when_it_is_free()
    {
        var (sally, other) = (User("sally"), User(null));
        await Store.AddAsync(sally, default);
        await Store.AddAsync(other, default);

        Assert.Equal(ExternalIdOutcome.Taken, await SetAsync(other, "sally"));
        Assert.Equal(ExternalIdOutcome.Done, await SetAsync(sally, "sally"));
        Assert.Equal(ExternalIdOutcome.Done, await SetAsync(sally, null));
        Assert.Equal(ExternalIdOutcome.Done, await SetAsync(other, "sally"));
        Assert.Equal(other.Id, (await Store.FindExternalAsync(other.Resource, "sally", default))!.Id);
        Assert.Equal(ExternalIdOutcome.NoSuchUser, await SetAsync(User(null), "bob"));

        ValueTask<ExternalIdOutcome> SetAsync(CommunicationUser user, string? id) => Store.SetExternalIdAsync(user.Resource, user.Id, id, default);
    }

    [Fact]
    public async Task Tokens_are_of_the_generation_that_revocation_counts()
    {
        var user = User(null);
        await Store.AddAsync(user, default);
        var now = Clock.GetUtcNow().AddHours(1);

        Assert.Equal(0, await Store.TouchAsync(user.Resource, user.Id, now, default));
        Assert.True(await Store.RevokeAsync(user.Resource, user.Id, default));
        Assert.Equal(1, await Store.TouchAsync(user.Resource, user.Id, now, default));
        var found = await Store.FindAsync(user.Resource, user.Id, default);
        Assert.Equal((1, now), (found!.TokenGeneration, found.LastTokenAt));
        Assert.Null(await Store.TouchAsync(s_other, user.Id, now, default));
        Assert.False(await Store.RevokeAsync(s_other, user.Id, default));
    }

    [Fact]
    public async Task A_user_whose_removal_has_begun_is_gone_for_all_but_its_end()
    {
        var user = User("sally");
        await Store.AddAsync(user, default);

        Assert.True(await Store.BeginRemovalAsync(user.Resource, user.Id, Clock.GetUtcNow(), default));
        Assert.False(await Store.BeginRemovalAsync(user.Resource, user.Id, Clock.GetUtcNow(), default));
        Assert.Null(await Store.FindAsync(user.Resource, user.Id, default));
        Assert.Null(await Store.TouchAsync(user.Resource, user.Id, Clock.GetUtcNow(), default));
        Assert.Empty(await Store.ListAsync(user.Resource, null, 10, default));
        Assert.Equal([(user.Resource, user.Id)], await Store.ListRemovalsAsync(default));
        Assert.True((await Store.AddAsync(User("sally"), default)).IsNew);
        await Store.RemoveAsync(user.Resource, user.Id, default);
        Assert.Empty(await Store.ListRemovalsAsync(default));
    }

    [Fact]
    public async Task A_listing_goes_on_after_the_last_one()
    {
        var users = Enumerable.Range(0, 5).Select(_ => User(null)).OrderBy(static user => user.Id.ToString(), StringComparer.Ordinal).ToList();
        foreach (var user in users) await Store.AddAsync(user, default);
        var first = await Store.ListAsync(ResourceId.Default, null, 3, default);

        Assert.Equal(users.Take(3), first);
        Assert.Equal(users.Skip(3), await Store.ListAsync(ResourceId.Default, first[^1].Id, 3, default));
    }

    private CommunicationUser User(string? external) => new()
    {
        Resource = ResourceId.Default, Id = CommunicationUserId.New(s_resource, Clock), ExternalId = external, CreatedAt = Clock.GetUtcNow(),
    };
}
