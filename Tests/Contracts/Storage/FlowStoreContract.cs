using Telephony.Domain.Flows;
using Telephony.Domain.Identity;
using Telephony.Storage.Databases;
using Telephony.Storage.Flows;
using Xunit;

namespace Telephony.Contracts.Storage;

public sealed class SqliteFlowStoreTests : FlowStoreContract
{
    protected override async ValueTask<IFlowStore> CreateAsync() => new FlowStore(await DatabaseAsync(StorageProvider.Sqlite));
}

public sealed class PostgresFlowStoreTests : FlowStoreContract
{
    protected override async ValueTask<IFlowStore> CreateAsync() => new FlowStore(await DatabaseAsync(StorageProvider.Postgres));
}

/// <summary>What every store of call flows does.</summary>
public abstract class FlowStoreContract : StoreContract<IFlowStore>
{
    private static readonly ResourceId Ours = ResourceId.Default;
    private static readonly ResourceId Contoso = ResourceId.Parse("contoso");

    [Fact]
    public async Task A_draft_is_kept_as_it_is_and_counts_its_changes()
    {
        Assert.Equal(1, await SaveAsync("{ \"ä\": 1 }"));
        Assert.Equal(2, await SaveAsync("not even JSON"));
        Assert.Equal(new FlowDraft("not even JSON", 2, Clock.GetUtcNow(), "key:primary"), await Store.FindDraftAsync(Ours, "menu", default));
        Assert.Equal(new StoredFlow(Ours, "menu", 0, 0, 2, Clock.GetUtcNow()), await Store.FindAsync(Ours, "menu", default));
        Assert.Null(await Store.FindDraftAsync(Contoso, "menu", default));
        Assert.Empty(await Store.InForceAsync(Nothing, default));
    }

    [Fact]
    public async Task Of_two_who_change_one_revision_the_second_is_refused()
    {
        Assert.Equal(0, await SaveAsync("a", expected: 3));
        Assert.Null(await Store.FindAsync(Ours, "menu", default));
        Assert.Equal(1, await SaveAsync("a", expected: 0));
        Assert.Equal(0, await SaveAsync("b", expected: 0));
        Assert.Equal(2, await SaveAsync("b", expected: 1));
        Assert.Equal(0, await SaveAsync("c", expected: 1));
        Assert.Equal("b", (await Store.FindDraftAsync(Ours, "menu", default))?.Document);
    }

    [Fact]
    public async Task Publishing_counts_up_and_takes_the_draft_that_it_was_made_of()
    {
        await SaveAsync("one");
        Assert.Equal(1, await PublishAsync("one", draft: 1));
        Assert.Equal(new StoredFlow(Ours, "menu", 1, 1, 0, Clock.GetUtcNow()), await Store.FindAsync(Ours, "menu", default));

        // Changed meanwhile: the change stays.
        Assert.Equal(2, await SaveAsync("two", expected: 0));
        Assert.Equal(3, await SaveAsync("three"));
        Assert.Equal(2, await PublishAsync("two", draft: 2));
        Assert.Equal(new StoredFlow(Ours, "menu", 2, 2, 3, Clock.GetUtcNow()), await Store.FindAsync(Ours, "menu", default));
        Assert.Equal([(2, ""), (1, "")], (await Store.VersionsAsync(Ours, "menu", default)).Select(static one => (one.Number, one.Document)));
        Assert.Equal(new FlowVersion(Ours, "menu", 1, "one", Clock.GetUtcNow(), "command", "note"), await Store.FindVersionAsync(Ours, "menu", 1, default));
        Assert.Null(await Store.FindVersionAsync(Ours, "menu", 3, default));
    }

    [Fact]
    public async Task Publishers_at_the_same_time_get_versions_of_their_own()
    {
        var numbers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => PublishAsync($"document {i}").AsTask()));
        Assert.Equal(Enumerable.Range(1, 10), numbers.Order());
        Assert.Equal((10, 10), ((await Store.FindAsync(Ours, "menu", default))?.InForce, (await Store.VersionsAsync(Ours, "menu", default)).Count));
    }

    [Fact]
    public async Task An_older_version_is_put_in_force_again_or_none()
    {
        await PublishAsync("one");
        await PublishAsync("two");
        Assert.True(await Store.PutInForceAsync(Ours, "menu", 1, Clock.GetUtcNow(), default));
        Assert.Equal("one", Assert.Single(await Store.InForceAsync(Nothing, default)).Document);
        Assert.Equal(3, await PublishAsync("three"));
        Assert.True(await Store.PutInForceAsync(Ours, "menu", 0, Clock.GetUtcNow(), default));
        Assert.Empty(await Store.InForceAsync(Nothing, default));
        Assert.False(await Store.PutInForceAsync(Ours, "menu", 4, Clock.GetUtcNow(), default));
        Assert.False(await Store.PutInForceAsync(Contoso, "menu", 1, Clock.GetUtcNow(), default));
        await SaveAsync("draft", name: "new");
        Assert.False(await Store.PutInForceAsync(Ours, "new", 0, Clock.GetUtcNow(), default));
    }

    [Fact]
    public async Task A_draft_that_is_dropped_leaves_nothing_unless_there_are_versions()
    {
        await SaveAsync("a");
        Assert.True(await Store.DropDraftAsync(Ours, "menu", Clock.GetUtcNow(), default));
        Assert.False(await Store.DropDraftAsync(Ours, "menu", Clock.GetUtcNow(), default));
        Assert.Empty(await Store.ListAsync(null, default));
        await PublishAsync("one");
        await SaveAsync("b");
        Assert.True(await Store.DropDraftAsync(Ours, "menu", Clock.GetUtcNow(), default));
        Assert.Equal((1, 0), (Assert.Single(await Store.ListAsync(null, default)) is var left ? left.InForce : 0, left.DraftRevision));
    }

    [Fact]
    public async Task A_flow_that_is_deleted_is_gone_and_its_numbers_never_mean_another_document()
    {
        await PublishAsync("one");
        await PublishAsync("two");
        await PublishAsync("theirs", resource: Contoso);
        Assert.Equal(1, await SaveAsync("three"));
        Assert.True(await Store.DeleteAsync(Ours, "menu", Clock.GetUtcNow(), default));
        Assert.False(await Store.DeleteAsync(Ours, "menu", Clock.GetUtcNow(), default));
        Assert.Null(await Store.FindAsync(Ours, "menu", default));
        Assert.Null(await Store.FindDraftAsync(Ours, "menu", default));
        Assert.Null(await Store.FindVersionAsync(Ours, "menu", 2, default));
        Assert.Empty(await Store.VersionsAsync(Ours, "menu", default));
        Assert.Equal(["contoso"], (await Store.ListAsync(null, default)).Select(static one => one.Resource.Value));
        Assert.Equal("theirs", Assert.Single(await Store.InForceAsync(Nothing, default)).Document);
        Assert.False(await Store.PutInForceAsync(Ours, "menu", 0, Clock.GetUtcNow(), default));

        Assert.Equal(2, await SaveAsync("new", expected: 0));
        Assert.Equal(new StoredFlow(Ours, "menu", 0, 0, 2, Clock.GetUtcNow()), await Store.FindAsync(Ours, "menu", default));
        Assert.Equal(3, await PublishAsync("new", draft: 2));
        Assert.False(await Store.PutInForceAsync(Ours, "menu", 2, Clock.GetUtcNow(), default));
        Assert.Equal(new StoredFlow(Ours, "menu", 3, 3, 0, Clock.GetUtcNow()), await Store.FindAsync(Ours, "menu", default));
    }

    [Fact]
    public async Task What_is_in_force_comes_with_the_documents_that_are_not_known()
    {
        await PublishAsync("ours");
        await PublishAsync("theirs", resource: Contoso);
        var known = new HashSet<(ResourceId, string, int)> { (Ours, "menu", 1) };
        Assert.Equal([("contoso", "theirs"), ("default", "")], (await Store.InForceAsync(known, default)).Select(static one => (one.Resource.Value, one.Document)));
        await PublishAsync("ours again");
        Assert.Equal([("contoso", "theirs", 1), ("default", "ours again", 2)], (await Store.InForceAsync(known, default)).Select(static one => (one.Resource.Value, one.Document, one.Number)));
        Assert.Equal(["contoso"], (await Store.ListAsync(Contoso, default)).Select(static one => one.Resource.Value));
        Assert.Equal(["contoso", "default"], (await Store.ListAsync(null, default)).Select(static one => one.Resource.Value));
    }

    private static readonly HashSet<(ResourceId, string, int)> Nothing = [];

    private ValueTask<int> SaveAsync(string document, int? expected = null, string name = "menu") => Store.SaveDraftAsync(Ours, name, document, "key:primary", expected, Clock.GetUtcNow(), default);

    private ValueTask<int> PublishAsync(string document, int draft = 0, ResourceId? resource = null) => Store.PublishAsync(new FlowPublication(resource ?? Ours, "menu", document, "command", "note", Clock.GetUtcNow(), draft), default);
}
