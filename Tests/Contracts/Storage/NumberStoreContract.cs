using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>What every number inventory does.</summary>
public abstract class NumberStoreContract : StoreContract<INumberStore>
{
    private static readonly ResourceId Other = ResourceId.Parse("other");

    [Fact]
    public async Task A_record_comes_back_as_it_was_given()
    {
        var block = Record("+14255550100", "+14255550199") with
        {
            Label = "Büro, 2. Stock",
            Owner = "O'Neill",
            Capabilities = NumberCapabilities.All,
            Destination = new Destination.Announcement("welcome.wav"),
        };
        Assert.Equal(new NumberWriteOutcome.Saved(1), await Upsert(block));

        Assert.Equal([block], await Store.ListAsync(null, default));
    }

    [Fact]
    public async Task A_number_is_found_within_its_block_only()
    {
        var block = Record("+14255550100", "+14255550199");
        await Upsert(block, Record("+14255550300"));

        Assert.Equal(block, await Find("+14255550100"));
        Assert.Equal(block, await Find("+14255550199"));
        Assert.Null(await Find("+14255550200"));
        Assert.Null(await Find("+14255550099"));
        Assert.Null(await Store.FindAsync(Other, PhoneNumber.Parse("+14255550150"), default));
    }

    [Fact]
    public async Task The_same_block_again_replaces_the_record()
    {
        await Upsert(Record("+14255550100") with { Label = "old" });
        await Upsert(Record("+14255550100") with { Label = "new" });

        Assert.Equal("new", Assert.Single(await Store.ListAsync(null, default)).Label);
    }

    [Fact]
    public async Task An_overlap_writes_nothing_and_names_both()
    {
        var existing = Record("+14255550100", "+14255550199");
        await Upsert(existing);
        var wanted = Record("+14255550150", "+14255550250");

        var outcome = Assert.IsType<NumberWriteOutcome.Overlap>(await Upsert(Record("+14255550900"), wanted));

        Assert.Equal((wanted, existing), (outcome.Wanted, outcome.Existing));
        Assert.Equal([existing], await Store.ListAsync(null, default));
    }

    [Fact]
    public async Task No_two_resources_own_one_number()
    {
        await Upsert(Record("+14255550100"));
        Assert.IsType<NumberWriteOutcome.Overlap>(await Upsert(Record("+14255550100") with { Resource = Other }));
    }

    [Fact]
    public async Task Two_wanted_records_that_overlap_are_refused() =>
        Assert.IsType<NumberWriteOutcome.Overlap>(await Upsert(Record("+14255550100", "+14255550110"), Record("+14255550110")));

    [Fact]
    public async Task A_listing_is_sorted_and_can_be_of_one_resource()
    {
        var (third, first, second) = (Record("+4971112345"), Record("+14255550100"), Record("+14255550200") with { Resource = Other });
        await Upsert(third, first, second);

        Assert.Equal([.. new[] { first, second, third }.OrderBy(r => r.Range.First)], await Store.ListAsync(null, default));
        Assert.Equal([second], await Store.ListAsync(Other, default));
    }

    [Fact]
    public async Task The_version_rises_with_every_change_and_only_then()
    {
        var start = await Store.VersionAsync(default);
        await Upsert(Record("+14255550100"));
        var added = await Store.VersionAsync(default);
        await Upsert(Record("+14255550100", "+14255550101"));      // refused
        Assert.False(await Store.DeleteAsync(ResourceId.Default, Record("+14255550101").Range, default));
        Assert.Equal(added, await Store.VersionAsync(default));
        Assert.True(await Store.DeleteAsync(ResourceId.Default, Record("+14255550100").Range, default));

        Assert.True(start < added);
        Assert.True(added < await Store.VersionAsync(default));
        Assert.Empty(await Store.ListAsync(null, default));
    }

    private static NumberRecord Record(string first, string? last = null)
    {
        Assert.True(NumberRange.TryCreate(PhoneNumber.Parse(first), PhoneNumber.Parse(last ?? first), out var range, out var why), why);
        return new NumberRecord { Range = range, Destination = Destination.Echo.Instance };
    }

    private ValueTask<NumberWriteOutcome> Upsert(params NumberRecord[] records) => Store.UpsertAsync(records, default);

    private ValueTask<NumberRecord?> Find(string number) => Store.FindAsync(ResourceId.Default, PhoneNumber.Parse(number), default);
}
