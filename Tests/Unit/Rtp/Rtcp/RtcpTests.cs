using Telephony.Rtp.Rtcp;
using Xunit;

namespace Telephony.Unit.Rtp.Rtcp;

public sealed class RtcpTests
{
    private static readonly ReportBlock Block = new(0xAABB_CCDD, 25, -3, 0x0001_FFFF, 77, 0x1234_5678, 65536);

    [Fact]
    public void A_compound_is_read_as_it_was_written()
    {
        var buffer = new byte[256];
        var writer = new RtcpWriter(buffer);
        var info = new SenderInfo(0xE000_0001_8000_0000, 160_000, 50, 8000);
        writer.SenderReport(7, info, Block);
        writer.SourceDescription(7, "abc"u8);
        writer.Bye(7);
        Assert.Equal(52 + 16 + 8, writer.Length);

        Assert.True(RtcpReader.TryOpen(buffer.AsSpan(0, writer.Length), out var reader, out _));
        Assert.True(reader.MoveNext());
        Assert.Equal((RtcpType.SenderReport, 1), (reader.Type, reader.Count));
        Assert.Equal(info, SenderInfo.Read(reader.Body[4..]));
        Assert.Equal(0x0001_8000u, info.MiddleNtp);
        Assert.Equal(Block, ReportBlock.Read(reader.Body[24..]));
        Assert.True(reader.MoveNext());
        Assert.Equal(RtcpType.SourceDescription, reader.Type);
        Assert.True(reader.MoveNext());
        Assert.Equal(RtcpType.Bye, reader.Type);
        Assert.False(reader.MoveNext());
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 201, 0 }, RtcpFault.TooShort)]
    [InlineData(new byte[] { 0x80, 202, 0, 0 }, RtcpFault.FirstIsNoReport)]
    [InlineData(new byte[] { 0x80, 201, 0, 2, 0, 0, 0, 1 }, RtcpFault.LengthMismatch)]
    [InlineData(new byte[] { 0x80, 201, 0, 1, 0, 0, 0, 1, 0x80 }, RtcpFault.LengthMismatch)]
    [InlineData(new byte[] { 0x80, 201, 0, 1, 0, 0, 0, 1, 0x40, 202, 0, 0 }, RtcpFault.UnknownVersion)]
    [InlineData(new byte[] { 0xA0, 201, 0, 1, 0, 0, 0, 1, 0x80, 202, 0, 0 }, RtcpFault.PaddingNotLast)]
    public void An_invalid_compound_is_named(byte[] datagram, RtcpFault expected)
    {
        Assert.False(RtcpReader.TryOpen(datagram, out _, out var fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void Every_prefix_of_a_compound_is_refused_or_ends_between_packets()
    {
        var buffer = new byte[256];
        var writer = new RtcpWriter(buffer);
        writer.ReceiverReport(1, Block);
        writer.SourceDescription(1, "name@host"u8);
        for (var length = 0; length < writer.Length; length++)
        {
            Assert.Equal(length == 32, RtcpReader.TryOpen(buffer.AsSpan(0, length), out _, out _));
        }
    }
}
