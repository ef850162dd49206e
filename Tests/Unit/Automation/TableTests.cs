using Telephony.Audio.Sources;
using Telephony.Automation.Rooms;
using Telephony.Calls.Steering;
using Telephony.Support;
using Telephony.Unit.Audio;
using Xunit;

namespace Telephony.Unit.Automation;

/// <summary>Conferences frame by frame, against the ideal mix: each hears the exact sum of the others.</summary>
public sealed class TableTests
{
    private const int Frame = SteeredSound.FrameSamples;

    /// <summary>What is said is heard so many frames later: a trail waits for two before it begins.</summary>
    private const int Delay = 1;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(50)]
    public void Each_hears_exactly_the_sum_of_the_others(int parties)
    {
        var voices = Voices(parties, frames: 100, peak: 24_000 / parties);
        var (seats, table) = Sit(parties);
        for (var at = 0; at < 100; at++)
        {
            var heard = Beat(seats, voices, at);
            if (at <= Delay) continue;
            for (var party = 0; party < parties; party++) AssertIdeal(voices, at - Delay, heard[party], without: party);
        }
        Assert.Equal(100, table.Made);   // one for all
    }

    [Fact]
    public void Seats_of_a_worker_that_stands_still_make_up_for_it_and_lose_nothing()
    {
        var voices = Voices(3, frames: 100, peak: 8000);
        var (seats, _) = Sit(3);
        List<short[]> late = [Fill(seats[2])];
        for (var at = 0; at < 100; at++)
        {
            for (var party = 0; party < 3; party++) seats[party].Hear(voices[party].AsSpan(at * Frame, Frame));
            Fill(seats[0]);
            Fill(seats[1]);
            if (at % 8 != 7) continue;
            for (var burst = 0; burst < 8; burst++) late.Add(Fill(seats[2]));   // all at once
        }
        Assert.Equal(97, late.Count);
        for (var at = 1; at < late.Count; at++) AssertIdeal(voices, at - Delay, late[at], without: 2);
    }

    [Fact]
    public void Who_comes_and_goes_leaves_no_seam_for_the_others()
    {
        var voices = Voices(4, frames: 200, peak: 6000);
        var (seats, table) = Sit(3);
        Seat[] all = [.. seats, new Seat()];
        for (var at = 0; at < 200; at++)
        {
            if (at == 50) table.Seat(all);
            if (at == 100) table.Seat(all[..3]);
            var heard = Beat(all, voices, at);
            for (var party = 0; party < 3 && at > Delay; party++)
            {
                var there = voices.Where((_, other) => other != party && (other < 3 || (at is >= 52 and < 100)));
                AssertSum(there, at - Delay, heard[party]);
            }
            if (at >= 100) Assert.All(heard[3], static sample => Assert.Equal(0, sample));
        }
    }

    [Fact]
    public void Who_is_muted_is_not_heard_and_hears()
    {
        var voices = Voices(3, frames: 30, peak: 8000);
        var (seats, _) = Sit(3);
        seats[1].IsMuted = true;
        for (var at = 0; at < 30; at++)
        {
            var heard = Beat(seats, voices, at);
            if (at <= Delay) continue;
            AssertSum([voices[2]], at - Delay, heard[0]);
            AssertSum([voices[0], voices[2]], at - Delay, heard[1]);
            AssertSum([voices[0]], at - Delay, heard[2]);
        }
    }

    [Fact]
    public void An_application_is_heard_by_all_and_a_listener_hears_it_once()
    {
        var (seats, table) = Sit(1);
        var said = Enumerable.Range(0, 40 * Frame).Select(static i => (short)(i % 1000)).ToArray();
        var voice = table.AddVoice(new PcmClip(said, SteeredSound.SampleRate).Open(SteeredSound.SampleRate));
        var listener = new Sums();
        table.Add(listener);
        var phone = Voices(1, 40, 8000);
        for (var at = 0; at < 40; at++)
        {
            var heard = Beat(seats, phone, at);
            Assert.Equal(said[(at * Frame)..((at + 1) * Frame)], heard[0]);
            for (var i = 0; i < Frame; i++) Assert.Equal(said[(at * Frame) + i] + (at <= Delay ? 0 : phone[0][((at - Delay) * Frame) + i]), listener.Last[i]);
        }
        table.Remove(voice);
        table.Remove(listener);
        Assert.Equal(new short[Frame], Fill(seats[0]));
        Assert.Equal(40, listener.Count);
    }

    [Fact]
    public void Nothing_is_allocated_per_frame()
    {
        var voices = Voices(10, frames: 60, peak: 24_000);
        var (seats, table) = Sit(10);
        table.Add(new Sums());
        var frame = new short[Frame];
        for (var at = 0; at < 10; at++) Beat(seats, voices, at);
        var next = 10;
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var end = next + 10; next < end; next++)
            {
                for (var party = 0; party < 10; party++) seats[party].Hear(voices[party].AsSpan(next * Frame, Frame));
                for (var party = 0; party < 10; party++) seats[party].Fill(frame);
            }
        }));
    }

    [Fact]
    public async Task Workers_of_different_seats_may_beat_at_the_same_time()
    {
        var (seats, _) = Sit(4);
        var said = Enumerable.Repeat((short)1000, Frame).ToArray();
        using var beat = new Barrier(4);
        var workers = seats.Select(seat => Task.Factory.StartNew(
            () =>
            {
                var frame = new short[Frame];
                for (var i = 0; i < 3000; i++)
                {
                    seat.Hear(said);
                    seat.Fill(frame);
                    foreach (var sample in frame) Assert.True(sample is 0 or 1000 or 2000 or 3000, $"{sample} is no sum of whole frames.");
                    beat.SignalAndWait();
                }
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        await Task.WhenAll(workers);
    }

    private static (Seat[] Seats, Table Table) Sit(int parties)
    {
        Seat[] seats = [.. Enumerable.Range(0, parties).Select(static _ => new Seat())];
        var table = new Table();
        table.Seat(seats);
        return (seats, table);
    }

    /// <summary>All say their frame, then all hear one.</summary>
    private static short[][] Beat(Seat[] seats, short[][] voices, int at)
    {
        for (var party = 0; party < seats.Length; party++) seats[party].Hear(voices[party].AsSpan(at * Frame, Frame));
        return [.. seats.Select(Fill)];
    }

    private static short[] Fill(Seat seat)
    {
        var frame = new short[Frame];
        seat.Fill(frame);
        return frame;
    }

    private static void AssertIdeal(short[][] voices, int at, short[] heard, int without) => AssertSum(voices.Where((_, party) => party != without), at, heard);

    private static void AssertSum(IEnumerable<short[]> voices, int at, short[] heard)
    {
        var sum = new int[Frame];
        foreach (var voice in voices)
        {
            for (var i = 0; i < Frame; i++) sum[i] += voice[(at * Frame) + i];
        }
        for (var i = 0; i < Frame; i++) Assert.Equal(sum[i], heard[i]);
    }

    private static short[][] Voices(int parties, int frames, int peak) =>
        [.. Enumerable.Range(1, parties).Select(seed => Speech.Synthetic(SteeredSound.SampleRate, frames / 50.0, seed).Select(sample => (short)(sample * peak / 12_000)).ToArray())];

    private sealed class Sums : IBeatListener
    {
        public int[] Last { get; } = new int[Frame];

        public int Count { get; private set; }

        public void OnBeat(in BeatSound sound)
        {
            sound.Sum.CopyTo(Last);
            Count++;
        }
    }
}
