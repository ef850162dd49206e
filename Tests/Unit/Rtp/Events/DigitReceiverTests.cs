using System.Buffers.Binary;
using Telephony.Rtp.Events;
using Telephony.Rtp.Packets;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Rtp.Events;

public sealed class DigitReceiverTests
{
    private DigitReceiver _receiver;
    private long _now;

    [Theory]
    [InlineData("0", '0')]
    [InlineData("1", '1')]
    [InlineData("3", '3')]
    [InlineData("4", '4')]
    [InlineData("6", '6')]
    [InlineData("7", '7')]
    [InlineData("8", '8')]
    [InlineData("star", '*')]
    public void A_captured_key_press_is_one_digit(string name, char symbol)
    {
        var seen = new List<SeenDigit>();
        foreach (var packet in Captured($"dtmf_2833_{name}.pcap"))
        {
            Assert.True(RtpHeader.TryRead(packet, out var header, out _));
            Assert.True(TelephoneEvent.TryRead(header.PayloadOf(packet), out var payload));
            if (_receiver.OnPacket(header.Timestamp, payload, 8000, _now += 20, out var digit)) seen.Add(digit);
        }
        Assert.Equal(symbol, Assert.Single(seen).Digit.Symbol);
        Assert.InRange(seen[0].Milliseconds, 40, 500);
    }

    [Fact]
    public void Lost_ends_show_at_the_next_digit()
    {
        Assert.False(Packet(1000, 5, 160));
        Assert.True(Packet(3000, 6, 160));
        Assert.True(Packet(3000, 6, 800, end: true));
        Assert.False(Packet(3000, 6, 800, end: true));
    }

    [Fact]
    public void One_end_packet_is_enough_and_late_ones_of_the_last_digit_count_nothing()
    {
        Assert.True(Packet(1000, 5, 800, end: true));
        Assert.True(Packet(3000, 5, 800, end: true));
        Assert.False(Packet(1000, 5, 800, end: true));
        Assert.False(Packet(3000, 5, 800, end: true));
    }

    [Fact]
    public void A_long_press_in_segments_is_one_digit()
    {
        Assert.False(Packet(1000, 1, 65_535));
        Assert.False(Packet(1000 + 65_535, 1, 800));
        Assert.True(_receiver.OnPacket(1000 + 65_535, new TelephoneEvent(1, true, 10, 8000), 8000, _now, out var seen));
        Assert.Equal((65_535 + 8000) / 8, seen.Milliseconds);
    }

    [Fact]
    public void Events_that_are_no_digits_are_passed_over()
    {
        Assert.False(Packet(1000, 17, 800, end: true));
        Assert.False(_receiver.Expire(long.MaxValue, 0, out _));
    }

    [Fact]
    public void The_hook_flash_is_one()
    {
        Assert.True(_receiver.OnPacket(1000, new TelephoneEvent(16, true, 10, 800), 8000, _now, out var seen));
        Assert.Equal(('!', false), (seen.Digit.Symbol, seen.Digit.IsAudible));
    }

    [Theory]
    [InlineData(8000, 5000)]
    [InlineData(16_000, 5000)]
    [InlineData(48_000, 5000)]
    public void A_key_that_is_held_for_long_is_one_digit_at_every_clock(int clockHz, int milliseconds)
    {
        var (sender, timestamp, seen) = (new DigitSender(new DtmfDigit(7), TimeSpan.FromMilliseconds(milliseconds), clockHz), 1000u, new List<SeenDigit>());
        var markers = 0;
        while (sender.TryNext(out var packet, out var marker, out var advance))
        {
            markers += marker ? 1 : 0;
            if (_receiver.OnPacket(timestamp, packet, clockHz, _now += 20, out var digit)) seen.Add(digit);
            timestamp += advance;
        }
        Assert.Equal(1, markers);
        Assert.Equal(milliseconds, Assert.Single(seen).Milliseconds);
        Assert.Equal(1000u + (uint)(milliseconds * (clockHz / 1000)), timestamp);
    }

    [Fact]
    public void A_key_that_is_still_down_goes_on_until_it_comes_up()
    {
        var sender = new DigitSender(new DtmfDigit(7), null, 8000);
        var durations = new List<int>();
        for (var i = 0; i < 10; i++)
        {
            Assert.True(sender.TryNext(out var packet, out _));
            Assert.False(packet.End);
            durations.Add(packet.Duration);
        }
        sender.Finish(TimeSpan.FromMilliseconds(230));
        while (sender.TryNext(out var packet, out _)) durations.Add(packet.End ? -packet.Duration : packet.Duration);
        Assert.Equal([160, 320, 480, 640, 800, 960, 1120, 1280, 1440, 1600, 1760, -1840, -1840, -1840], durations);
    }

    [Fact]
    public void Keys_read_and_print()
    {
        foreach (var symbol in "0123456789*#ABCD")
        {
            Assert.True(DtmfDigit.TryParse(symbol, out var digit));
            Assert.Equal(symbol.ToString(), digit.ToString());
        }
        Assert.False(DtmfDigit.TryParse('x', out _));
    }

    private bool Packet(uint timestamp, byte code, ushort duration, bool end = false) =>
        _receiver.OnPacket(timestamp, new TelephoneEvent(code, end, 10, duration), 8000, _now += 20, out _);

    /// <summary>The UDP payloads of a capture of Ethernet, IPv4 frames.</summary>
    private static List<byte[]> Captured(string file)
    {
        var bytes = File.ReadAllBytes(CorpusFolder.File("rtp", file));
        var packets = new List<byte[]>();
        for (var at = 24; at + 16 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 8));
            packets.Add(bytes[(at + 16 + 42)..(at + 16 + length)]);
            at += 16 + length;
        }
        return packets;
    }
}
