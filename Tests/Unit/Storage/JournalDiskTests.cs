using Telephony.Domain.Records;
using Telephony.Storage.Journal;
using Telephony.Support;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Storage;

public sealed class JournalDiskTests : IAsyncLifetime
{
    private JournalHarness _harness = null!;

    public async ValueTask InitializeAsync() => _harness = await JournalHarness.CreateAsync();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_write_that_fails_refuses_calls_and_what_waited_is_written_when_there_is_room()
    {
        using (var journal = _harness.Open())
        {
            var (shard, running) = (journal.Shard(0), SampleCalls.Started(1));
            Assert.True(shard.AppendStarted(running));

            _harness.Disk.TearsWrites = true;
            Assert.False(shard.AppendStarted(SampleCalls.Started(2)));
            Assert.False(shard.AppendEnded(running.End()));
            Assert.False(journal.CanAcceptCalls);
            Assert.Contains("No space left", journal.Refusal, StringComparison.Ordinal);
            Assert.Equal(2, journal.WriteFailures);

            _harness.Disk.TearsWrites = false;
            journal.Maintain();
            Assert.True(journal.CanAcceptCalls);
            Assert.True(shard.AppendStarted(SampleCalls.Started(3)));
        }

        var recovered = await _harness.RecoverAsync();
        Assert.Equal([SampleCalls.Id(3)], recovered.OpenCalls.Select(call => call.Id));
        Assert.Equal(CallState.Ended, (await _harness.FindAsync(1))?.State);
    }

    [Fact]
    public async Task Running_calls_end_in_the_space_that_is_allocated_although_the_disk_is_full()
    {
        using (var journal = _harness.Open())
        {
            var (shard, running) = (journal.Shard(0), SampleCalls.Started(1));
            shard.AppendStarted(running);
            _harness.Disk.Full = true;
            journal.Maintain();

            Assert.False(journal.CanAcceptCalls);
            Assert.True(shard.AppendEnded(running.End()));
        }

        Assert.Empty((await _harness.RecoverAsync()).OpenCalls);
    }

    [Fact]
    public async Task What_waits_at_the_stop_is_written_then()
    {
        var journal = _harness.Open();
        var running = SampleCalls.Started(1);
        journal.Shard(0).AppendStarted(running);
        _harness.Disk.TearsWrites = true;
        journal.Shard(0).AppendEnded(running.End());
        _harness.Disk.TearsWrites = false;
        journal.Dispose();

        Assert.Empty((await _harness.RecoverAsync()).OpenCalls);
    }

    [Fact]
    public void Memory_for_what_waits_is_bounded_and_the_loss_counted()
    {
        using var journal = _harness.Open();
        journal.Shard(0).AppendStarted(SampleCalls.Started(0));
        _harness.Disk.TearsWrites = true;
        for (var number = 1; number < 12_000; number++) journal.Shard(0).AppendEnded(SampleCalls.Whole(number));
        Assert.True(journal.LostEntries > 0);
        _harness.Disk.TearsWrites = false;
    }

    [Fact]
    public void An_append_makes_no_garbage()
    {
        using var journal = _harness.Open();
        var record = SampleCalls.Started(1).Answer();
        journal.Shard(0).AppendAnswered(record);
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var i = 0; i < 20; i++) journal.Shard(0).AppendAnswered(record);
        }));
    }

    [Fact]
    public void Every_mistake_in_the_settings_is_a_sentence()
    {
        var options = new JournalOptions { SegmentBytes = 1, FlushInterval = TimeSpan.FromHours(2), FeedInterval = TimeSpan.Zero, OpenCallDelay = TimeSpan.FromHours(1), MinimumFreeBytes = -1 };
        Assert.Equal(5, options.Mistakes().Count());
        Assert.Empty(new JournalOptions().Mistakes());
    }
}
