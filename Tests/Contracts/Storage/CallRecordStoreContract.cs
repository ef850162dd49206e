using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Storage.Records;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>What every store of call records does.</summary>
public abstract class CallRecordStoreContract : StoreContract<ICallRecordStore>
{
    private static readonly ResourceId Other = ResourceId.Parse("other");

    /// <summary>A retention bound on bytes that a hundred sample calls exceed and an empty store does not.</summary>
    protected abstract long SmallBytes { get; }

    [Fact]
    public async Task A_record_comes_back_as_it_was_given()
    {
        var record = SampleCalls.Whole(1);
        await Store.IngestAsync([record]);

        var found = await Store.FindAsync(ResourceId.Default, record.Id);

        Assert.NotNull(found);
        Assert.Equal(CallRows.Encode(record), CallRows.Encode(found));
        Assert.NotSame(record, found);
        Assert.Equal(record.StartedAt, found.StartedAt);
        Assert.Equal(record.Ladder.Entries().Select(e => e.Summary.ToString()), found.Ladder.Entries().Select(e => e.Summary.ToString()));
    }

    [Fact]
    public async Task A_call_of_another_resource_is_not_found()
    {
        await Store.IngestAsync([SampleCalls.Whole(1)]);

        Assert.Null(await Store.FindAsync(Other, SampleCalls.Id(1)));
        Assert.Null(await Store.FindAsync(ResourceId.Default, SampleCalls.Id(2)));
        Assert.Empty((await Store.ListAsync(Other, new CallQuery())).Records);
    }

    [Fact]
    public async Task A_later_revision_replaces_an_earlier_one_and_never_the_other_way_round()
    {
        var record = SampleCalls.Started(1);
        record.Revision = 1;
        await Store.IngestAsync([record]);
        record.Answer().Revision = 2;
        await Store.IngestAsync([record]);
        var early = SampleCalls.Started(1);
        early.Revision = 1;
        await Store.IngestAsync([early]);

        Assert.Equal(CallState.Answered, (await Store.FindAsync(ResourceId.Default, record.Id))?.State);
    }

    [Fact]
    public async Task Taking_the_same_batch_twice_changes_nothing()
    {
        var batch = Enumerable.Range(1, 20).Select(number => SampleCalls.Whole(number)).ToList();
        await Store.IngestAsync(batch);
        var first = await AllOf(new CallQuery());
        await Store.IngestAsync(batch);

        Assert.Equal(first, await AllOf(new CallQuery()));
        Assert.Equal(20, first.Count);
    }

    [Fact]
    public async Task A_listing_is_newest_first_and_pages_meet_without_gap_or_repeat()
    {
        await Store.IngestAsync([.. Enumerable.Range(1, 25).Select(number => SampleCalls.Whole(number))]);

        var first = await Store.ListAsync(ResourceId.Default, new CallQuery { Limit = 10 });
        var second = await Store.ListAsync(ResourceId.Default, new CallQuery { Limit = 10, After = first.Next });
        var third = await Store.ListAsync(ResourceId.Default, new CallQuery { Limit = 10, After = second.Next });

        Assert.Equal(Enumerable.Range(1, 25).Reverse().Select(SampleCalls.Id), first.Records.Concat(second.Records).Concat(third.Records).Select(r => r.Id));
        Assert.Null(third.Next);
        Assert.Equal(5, third.Records.Count);
    }

    [Fact]
    public async Task A_stream_gives_every_record_once()
    {
        await Store.IngestAsync([.. Enumerable.Range(1, 25).Select(number => SampleCalls.Whole(number))]);
        Assert.Equal(25, (await AllOf(new CallQuery { Limit = 4 })).Distinct().Count());
    }

    [Fact]
    public async Task Filters_admit_what_they_say()
    {
        var failed = SampleCalls.Started(2).End(sipStatus: 486);
        var open = SampleCalls.Started(3).Answer();
        var renamed = SampleCalls.Whole(4);
        (renamed.Caller, renamed.ToTrunk) = ("+33123456789", default);
        await Store.IngestAsync([SampleCalls.Whole(1), failed, open, renamed]);

        Assert.Equal([4, 3, 2], await Numbers(new CallQuery { From = SampleCalls.Epoch.AddSeconds(2) }));
        Assert.Equal([2, 1], await Numbers(new CallQuery { To = SampleCalls.Epoch.AddSeconds(3) }));
        Assert.Equal([3], await Numbers(new CallQuery { State = CallState.Answered }));
        Assert.Equal([2], await Numbers(new CallQuery { Failed = true }));
        Assert.Equal([4, 3, 1], await Numbers(new CallQuery { Failed = false }));
        Assert.Equal([3, 2, 1], await Numbers(new CallQuery { Trunk = SampleCalls.Beta }));
        Assert.Equal([4], await Numbers(new CallQuery { Number = "+33123456789" }));
        Assert.Equal([4, 3, 2, 1], await Numbers(new CallQuery { Number = "+49711123456" }));
        Assert.Equal([1], await Numbers(new CallQuery { Failed = false, To = SampleCalls.Epoch.AddSeconds(2) }));
    }

    [Fact]
    public async Task Running_calls_of_every_resource_are_open_with_their_dialogs()
    {
        await Store.IngestAsync([SampleCalls.Whole(1), SampleCalls.Started(2), SampleCalls.Started(3, Other).Answer()]);

        var open = await Store.ListOpenAsync();

        Assert.Equal([SampleCalls.Id(2), SampleCalls.Id(3)], open.Select(r => r.Id).Order());
        Assert.Equal(2, open.Single(r => r.Resource == Other).Dialogs.Count);
    }

    [Fact]
    public async Task Age_takes_old_ended_calls_and_leaves_running_ones()
    {
        await Store.IngestAsync([SampleCalls.Started(1), SampleCalls.Whole(2), SampleCalls.Whole(3, Other), SampleCalls.Whole(100)]);
        Clock.Advance(TimeSpan.FromSeconds(110));

        Assert.Equal(2, await Store.ApplyRetentionAsync(new RecordRetention(TimeSpan.FromSeconds(60), null)));
        Assert.Equal([100, 1], await Numbers(new CallQuery()));
        Assert.Equal(0, await Store.ApplyRetentionAsync(new RecordRetention(TimeSpan.FromSeconds(60), null)));
    }

    [Fact]
    public async Task Size_takes_the_oldest_first()
    {
        await Store.IngestAsync([.. Enumerable.Range(1, 1200).Select(number => SampleCalls.Whole(number))]);

        var deleted = await Store.ApplyRetentionAsync(new RecordRetention(null, SmallBytes));

        Assert.InRange(deleted, 1, 1200);
        Assert.Null(await Store.FindAsync(ResourceId.Default, SampleCalls.Id(1)));
        var kept = await Numbers(new CallQuery { Limit = 1000 });
        Assert.Equal(Enumerable.Range(1201 - kept.Count, kept.Count).Reverse(), kept);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("12-zz")]
    public async Task A_page_mark_that_is_none_is_refused(string after)
    {
        var failure = await Assert.ThrowsAsync<ArgumentException>(async () => await Store.ListAsync(ResourceId.Default, new CallQuery { After = after }));
        Assert.Contains(after, failure.Message, StringComparison.Ordinal);
    }

    private async Task<List<int>> Numbers(CallQuery query) =>
        [.. (await Store.ListAsync(ResourceId.Default, query)).Records.Select(record => (int)(record.StartedAt - SampleCalls.Epoch).TotalSeconds)];

    private async Task<List<string>> AllOf(CallQuery query)
    {
        var all = new List<string>();
        await foreach (var record in Store.StreamAsync(ResourceId.Default, query)) all.Add(Convert.ToHexString(CallRows.Encode(record)));
        return all;
    }
}
