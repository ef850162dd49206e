using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>What every call journal does.</summary>
public abstract class CallJournalContract
{
    /// <summary>A journal of two shards, its store, and a disk that can be filled.</summary>
    public abstract class Harness : IAsyncDisposable
    {
        public abstract ICallJournal Journal { get; }

        public abstract ICallRecordStore Store { get; }

        /// <summary>Carries what was appended to the store.</summary>
        public abstract ValueTask SettleAsync();

        public abstract void Fill();

        public abstract void MakeRoom();

        public abstract ValueTask DisposeAsync();
    }

    protected abstract ValueTask<Harness> CreateAsync();

    [Fact]
    public async Task What_is_appended_reaches_the_store_phase_by_phase()
    {
        await using var harness = await CreateAsync();
        var (shard, record) = (harness.Journal.Shard(0), SampleCalls.Started(1));

        Assert.True(shard.AppendStarted(record));
        await harness.SettleAsync();
        Assert.Equal(CallState.Started, (await Find(harness, 1))?.State);

        Assert.True(shard.AppendAnswered(record.Answer()));
        await harness.SettleAsync();
        Assert.Equal(2, (await Find(harness, 1))?.Dialogs.Count);

        Assert.True(shard.AppendEnded(record.End()));
        await harness.SettleAsync();
        var found = await Find(harness, 1);
        Assert.Equal("The caller hung up.", found?.Cause?.Text);
        Assert.Equal(3, found?.Revision);
    }

    [Fact]
    public async Task A_record_changed_after_the_append_is_kept_as_it_was()
    {
        await using var harness = await CreateAsync();
        var record = SampleCalls.Started(1);
        harness.Journal.Shard(0).AppendStarted(record);
        record.Called = "+1999";
        await harness.SettleAsync();

        Assert.Equal("+49711123456", (await Find(harness, 1))?.Called);
    }

    [Fact]
    public async Task Shards_do_not_disturb_each_other()
    {
        await using var harness = await CreateAsync();
        Parallel.For(0, 2, shard =>
        {
            for (var i = 0; i < 300; i++) Assert.True(harness.Journal.Shard(shard).AppendStarted(SampleCalls.Started((shard * 1000) + i)));
        });
        await harness.SettleAsync();

        Assert.Equal(600, (await harness.Store.ListOpenAsync()).Count);
    }

    [Fact]
    public async Task A_full_disk_refuses_new_calls_with_a_sentence_and_recovers()
    {
        await using var harness = await CreateAsync();
        var shard = harness.Journal.Shard(0);
        var running = SampleCalls.Started(1);
        Assert.True(shard.AppendStarted(running));
        Assert.True(harness.Journal.CanAcceptCalls);
        Assert.Null(harness.Journal.Refusal);

        harness.Fill();
        Assert.False(harness.Journal.CanAcceptCalls);
        Assert.Contains("new calls are refused", harness.Journal.Refusal, StringComparison.OrdinalIgnoreCase);

        harness.MakeRoom();
        Assert.True(harness.Journal.CanAcceptCalls);
        Assert.True(shard.AppendStarted(SampleCalls.Started(2)));
        Assert.True(shard.AppendEnded(running.End()));
        await harness.SettleAsync();
        Assert.Equal(CallState.Ended, (await Find(harness, 1))?.State);
        Assert.Equal(CallState.Started, (await Find(harness, 2))?.State);
    }

    private static ValueTask<CallRecord?> Find(Harness harness, int number) => harness.Store.FindAsync(ResourceId.Default, SampleCalls.Id(number));
}
