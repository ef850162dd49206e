using Telephony.Sdp.Descriptions;
using Xunit;

namespace Telephony.Unit.Sdp;

public sealed class CodecTests
{
    [Fact]
    public void Static_payload_types_need_no_rtpmap_and_an_rtpmap_wins_over_them()
    {
        var codecs = SdpText.Offer("m=audio 4000 RTP/AVP 0 8 9 18 13 3 4", "a=rtpmap:3 XYZ/16000").Media[0].ReadCodecs();
        Assert.Equal(["PCMU/8000", "PCMA/8000", "G722/8000", "G729/8000", "CN/8000", "XYZ/16000", "G723/8000"], codecs.Select(codec => $"{codec.Name}/{codec.ClockHz}"));
    }

    [Theory]
    [InlineData("96")]
    [InlineData("96 opus")]
    [InlineData("96 /8000")]
    [InlineData("96 opus/x")]
    [InlineData("96 opus/0")]
    [InlineData("96 opus/-1")]
    [InlineData("96 opus/48000/0")]
    [InlineData("96 opus/48000/2/1")]
    [InlineData("x opus/48000")]
    [InlineData("196 opus/48000")]
    [InlineData("")]
    public void A_malformed_rtpmap_counts_as_absent(string value) =>
        Assert.Equal([0], SdpText.Offer("m=audio 4000 RTP/AVP 96 0", "a=rtpmap:" + value).Media[0].ReadCodecs().Select(codec => codec.PayloadType));

    [Fact]
    public void Formats_that_are_no_payload_types_and_repeated_ones_are_passed_over() =>
        Assert.Equal([0, 8], SdpText.Offer("m=audio 4000 RTP/AVP 0 0 128 -8 x 8 0").Media[0].ReadCodecs().Select(codec => codec.PayloadType));

    [Theory]
    [InlineData("AMR/8000", "octet-align=1", "AMR/8000", "octet-align=1; mode-set=7", true)]
    [InlineData("AMR/8000", "octet-align=1", "AMR/8000", null, false)]
    [InlineData("AMR/8000", "octet-align=0", "AMR/8000", null, true)]
    [InlineData("opus/48000/2", "stereo=1", "OPUS/48000/2", null, true)]
    [InlineData("opus/48000/2", null, "opus/48000", null, false)]
    [InlineData("telephone-event/8000", "0-15", "telephone-event/8000", "0-11", true)]
    [InlineData("telephone-event/8000", null, "telephone-event/16000", null, false)]
    [InlineData("G729/8000", "annexb=no", "G729/8000", null, true)]
    public void Codecs_are_the_same_when_their_packets_can_be_read_alike(string one, string? oneFmtp, string other, string? otherFmtp, bool same)
    {
        var (first, second) = (Codec(one, oneFmtp), Codec(other, otherFmtp));
        Assert.Equal(same, first.Matches(second));
        Assert.Equal(same, second.Matches(first));
    }

    [Theory]
    [InlineData("5001", 5001, null)]
    [InlineData("5001 IN IP4 192.0.2.1", 5001, "192.0.2.1")]
    [InlineData("5001 IN IP6 2001:db8::1", 5001, "2001:db8::1")]
    [InlineData("0", null, null)]
    [InlineData("70000", null, null)]
    [InlineData("1 IN IP7 X", null, null)]
    [InlineData("1 IN IP4", null, null)]
    [InlineData("x", null, null)]
    [InlineData("", null, null)]
    public void The_port_for_rtcp_is_read(string value, int? port, string? address)
    {
        var rtcp = SdpText.Offer("m=audio 4000 RTP/AVP 0", "a=rtcp:" + value).Media[0].Rtcp;
        Assert.Equal(port, rtcp?.Port);
        Assert.Equal(address, rtcp?.Address);
    }

    private static SdpCodec Codec(string encoding, string? fmtp) =>
        SdpText.Offer("m=audio 4000 RTP/AVP 96", "a=rtpmap:96 " + encoding, fmtp is null ? "a=x" : "a=fmtp:96 " + fmtp).Media[0].ReadCodecs()[0];
}
