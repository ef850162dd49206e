using CsCheck;
using Telephony.Domain.Records;
using Telephony.Storage.Journal;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Storage;

/// <summary>The journal after the death of the process: whatever was appended is there, wherever the file was cut.</summary>
public sealed class JournalCrashTests
{
    [Fact]
    public async Task A_cut_at_every_byte_of_the_last_entries_keeps_all_entries_before_it()
    {
        await using var origin = await JournalHarness.CreateAsync();
        var ends = new List<long>();
        using (var journal = origin.Open())
        {
            for (var number = 1; number <= 3; number++)
            {
                journal.Shard(0).AppendStarted(SampleCalls.Started(number));
                ends.Add(journal.Shards[0].Segments.First().Committed);
            }
        }

        var bytes = await File.ReadAllBytesAsync(origin.Segments[0]);
        await using var scratch = await JournalHarness.CreateAsync();
        Directory.CreateDirectory(scratch.JournalPath);
        var path = Path.Combine(scratch.JournalPath, Path.GetFileName(origin.Segments[0]));
        for (var cut = (int)ends[0]; cut <= ends[2]; cut++)
        {
            // Once as a shorter file, once as the zeros of allocated but unwritten space.
            await File.WriteAllBytesAsync(path, bytes[..cut]);
            AssertEntries(path, whole: ends.Count(end => end <= cut), cut);
            var zeroed = new byte[bytes.Length];
            bytes.AsSpan(0, cut).CopyTo(zeroed);
            await File.WriteAllBytesAsync(path, zeroed);
            AssertEntries(path, whole: ends.Count(end => end <= cut), cut);
        }
    }

    [Fact]
    public async Task A_torn_end_is_cut_and_the_calls_before_it_are_recovered()
    {
        await using var harness = await JournalHarness.CreateAsync();
        using (var journal = harness.Open())
        {
            journal.Shard(0).AppendStarted(SampleCalls.Started(1));
            journal.Shard(0).AppendStarted(SampleCalls.Started(2));
            var committed = journal.Shards[0].Segments.First().Committed;
            using var file = File.OpenHandle(harness.Segments[0], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            RandomAccess.SetLength(file, committed - 5);
        }

        var recovered = await harness.RecoverAsync();

        Assert.Equal([SampleCalls.Id(1)], recovered.OpenCalls.Select(call => call.Id));
        Assert.True(recovered.DamagedBytes > 0);
        Assert.Empty(harness.Segments);
    }

    [Fact]
    public async Task Damage_in_the_middle_hides_only_what_it_hit()
    {
        await using var harness = await JournalHarness.CreateAsync();
        long hit;
        using (var journal = harness.Open())
        {
            journal.Shard(0).AppendStarted(SampleCalls.Started(1));
            hit = journal.Shards[0].Segments.First().Committed + 100;
            for (var number = 2; number <= 5; number++) journal.Shard(0).AppendStarted(SampleCalls.Started(number));
            using var file = File.OpenHandle(harness.Segments[0], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            RandomAccess.Write(file, "damage"u8, hit);
        }

        var recovered = await harness.RecoverAsync();
        Assert.Equal([1, 3, 4, 5], Numbers(recovered.OpenCalls));
    }

    [Fact]
    public async Task Open_calls_come_back_with_their_dialogs_and_ended_ones_are_only_stored()
    {
        await using var harness = await JournalHarness.CreateAsync();
        var answered = SampleCalls.Started(1);
        using (var journal = harness.Open())
        {
            var shard = journal.Shard(0);
            shard.AppendStarted(answered);
            shard.AppendAnswered(answered.Answer());
            shard.AppendStarted(SampleCalls.Started(2));
            var ended = SampleCalls.Started(3);
            shard.AppendStarted(ended);
            shard.AppendEnded(ended.End(sipStatus: 487));
        }

        var recovered = await harness.RecoverAsync();

        Assert.Equal([1, 2], Numbers(recovered.OpenCalls));
        Assert.Equal(answered.Dialogs, recovered.OpenCalls[0].Dialogs);
        Assert.Equal(487, (await harness.FindAsync(3))?.Cause?.SipStatus);
    }

    [Fact]
    public async Task A_second_recovery_gives_the_same_store()
    {
        await using var harness = await JournalHarness.CreateAsync();
        using (var journal = harness.Open())
        {
            for (var number = 1; number <= 50; number++)
            {
                var record = SampleCalls.Started(number);
                journal.Shard(0).AppendStarted(record);
                if (number % 3 > 0) journal.Shard(0).AppendAnswered(record.Answer());
                if (number % 3 > 1) journal.Shard(0).AppendEnded(record.End());
            }
        }

        var copies = harness.Segments.ToDictionary(path => path, File.ReadAllBytes);
        await harness.RecoverAsync();
        var first = await harness.ContentAsync();
        foreach (var (path, bytes) in copies) await File.WriteAllBytesAsync(path, bytes);       // as if it had been killed before it could delete them
        await harness.RecoverAsync();

        Assert.Equal(50, first.Count);
        Assert.Equal(first, await harness.ContentAsync());
    }

    [Fact]
    public async Task Recovered_calls_are_closed_through_the_next_journal()
    {
        await using var harness = await JournalHarness.CreateAsync();
        using (var journal = harness.Open())
        {
            var record = SampleCalls.Started(1);
            journal.Shard(0).AppendStarted(record);
            journal.Shard(0).AppendAnswered(record.Answer());
        }

        var open = Assert.Single((await harness.RecoverAsync()).OpenCalls);
        using (var journal = harness.Open()) journal.Shard(0).AppendEnded(open.End());

        Assert.Empty((await harness.RecoverAsync()).OpenCalls);
        Assert.Equal(CallState.Ended, (await harness.FindAsync(1))?.State);
    }

    [Fact]
    public void Any_interleaving_killed_anywhere_loses_no_appended_call() =>
        Gen.Select(Gen.Int[0, 2].Array[1, 120], Gen.Int[0, 1].Array[120], Gen.Double[0, 1]).Sample(
            (phases, shards, cut) => InterleavingAsync(phases, shards, cut).GetAwaiter().GetResult(), iter: 60, threads: 1);

    // Each number says which phase some call takes next; the file of each shard is then cut at the same share of its length.
    private static async Task InterleavingAsync(int[] phases, int[] shards, double share)
    {
        await using var harness = await JournalHarness.CreateAsync();
        var calls = new List<(CallRecord Record, int Shard)>();
        var appended = new List<(CallRecord Record, int Shard, JournalSegment Segment, long End, CallState State)>();
        var journal = harness.Open(shards: 2);
        for (var i = 0; i < phases.Length; i++)
        {
            var step = phases[i] == 0 || calls.Count == 0 ? (SampleCalls.Started(i), shards[i]) : calls[(i * 7) % calls.Count];
            var (record, shard) = step;
            if (record.State == CallState.Ended) continue;
            var writer = journal.Shard(shard);
            if (record.Revision == 0) { calls.Add(step); Assert.True(writer.AppendStarted(record)); }
            else if (record.State == CallState.Started && phases[i] == 1) Assert.True(writer.AppendAnswered(record.Answer()));
            else Assert.True(writer.AppendEnded(record.End()));
            var segment = journal.Shards[shard].Segments.Last();
            appended.Add((record, shard, segment, segment.Committed, record.State));
        }

        var cuts = appended.Select(a => a.Segment).Distinct().ToDictionary(s => s, s => s.IsSealed ? s.Committed : 8 + (long)((s.Committed - 8) * share));
        foreach (var (segment, cut) in cuts)
        {
            using var file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            RandomAccess.SetLength(file, cut);
        }

        await harness.RecoverAsync();
        foreach (var survivor in appended.Where(a => a.End <= cuts[a.Segment]).GroupBy(a => a.Record.Id))
        {
            var found = await harness.Store.FindAsync(default, survivor.Key);
            Assert.Equal(survivor.Max(a => a.State), found?.State);
        }

        journal.Dispose();
    }

    private static void AssertEntries(string path, int whole, int cut)
    {
        using var segment = JournalSegment.OpenLeft(path, 1, new JournalDisk());
        Assert.NotNull(segment);
        var cursor = new SegmentCursor();
        cursor.Open(segment);
        var entries = 0;
        while (cursor.TryNext(out _)) entries++;
        Assert.True(whole == entries, $"Cut at {cut}: {entries} entries were read, {whole} are whole.");
    }

    private static IEnumerable<int> Numbers(IEnumerable<CallRecord> calls) => calls.Select(call => (int)(call.StartedAt - SampleCalls.Epoch).TotalSeconds).Order();
}
