using System.Globalization;
using Telephony.Rtp.Events;
using Telephony.Rtp.Packets;
using Telephony.Rtp.Quality;
using Telephony.Rtp.Rtcp;
using Xunit;

namespace Telephony.Fuzz.Rtp;

/// <summary>Mutations of RTP, RTCP and telephone-event packets: none may throw, and what is taken lies within the datagram.</summary>
public sealed class MediaPacketFuzz
{
    private const int Inputs = 600_000;
    private readonly int _seed = Environment.GetEnvironmentVariable("FUZZ_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();

    [Fact]
    public void No_mutation_breaks_the_readers()
    {
        var random = new Random(_seed);
        var seeds = Seeds();
        var buffer = new byte[512];
        var statistics = new ReceiveStatistics();
        var digits = new DigitReceiver();
        var (step, packets, compounds) = (0, 0, 0);
        try
        {
            for (; step < Inputs; step++)
            {
                var datagram = Mutate(random, seeds, buffer);
                if (ReadRtp(datagram, ref statistics, ref digits, step)) packets++;
                if (ReadRtcp(datagram)) compounds++;
            }
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"FUZZ_SEED={_seed}, input {step}", exception);
        }
        // A mutation that only ever breaks packets would prove little.
        Assert.InRange(packets, Inputs / 10, Inputs);
        Assert.InRange(compounds, Inputs / 100, Inputs);
    }

    private static bool ReadRtp(ReadOnlySpan<byte> datagram, ref ReceiveStatistics statistics, ref DigitReceiver digits, int now)
    {
        _ = DatagramDemux.KindOf(datagram);
        if (!RtpHeader.TryRead(datagram, out var header, out var fault))
        {
            Assert.NotEqual(RtpFault.None, fault);
            return false;
        }
        var payload = header.PayloadOf(datagram);
        Assert.Equal(datagram.Length, header.HeaderBytes + payload.Length + header.PaddingBytes);
        statistics.OnPacket(header, payload.Length, 8000, timed: true, now);
        Assert.True(statistics.Lost >= 0);
        _ = statistics.TakeReport();
        if (TelephoneEvent.TryRead(payload, out var read)) digits.OnPacket(header.Timestamp, read, 8000, now, out _);
        return true;
    }

    private static bool ReadRtcp(ReadOnlySpan<byte> datagram)
    {
        if (!RtcpReader.TryOpen(datagram, out var reader, out var fault))
        {
            Assert.NotEqual(RtcpFault.None, fault);
            return false;
        }
        var octets = 0;
        while (reader.MoveNext())
        {
            octets += 4 + reader.Body.Length;
            if (reader.Body.Length >= 4 + SenderInfo.Bytes) _ = SenderInfo.Read(reader.Body[4..]);
            if (reader.Body.Length >= 4 + ReportBlock.Bytes) _ = ReportBlock.Read(reader.Body[4..]);
        }
        Assert.InRange(octets, 4, datagram.Length);
        return true;
    }

    private static Span<byte> Mutate(Random random, byte[][] seeds, byte[] buffer)
    {
        var seed = seeds[random.Next(seeds.Length)];
        seed.CopyTo(buffer, 0);
        var length = random.Next(4) == 0 ? random.Next(buffer.Length) : seed.Length;
        for (var change = random.Next(4); change > 0; change--)
        {
            var at = random.Next(Math.Max(1, Math.Min(length, 40)));
            buffer[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)(buffer[at] ^ (1 << random.Next(8))), _ => (byte)(buffer[at] + random.Next(-2, 3)) };
        }
        return buffer.AsSpan(0, length);
    }

    private static byte[][] Seeds()
    {
        var plain = new byte[172];
        RtpHeader.Write(plain, 0, marker: false, 1000, 160_000, 0x1234_5678);
        var full = new byte[64];
        RtpHeader.Write(full, 101, marker: true, 65_535, 0xFFFF_FF00, 1);
        full[0] |= 0x32;
        full[23] = 1;
        full[^1] = 4;
        var digit = new byte[16];
        RtpHeader.Write(digit, 101, marker: true, 1, 1000, 1);
        new TelephoneEvent(5, End: true, 10, 800).Write(digit.AsSpan(12));
        return [plain, full, digit, Compound(sends: true), Compound(sends: false)];
    }

    private static byte[] Compound(bool sends)
    {
        var buffer = new byte[256];
        var writer = new RtcpWriter(buffer);
        var block = new ReportBlock(1, 2, 3, 4, 5, 6, 7);
        if (sends) writer.SenderReport(1, new SenderInfo(1UL << 40, 2, 3, 4), block);
        else writer.ReceiverReport(1, block);
        writer.SourceDescription(1, "someone@example.com"u8);
        writer.Bye(1);
        return buffer[..writer.Length];
    }
}
