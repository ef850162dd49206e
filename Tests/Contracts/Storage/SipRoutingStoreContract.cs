using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Trunks;
using Telephony.Storage.Databases;
using Telephony.Storage.Routing;
using Xunit;

namespace Telephony.Contracts.Storage;

public sealed class SqliteSipRoutingStoreTests : SipRoutingStoreContract
{
    protected override async ValueTask<ISipRoutingStore> CreateAsync() => new SipRoutingStore(await DatabaseAsync(StorageProvider.Sqlite));
}

public sealed class PostgresSipRoutingStoreTests : SipRoutingStoreContract
{
    protected override async ValueTask<ISipRoutingStore> CreateAsync() => new SipRoutingStore(await DatabaseAsync(StorageProvider.Postgres));
}

/// <summary>What every store of trunks and routes of the API does.</summary>
public abstract class SipRoutingStoreContract : StoreContract<ISipRoutingStore>
{
    private static readonly ResourceId Contoso = ResourceId.Parse("contoso");

    [Fact]
    public async Task A_document_comes_back_as_it_was_given()
    {
        var given = Document(ResourceId.Default, "sbc.example.com") with
        {
            Domains = [new RoutingDomain(TrunkId.Parse("example.com"), false)],
            Routes = [new RoutingRoute("Ä", "all", NumberPattern.Compile("^\\+"), [TrunkId.Parse("sbc.example.com")], "+14255550100"), new RoutingRoute("none", "", NumberPattern.Compile("^1"), [], null)],
        };
        Assert.True(await Store.ReplaceAsync(given, default));
        var read = Assert.Single(await Store.ListAsync(default));

        Assert.Equal((given.Version, given.Resource), (read.Version, read.Resource));
        Assert.Equal(given.Domains, read.Domains);
        Assert.Equal(given.Trunks, read.Trunks);
        Assert.Equal(given.Routes.Select(static route => (route.Name, route.Description, route.Pattern.Text, string.Join(',', route.Trunks), route.CallerId)), read.Routes.Select(static route => (route.Name, route.Description, route.Pattern.Text, string.Join(',', route.Trunks), route.CallerId)));
    }

    [Fact]
    public async Task Of_two_changes_to_one_version_the_second_is_refused()
    {
        Assert.True(await Store.ReplaceAsync(Document(ResourceId.Default, "a.example.com"), default));
        Assert.False(await Store.ReplaceAsync(Document(ResourceId.Default, "b.example.com"), default));
        Assert.True(await Store.ReplaceAsync(Document(ResourceId.Default, "b.example.com") with { Version = 2 }, default));
        Assert.Equal("b.example.com", Assert.Single(Assert.Single(await Store.ListAsync(default)).Trunks).Fqdn.Value);
    }

    [Fact]
    public async Task A_trunk_is_one_resources()
    {
        Assert.True(await Store.ReplaceAsync(Document(ResourceId.Default, "a.example.com"), default));
        Assert.False(await Store.ReplaceAsync(Document(Contoso, "a.example.com"), default));
        Assert.True(await Store.ReplaceAsync(Document(Contoso, "b.example.com"), default));
        Assert.Equal(["contoso", "default"], (await Store.ListAsync(default)).Select(static one => one.Resource.Value));
    }

    private static ResourceRouting Document(ResourceId resource, string trunk) => new()
    {
        Resource = resource,
        Version = 1,
        Trunks = [new RoutingTrunk(TrunkId.Parse(trunk), 5061) { Enabled = false, Transport = SignallingTransport.Tcp, Privacy = PrivacyWord.Id, IpVersion = "IPv6", StepOutOfSignaling = true }],
    };
}
