using Telephony.Domain.Records;
using Telephony.Domain.Stores;
using Telephony.Storage.Journal;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Storage;

public sealed class JournalFeederTests : IAsyncLifetime
{
    private JournalHarness _harness = null!;

    public async ValueTask InitializeAsync() => _harness = await JournalHarness.CreateAsync();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_short_call_is_written_once_and_a_long_one_is_seen_after_the_delay()
    {
        var sink = new CountingSink(_harness.Store);
        using var journal = _harness.Open();
        await using var feeder = new JournalFeeder(journal, sink, _harness.Clock);
        var (shortCall, longCall) = (SampleCalls.Started(1), SampleCalls.Started(2));
        journal.Shard(0).AppendStarted(shortCall);
        journal.Shard(0).AppendStarted(longCall);
        await feeder.FeedAsync(everything: false, default);
        Assert.Equal(0, sink.Taken);

        journal.Shard(0).AppendAnswered(shortCall.Answer());
        journal.Shard(0).AppendEnded(shortCall.End());
        await feeder.FeedAsync(everything: false, default);
        Assert.Equal(1, sink.Taken);
        Assert.Equal(CallState.Ended, (await _harness.FindAsync(1))?.State);
        Assert.Null(await _harness.FindAsync(2));

        _harness.Clock.Advance(_harness.Options.OpenCallDelay);
        await feeder.FeedAsync(everything: false, default);
        Assert.Equal(2, sink.Taken);
        Assert.Equal(CallState.Started, (await _harness.FindAsync(2))?.State);
    }

    [Fact]
    public async Task Segments_go_once_the_store_has_them_and_running_calls_are_not_forgotten()
    {
        using var journal = _harness.Open();
        await using var feeder = new JournalFeeder(journal, _harness.Store, _harness.Clock);
        journal.Shard(0).AppendStarted(SampleCalls.Started(0));
        for (var number = 1; number <= 500; number++) journal.Shard(0).AppendEnded(SampleCalls.Whole(number));
        Assert.True(_harness.Segments.Count > 5);

        await feeder.FeedAsync(everything: false, default);

        Assert.Single(_harness.Segments);                  // the one in use
        Assert.Equal([SampleCalls.Id(0)], (await _harness.Store.ListOpenAsync()).Select(call => call.Id));
        Assert.Equal(501, (await _harness.ContentAsync()).Count);
    }

    [Fact]
    public async Task While_the_store_fails_everything_stays_and_is_taken_later()
    {
        var sink = new CountingSink(_harness.Store) { Failing = true };
        using var journal = _harness.Open();
        await using var feeder = new JournalFeeder(journal, sink, _harness.Clock);
        for (var number = 1; number <= 200; number++) journal.Shard(0).AppendEnded(SampleCalls.Whole(number));
        var segments = _harness.Segments.Count;
        await Assert.ThrowsAsync<StorageException>(async () => await feeder.FeedAsync(everything: false, default));
        await Assert.ThrowsAsync<StorageException>(async () => await feeder.FeedAsync(everything: false, default));
        Assert.Equal(segments, _harness.Segments.Count);

        sink.Failing = false;
        await feeder.FeedAsync(everything: false, default);
        Assert.Equal(200, (await _harness.ContentAsync()).Count);
    }

    [Fact]
    public async Task While_the_store_is_away_the_journal_waits_on_the_disk_closed_and_is_counted()
    {
        var sink = new CountingSink(_harness.Store) { Failing = true };
        var journal = _harness.Open();
        await using var feeder = new JournalFeeder(journal, sink, _harness.Clock);
        feeder.Start();
        journal.Shard(0).AppendEnded(SampleCalls.Whole(1));
        await BeatAsync(() => feeder.IsFailing);
        for (var number = 2; number <= 1000; number++) journal.Shard(0).AppendEnded(SampleCalls.Whole(number));
        await BeatAsync(() => feeder.BacklogBytes > 500_000);

        // The one that is read, the one that is written, and the spare.
        Assert.InRange(Directory.EnumerateFiles("/proc/self/fd").Count(file => new FileInfo(file).LinkTarget?.StartsWith(_harness.JournalPath, StringComparison.Ordinal) == true), 1, 3);
        Assert.True(_harness.Segments.Count > 10);
        Assert.Equal(0, sink.Taken);

        sink.Failing = false;
        await BeatAsync(() => !feeder.IsFailing && feeder.BacklogBytes == 0);
        Assert.Equal(1000, (await _harness.ContentAsync()).Count);
        journal.Dispose();
    }

    [Fact]
    public async Task A_segment_stays_while_the_disk_does_not_confirm()
    {
        var sink = new CountingSink(_harness.Store) { Durable = false };
        using var journal = _harness.Open();
        await using var feeder = new JournalFeeder(journal, sink, _harness.Clock);
        for (var number = 1; number <= 200; number++) journal.Shard(0).AppendEnded(SampleCalls.Whole(number));
        var segments = _harness.Segments.Count;
        await feeder.FeedAsync(everything: false, default);
        Assert.Equal(segments, _harness.Segments.Count);

        sink.Durable = true;
        await feeder.FeedAsync(everything: false, default);
        Assert.Single(_harness.Segments);
    }

    [Fact]
    public async Task The_running_feeder_follows_its_clock_and_ends_with_all_stored()
    {
        var journal = _harness.Open(shards: 2);
        var feeder = new JournalFeeder(journal, _harness.Store, _harness.Clock);
        feeder.Start();
        for (var number = 1; number <= 100; number++) journal.Shard(number % 2).AppendEnded(SampleCalls.Whole(number));
        _harness.Clock.Advance(_harness.Options.FeedInterval);
        journal.Shard(0).AppendStarted(SampleCalls.Started(500));
        journal.Dispose();
        await feeder.DisposeAsync();

        Assert.Equal(101, (await _harness.ContentAsync()).Count);
        Assert.Empty(_harness.Segments);
        Assert.True(feeder.Completion.IsCompletedSuccessfully);
        Assert.Equal(0, feeder.BacklogBytes);
    }

    // Beats of the feeder's clock until it has got there.
    private async Task BeatAsync(Func<bool> there)
    {
        for (var beats = 0; !there(); beats++)
        {
            Assert.True(beats < 10_000, "The feeder does not get there.");
            _harness.Clock.Advance(_harness.Options.FeedInterval);
            await Task.Delay(1);
        }
    }

    private sealed class CountingSink(IRecordSink store) : IRecordSink
    {
        public int Taken { get; private set; }

        public bool Failing { get; set; }

        public bool Durable { get; set; } = true;

        public async ValueTask TakeAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
        {
            if (Failing) throw new StorageException("The disk is full.");
            Taken += records.Count;
            await store.TakeAsync(records, cancellationToken);
        }

        public ValueTask<bool> MakeDurableAsync(CancellationToken cancellationToken) => Durable ? store.MakeDurableAsync(cancellationToken) : ValueTask.FromResult(false);
    }
}
