using CsCheck;
using Telephony.Audio.Playout;
using Telephony.Rtp.Packets;
using Telephony.Support;
using Telephony.Support.Sounds;
using Xunit;

namespace Telephony.Unit.Audio.Playout;

/// <summary>Streams of 20 ms packets at 8000 ticks, played by a metronome of 20 ms. A payload holds its packet's number.</summary>
public sealed class JitterBufferTests
{
    private const int TickUs = 20_000;

    [Fact]
    public void A_calm_stream_is_played_whole_with_little_delay()
    {
        var run = new Run();
        for (var i = 0; i < 500; i++) run.Arrives(i, i * TickUs);
        run.PlayTo(510);
        Assert.Equal(Enumerable.Range(0, 500), run.Played);
        Assert.InRange(run.Buffer.Wanted.TotalMilliseconds, 5, 15);
        Assert.Equal(0, run.Buffer.Statistics.Lost);
        Assert.InRange(run.LastDelayMs, 0, 45);
    }

    [Fact]
    public void A_delay_that_was_too_long_shrinks()
    {
        var run = new Run(new JitterBufferOptions { Initial = TimeSpan.FromMilliseconds(160) });
        for (var i = 0; i < 1000; i++) run.Arrives(i, i * TickUs);
        run.PlayTo(1010);
        Assert.InRange(run.FirstDelayMs, 155, 200);
        Assert.InRange(run.LastDelayMs, 0, 50);
        Assert.InRange(run.Buffer.Statistics.Skipped, 4, 9);
        Assert.Equal(0, run.Buffer.Statistics.Lost);
    }

    [Fact]
    public void Jitter_is_waited_for()
    {
        var (run, random) = (new Run(), new Random(9));
        for (var i = 0; i < 3000; i++) run.Arrives(i, (i * TickUs) + random.Next(60_000));
        run.PlayTo(3010);
        Assert.InRange(run.Buffer.Wanted.TotalMilliseconds, 50, 70);
        Assert.InRange(run.PlayedAfter(500).Count, 2430, 2500);
        Assert.InRange(run.Buffer.Statistics.Late, 0, 60);
        Assert.Equal(run.Played.Order(), run.Played);
    }

    [Fact]
    public void Order_is_restored_and_repetitions_are_left_out()
    {
        var run = new Run(new JitterBufferOptions { Least = TimeSpan.FromMilliseconds(60), Initial = TimeSpan.FromMilliseconds(60) });
        for (var i = 0; i < 300; i += 3)
        {
            run.Arrives(i, i * TickUs);
            run.Arrives(i + 2, (i + 1) * TickUs);
            run.Arrives(i + 1, (i + 2) * TickUs);
            run.Arrives(i + 1, ((i + 2) * TickUs) + 1);
        }
        run.PlayTo(310);
        Assert.Equal(Enumerable.Range(0, 300), run.Played);
        Assert.Equal(100, run.Buffer.Statistics.Duplicates);
    }

    [Fact]
    public void What_is_lost_is_told_and_the_packet_behind_it_is_shown()
    {
        var run = new Run(new JitterBufferOptions { Least = TimeSpan.FromMilliseconds(40) });
        for (var i = 0; i < 500; i++)
        {
            if (i % 10 != 7) run.Arrives(i, i * TickUs);
        }
        run.PlayTo(510);
        Assert.Equal(450, run.Played.Count);
        Assert.Equal(50, run.Buffer.Statistics.Lost);
        Assert.InRange(run.Followed, 48, 50);
    }

    [Fact]
    public void A_pause_is_not_loss_and_what_follows_it_keeps_the_delay()
    {
        var run = new Run();
        for (var i = 0; i < 100; i++) run.Arrives(i, i * TickUs);
        for (var i = 100; i < 200; i++) run.Arrives(i, (i + 500) * TickUs, timestamp: (uint)((i + 500) * 160));          // 10 s of silence
        run.PlayTo(720);
        Assert.Equal(Enumerable.Range(0, 200), run.Played);
        Assert.InRange(run.Buffer.Statistics.Lost, 0, 5);
        Assert.Equal(0, run.Buffer.Statistics.Restarts);
        Assert.InRange(run.LastDelayMs, 0, 45);
    }

    [Theory]
    [InlineData(1.0005)]
    [InlineData(0.9995)]
    public void A_clock_that_drifts_is_followed(double ratio)
    {
        var run = new Run();
        for (var i = 0; i < 15_000; i++) run.Arrives(i, (long)(i * TickUs * ratio));            // five minutes, 150 ms apart at the end
        run.PlayTo(15_020);
        Assert.InRange(run.PlayedAfter(0).Count, 14_980, 15_000);
        Assert.InRange(run.LastDelayMs, 0, 70);
    }

    [Fact]
    public void A_new_source_and_a_jump_of_the_timestamp_begin_anew()
    {
        var run = new Run();
        for (var i = 0; i < 100; i++) run.Arrives(i, i * TickUs);
        for (var i = 100; i < 200; i++) run.Arrives(i, i * TickUs, timestamp: (uint)(i * 160) + 4_000_000_000);
        for (var i = 200; i < 300; i++) run.Arrives(i, i * TickUs, timestamp: (uint)(i * 160), ssrc: 2);
        run.PlayTo(310);
        Assert.Equal(2, run.Buffer.Statistics.Restarts);
        Assert.InRange(run.Played.Count, 288, 299);
    }

    [Fact]
    public void A_stray_timestamp_disturbs_nothing()
    {
        var run = new Run();
        for (var i = 0; i < 200; i++) run.Arrives(i, i * TickUs, timestamp: i == 90 ? 0xDEADBEEF : (uint)(i * 160));
        run.PlayTo(210);
        Assert.Equal(Enumerable.Range(0, 200).Where(static i => i != 90), run.Played);
        Assert.Equal(0, run.Buffer.Statistics.Restarts);
    }

    [Fact]
    public void Numbers_and_timestamps_may_wrap()
    {
        var run = new Run();
        for (var i = 0; i < 70_000; i++) run.Arrives(i, i * (long)TickUs, timestamp: unchecked((uint)(i * 160) + 0xFFFFF000), sequence: unchecked((ushort)(i + 65_000)));
        run.PlayTo(70_010);
        Assert.Equal(70_000, run.Played.Count);
    }

    [Fact]
    public void Whatever_comes_is_bounded_in_order_and_accounted_for()
    {
        Gen.Select(Gen.Int[0, 200], Gen.Int[0, 150_000], Gen.Int[0, 30], Gen.Int[0, 1_000_000]).Sample((count, jitter, lossPercent, seed) =>
        {
            var (run, random) = (new Run(), new Random(seed));
            for (var i = 0; i < count; i++)
            {
                if (random.Next(100) < lossPercent) continue;
                var at = (i * TickUs) + random.Next(jitter + 1);
                run.Arrives(i, at);
                if (random.Next(20) == 0) run.Arrives(i, at + random.Next(50_000));
            }
            run.PlayTo(count + 40);
            var totals = run.Buffer.Statistics;
            Assert.Equal(run.Played.Distinct().Order(), run.Played);
            Assert.Equal(totals.Received, totals.Played + totals.Late + totals.Duplicates + totals.Overflowed + run.Buffer.Count);
            Assert.InRange(run.Buffer.Count, 0, 64);
        }, iter: 300);
    }

    [Fact]
    public void Random_headers_never_throw()
    {
        var (buffer, random, payload) = (new JitterBuffer(8000), new Random(3), new byte[9000]);
        for (long i = 0; i < 50_000; i++)
        {
            buffer.Put((ushort)random.Next(), (uint)random.NextInt64(), (uint)random.Next(3), (byte)random.Next(256), random.Next(2) == 0, payload.AsSpan(0, random.Next(9000)), i * 700);
            if (i % 3 == 0) buffer.Next(i * 700, out _, out _);
            Assert.InRange(buffer.Count, 0, 64);
        }
    }

    [Fact]
    public void A_recorded_call_is_played_whole()
    {
        foreach (var (file, payloadType) in ((string, byte)[])[("g711a.pcap", 8), ("ulaw-dtmf-2013785496.pcap", 0)])
        {
            var packets = RtpRecording.Read(file);
            var buffer = new JitterBuffer(8000);
            var (played, next, wanted) = (0, packets[0].Microseconds, 0);
            foreach (var (time, datagram) in packets)
            {
                for (; next <= time; next += TickUs) played += buffer.Next(next, out _, out _) is PlayoutKind.Play or PlayoutKind.Skip ? 1 : 0;
                if (!RtpHeader.TryRead(datagram, out var header, out _) || header.PayloadType != payloadType) continue;
                wanted++;
                buffer.Put(header.Sequence, header.Timestamp, header.Ssrc, header.PayloadType, header.Marker, header.PayloadOf(datagram), time);
            }
            for (var i = 0; i < 20; i++, next += TickUs) played += buffer.Next(next, out _, out _) is PlayoutKind.Play or PlayoutKind.Skip ? 1 : 0;
            Assert.InRange(wanted, 100, 10_000);
            Assert.InRange(played, wanted * 98 / 100, wanted);
        }
    }

    [Fact]
    public void A_warm_buffer_allocates_nothing()
    {
        var (buffer, payload) = (new JitterBuffer(8000), new byte[160]);
        var tick = 0;
        Go(200);
        Assert.Equal(0, Allocated.Least(() => Go(200)));

        void Go(int ticks)
        {
            for (var end = tick + ticks; tick < end; tick++)
            {
                buffer.Put((ushort)tick, (uint)(tick * 160), 1, 0, marker: false, payload, tick * TickUs);
                buffer.Next(tick * TickUs, out _, out _);
            }
        }
    }

    private sealed class Run(JitterBufferOptions? options = null)
    {
        private readonly PriorityQueue<(int Number, uint Timestamp, uint Ssrc, ushort Sequence), long> _underWay = new();
        private readonly List<(int Number, double DelayMs)> _played = [];
        private readonly Dictionary<int, long> _arrived = [];

        public JitterBuffer Buffer { get; } = new(8000, options);

        public List<int> Played => [.. _played.Select(static packet => packet.Number)];

        public int Followed { get; private set; }

        public double FirstDelayMs => _played[0].DelayMs;

        public double LastDelayMs => _played[^1].DelayMs;

        public List<int> PlayedAfter(int number) => [.. Played.Where(played => played >= number)];

        public void Arrives(int number, long at, uint? timestamp = null, uint ssrc = 1, ushort? sequence = null)
        {
            _underWay.Enqueue((number, timestamp ?? (uint)(number * 160), ssrc, sequence ?? (ushort)number), at);
            _arrived.TryAdd(number, at);
        }

        public void PlayTo(int ticks)
        {
            var payload = new byte[4];
            for (var tick = 0; tick < ticks; tick++)
            {
                var now = (tick * (long)TickUs) + 7000;
                while (_underWay.TryPeek(out var packet, out var at) && at <= now)
                {
                    _underWay.Dequeue();
                    BitConverter.TryWriteBytes(payload, packet.Number);
                    Buffer.Put(packet.Sequence, packet.Timestamp, packet.Ssrc, 0, marker: false, payload, at);
                }
                var kind = Next(now);
                if (kind == PlayoutKind.Skip) Next(now);
                if (kind == PlayoutKind.Lost && Buffer.TryPeekFollowing(out _, out _)) Followed++;
            }
        }

        private PlayoutKind Next(long now)
        {
            var kind = Buffer.Next(now, out _, out var payload);
            if (kind is PlayoutKind.Play or PlayoutKind.Skip)
            {
                var number = BitConverter.ToInt32(payload);
                _played.Add((number, (now - _arrived[number]) / 1000.0));
            }
            return kind;
        }
    }
}
