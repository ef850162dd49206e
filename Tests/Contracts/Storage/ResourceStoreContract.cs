using Telephony.Domain.Identity;
using Telephony.Domain.Resources;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>What every store of resources does.</summary>
public abstract class ResourceStoreContract : StoreContract<IResourceStore>
{
    [Fact]
    public async Task A_resource_comes_back_as_it_was_given()
    {
        var (second, first) = (Resource("contoso"), Resource("adatum"));
        Assert.True(await Store.AddAsync(second, default));
        Assert.True(await Store.AddAsync(first, default));

        Assert.Equal([first, second], await Store.ListAsync(default));
    }

    [Fact]
    public async Task A_name_is_given_once()
    {
        var first = Resource("contoso");
        await Store.AddAsync(first, default);

        Assert.False(await Store.AddAsync(Resource("contoso"), default));
        Assert.Equal([first], await Store.ListAsync(default));
    }

    [Fact]
    public async Task One_key_changes_and_the_other_stays()
    {
        var before = Resource("contoso");
        await Store.AddAsync(before, default);
        var made = AccessKeys.MakeKey();
        Assert.True(await Store.ReplaceKeyAsync(before.Name, AccessKeyKind.Secondary, made, default));

        var after = Assert.Single(await Store.ListAsync(default));
        Assert.Equal(before.Keys[AccessKeyKind.Primary].ToArray(), after.Keys[AccessKeyKind.Primary].ToArray());
        Assert.Equal(made, after.Keys[AccessKeyKind.Secondary].ToArray());
        Assert.False(await Store.ReplaceKeyAsync(ResourceId.Parse("nobody"), AccessKeyKind.Primary, made, default));
    }

    [Fact]
    public async Task A_removed_resource_is_gone()
    {
        await Store.AddAsync(Resource("contoso"), default);

        Assert.True(await Store.RemoveAsync(ResourceId.Parse("contoso"), default));
        Assert.False(await Store.RemoveAsync(ResourceId.Parse("contoso"), default));
        Assert.Empty(await Store.ListAsync(default));
    }

    private CommunicationResource Resource(string name) => new()
    {
        Name = ResourceId.Parse(name),
        ImmutableId = Guid.NewGuid(),
        DataLocation = "Zürich",
        Keys = AccessKeys.Make(),
        CreatedAt = Clock.GetUtcNow(),
    };
}
