using Telephony.Sdp.Descriptions;
using Telephony.Sdp.Reading;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Sdp;

public sealed class SdpReaderTests
{
    private const string Head = "v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("\r\n\r\n")]
    public void Line_ends_of_any_kind_are_taken(string end)
    {
        var text = (Head + "m=audio 4000 RTP/AVP 0\r\na=sendonly\r\n").Replace("\r\n", end, StringComparison.Ordinal);
        var description = SdpText.Read(text);
        Assert.Equal(Direction.SendOnly, description.DirectionOf(description.Media[0]));
        Assert.Equal(description, SdpText.Read(text[..^end.Length]));
    }

    [Fact]
    public void All_parts_are_found()
    {
        var description = SdpText.Read(
            "v=0\no=alice 12345678901234567890 99 IN IP6 2001:db8::1\ns=A call\ni=words\nu=http://example.com\ne=a@b\np=+1 2\nc=IN IP6 2001:db8::2\n"
            + "b=AS:64\nb=TIAS:64000\nt=5 6\nr=7d 1h 0\nz=0 0\nk=prompt\na=group:BUNDLE 0\na=ice-lite\n"
            + "m=audio 4000/2 RTP/AVP 0 101\ni=title\nc=IN IP4 192.0.2.7\nb=RR:0\na=rtpmap:101 telephone-event/8000\na=fmtp:101 0-16\na=ptime:30\na=maxptime:60\n"
            + "a=rtcp:5001 IN IP4 192.0.2.8\na=rtcp-mux\nm=x-thing 9 x/y any thing\n");
        Assert.Equal(new Origin("alice", 12345678901234567890, 99, "2001:db8::1", "IP6"), description.Origin);
        Assert.Equal("A call", description.Name);
        Assert.Equal(new Connection("2001:db8::2", "IP6"), description.Connection);
        Assert.Equal([new Bandwidth("AS", "64"), new Bandwidth("TIAS", "64000")], description.Bandwidths);
        Assert.Equal(new Timing(5, 6), description.Timing);
        Assert.Equal("iueprzk", string.Concat(description.OtherLines.Select(line => line.Type)));
        Assert.Equal("BUNDLE 0", description.Attributes.Find("group"));
        Assert.True(description.Attributes.Has("ice-lite"));

        var audio = description.Media[0];
        Assert.Equal((4000, 2, 30, 60, true), (audio.Port, audio.PortCount, audio.PtimeMs!.Value, audio.MaxPtimeMs!.Value, audio.RtcpMux));
        Assert.Equal(new RtcpTarget(5001, "192.0.2.8"), audio.Rtcp);
        Assert.Equal("192.0.2.7", description.ConnectionOf(audio)!.Address);
        Assert.Equal([new SdpCodec(0, "PCMU", 8000), new SdpCodec(101, "telephone-event", 8000, 1, "0-16")], audio.ReadCodecs());
        Assert.Equal(["any", "thing"], description.Media[1].Formats);
        Assert.Empty(description.Media[1].ReadCodecs());
        Assert.Equal("2001:db8::2", description.ConnectionOf(description.Media[1])!.Address);
    }

    [Theory]
    [InlineData("", SdpFault.Empty)]
    [InlineData("\r\n\r\n", SdpFault.MissingVersion)]
    [InlineData("v=1\n", SdpFault.BadVersion)]
    [InlineData("v=0\nv=0\n", SdpFault.MisplacedLine)]
    [InlineData("v=0\ns=-\n", SdpFault.MissingOrigin)]
    [InlineData("v=0\no=- 1 1 IN IP4 h\n", SdpFault.MissingName)]
    [InlineData("v=0\no=- 1 1 IN IP4\n", SdpFault.BadOrigin)]
    [InlineData("v=0\no=- x 1 IN IP4 h\n", SdpFault.BadOrigin)]
    [InlineData("v=0\no=- -1 1 IN IP4 h\n", SdpFault.BadOrigin)]
    [InlineData("v=0\no=- 1 1 IN IP4 h more\n", SdpFault.BadOrigin)]
    [InlineData("o=- 1 1 IN IP4 h\ns=-\nt=0 0\n", SdpFault.MissingVersion)]
    [InlineData("hello\n", SdpFault.BadLine)]
    [InlineData("v=0\nx\n", SdpFault.BadLine)]
    [InlineData("v=0\nq=1\n", SdpFault.UnknownType)]
    [InlineData("v=0\nA=1\n", SdpFault.UnknownType)]
    [InlineData("v=0\nc=IN IP4\n", SdpFault.BadConnection)]
    [InlineData("v=0\nc=IN IP4 a\nc=IN IP4 b\n", SdpFault.MisplacedLine)]
    [InlineData("v=0\nb=AS\n", SdpFault.BadBandwidth)]
    [InlineData("v=0\nt=now\n", SdpFault.BadTiming)]
    [InlineData("v=0\nt=0 -1\n", SdpFault.BadTiming)]
    [InlineData("v=0\na=\n", SdpFault.BadAttribute)]
    [InlineData("v=0\na=:x\n", SdpFault.BadAttribute)]
    [InlineData("v=0\nm=audio\n", SdpFault.BadMedia)]
    [InlineData("v=0\nm=audio 1 RTP/AVP\n", SdpFault.BadMedia)]
    [InlineData("v=0\nm=audio 65536 RTP/AVP 0\n", SdpFault.BadMedia)]
    [InlineData("v=0\nm=audio -1 RTP/AVP 0\n", SdpFault.BadMedia)]
    [InlineData("v=0\nm=audio +1 RTP/AVP 0\n", SdpFault.BadMedia)]
    [InlineData("v=0\nm=audio 99999999999999 RTP/AVP 0\n", SdpFault.BadMedia)]
    [InlineData("v=0\nm=audio 1/0 RTP/AVP 0\n", SdpFault.BadMedia)]
    [InlineData("v=0\nm=audio 1/ RTP/AVP 0\n", SdpFault.BadMedia)]
    [InlineData("v=0\nm=audio 1x RTP/AVP 0\n", SdpFault.BadMedia)]
    [InlineData("v=0\nm=audio 1 RTP/AVP 0\no=- 1 1 IN IP4 h\n", SdpFault.MisplacedLine)]
    [InlineData("v=0\nm=audio 1 RTP/AVP 0\nr=1\n", SdpFault.MisplacedLine)]
    [InlineData("v=0\ns=a\0b\n", SdpFault.NulOctet)]
    public void Each_way_to_be_wrong_has_a_name(string text, SdpFault expected) => Assert.Equal(expected, SdpText.Fault(text));

    [Fact]
    public void Bombs_are_refused_by_their_bounds()
    {
        Assert.Equal(SdpFault.TooLarge, SdpText.Fault(Head + new string('a', 70_000)));
        Assert.Equal(SdpFault.LineTooLong, SdpText.Fault(Head + "a=" + new string('a', 9000)));
        Assert.Equal(SdpFault.TooManyLines, SdpText.Fault(Head + Repeat("i=x\n", 2000)));
        Assert.Equal(SdpFault.TooManyMedia, SdpText.Fault(Head + Repeat("m=audio 1 RTP/AVP 0\n", 33)));
        Assert.Equal(SdpFault.TooManyFormats, SdpText.Fault(Head + "m=audio 1 RTP/AVP" + Repeat(" 0", 65)));
        Assert.Equal(SdpFault.TooManyAttributes, SdpText.Fault(Head + Repeat("a=x\n", 513)));
        Assert.Equal(32, SdpText.Read(Head + Repeat("m=audio 1 RTP/AVP 0\n", 32)).Media.Length);
        Assert.Equal(64, SdpText.Read(Head + "m=audio 1 RTP/AVP" + Repeat(" 0", 64)).Media[0].Formats.Length);
        Assert.Equal(512, SdpText.Read(Head + Repeat("a=x\n", 512)).Attributes.Length);
    }

    [Fact]
    public void A_bomb_costs_little_memory_before_it_is_refused()
    {
        var bomb = System.Text.Encoding.ASCII.GetBytes(Head + Repeat("m=audio 1 RTP/AVP 0 1 2 3 4 5 6 7\na=x\n", 1500));
        SdpReader.TryRead(bomb, SdpLimits.Default, out _, out _);
        Assert.InRange(Allocated.Least(() => Assert.False(SdpReader.TryRead(bomb, SdpLimits.Default, out _, out _))), 0, 32_000);
    }

    [Fact]
    public void The_offset_points_at_the_line_that_is_wrong()
    {
        Assert.False(SdpReader.TryRead("v=0\r\no=bad\r\n"u8, SdpLimits.Default, out _, out var why));
        Assert.Equal(new SdpRejection(SdpFault.BadOrigin, 5), why);
    }

    [Fact]
    public void Digits_beyond_64_bits_still_tell_versions_apart()
    {
        var one = SdpText.Read("v=0\no=- 99999999999999999999999 99999999999999999999998 IN IP4 h\ns=-\n");
        var two = SdpText.Read("v=0\no=- 99999999999999999999999 99999999999999999999999 IN IP4 h\ns=-\n");
        Assert.Equal(one.Origin.SessionId, two.Origin.SessionId);
        Assert.NotEqual(one.Origin.Version, two.Origin.Version);
    }

    [Fact]
    public void Octets_beyond_ascii_leave_as_they_came()
    {
        var body = "v=0\r\no=- 1 1 IN IP4 h\r\ns=Gespr\u00e4ch \u260e\r\nt=0 0\r\na=x:\u00fc\r\n"u8;
        Assert.True(SdpReader.TryRead(body, SdpLimits.Default, out var description, out _));
        Assert.Equal(body.ToArray(), SdpText.Bytes(description!));
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
