using Telephony.Rtp.Packets;
using Xunit;

namespace Telephony.Unit.Rtp.Packets;

public sealed class RtpHeaderTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        var packet = new byte[20];
        RtpHeader.Write(packet, 101, marker: true, 0xFFFE, 0x8000_0001, 0xCAFE_BABE);
        Assert.True(RtpHeader.TryRead(packet, out var header, out _));
        Assert.Equal(new RtpHeader(101, true, 0xFFFE, 0x8000_0001, 0xCAFE_BABE, 12, 0), header);
        Assert.Equal(8, header.PayloadOf(packet).Length);
    }

    [Fact]
    public void Contributors_extension_and_padding_are_left_out_of_the_payload()
    {
        var packet = new byte[12 + 8 + 4 + 4 + 5 + 3];
        RtpHeader.Write(packet, 0, false, 1, 2, 3);
        packet[0] |= 0x32;                          // padding, extension, two contributors
        packet[23] = 1;                             // one word of extension
        packet[^1] = 3;
        Assert.True(RtpHeader.TryRead(packet, out var header, out _));
        Assert.Equal((28, 3), (header.HeaderBytes, header.PaddingBytes));
        Assert.Equal(5, header.PayloadOf(packet).Length);
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 0, 0 }, RtpFault.TooShort)]
    [InlineData(new byte[] { 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, RtpFault.UnknownVersion)]
    [InlineData(new byte[] { 0x81, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, RtpFault.ContributorsPastEnd)]
    [InlineData(new byte[] { 0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 }, RtpFault.ExtensionPastEnd)]
    [InlineData(new byte[] { 0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 }, RtpFault.ExtensionPastEnd)]
    [InlineData(new byte[] { 0xA0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, RtpFault.BadPadding)]
    [InlineData(new byte[] { 0xA0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2 }, RtpFault.BadPadding)]
    public void Each_way_to_be_wrong_has_its_name(byte[] packet, RtpFault expected)
    {
        Assert.False(RtpHeader.TryRead(packet, out _, out var fault));
        Assert.Equal(expected, fault);
    }

    [Theory]
    [InlineData(0x80, 0x00, DatagramKind.Rtp)]
    [InlineData(0xBF, 0xBF, DatagramKind.Rtp)]
    [InlineData(0x80, 0xE0, DatagramKind.Rtp)]
    [InlineData(0x80, 0xC0, DatagramKind.Rtcp)]
    [InlineData(0x81, 0xDF, DatagramKind.Rtcp)]
    [InlineData(0x00, 0x01, DatagramKind.Stun)]
    [InlineData(0x03, 0x01, DatagramKind.Stun)]
    [InlineData(0x14, 0xFE, DatagramKind.Dtls)]
    [InlineData(0x3F, 0xFE, DatagramKind.Dtls)]
    [InlineData(0x04, 0x00, DatagramKind.Other)]
    [InlineData(0x40, 0x00, DatagramKind.Other)]
    [InlineData(0xC0, 0x00, DatagramKind.Other)]
    public void The_first_octets_tell_the_protocol(byte first, byte second, DatagramKind expected) =>
        Assert.Equal(expected, DatagramDemux.KindOf([first, second]));
}
