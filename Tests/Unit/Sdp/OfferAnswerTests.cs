using Telephony.Sdp.Descriptions;
using Telephony.Sdp.OfferAnswer;
using Xunit;

namespace Telephony.Unit.Sdp;

public sealed class OfferAnswerTests
{
    private static readonly AudioLocal NearSide = new() { Address = "198.51.100.1", RtpPort = 20000, Origin = new SessionOrigin(1111) };
    private static readonly AudioLocal FarSide = new() { Address = "203.0.113.1", RtpPort = 30000, Origin = new SessionOrigin(2222, 5) };

    private static readonly SessionDescription Caller = SdpText.Offer(
        "m=audio 4000 RTP/AVP 8 0 9 101", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16", "a=ptime:30", "a=silenceSupp:off - - - -",
        "a=candidate:1 1 UDP 1 10.0.0.1 4000 typ host", "a=ice-ufrag:abcd", "a=label:secret", "a=sendrecv");

    [Fact]
    public void The_far_leg_s_offer_shows_us_and_nothing_of_the_caller()
    {
        var offer = Offer(Caller);
        Assert.Equal(
            [
                "v=0", "o=- 2222 5 IN IP4 203.0.113.1", "s=-", "c=IN IP4 203.0.113.1", "t=0 0", "m=audio 30000 RTP/AVP 8 0 9 101",
                "a=rtpmap:8 PCMA/8000", "a=rtpmap:0 PCMU/8000", "a=rtpmap:9 G722/8000", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16",
                "a=ptime:30", "a=silenceSupp:off - - - -", "a=sendrecv",
            ],
            SdpText.LinesOf(offer));
    }

    [Fact]
    public void Codecs_are_ordered_and_excluded_by_both_legs_policies()
    {
        var far = FarSide with { Codecs = new CodecPolicy { Order = ["g722", "PCMU"] } };
        Assert.Equal("m=audio 30000 RTP/AVP 9 0 8 101", MediaLine(Offer(Caller, far)));
        Assert.Equal("m=audio 30000 RTP/AVP 9 0 101", MediaLine(Offer(Caller, far, new CodecPolicy { Exclude = ["PCMA"] })));
        Assert.Equal("m=audio 30000 RTP/AVP 9 0 8", MediaLine(Offer(Caller, far with { Codecs = far.Codecs with { TelephoneEvent = false } })));
        Assert.Equal("m=audio 30000 RTP/AVP 9 0 101", MediaLine(Offer(Caller, far with { Codecs = far.Codecs with { ListedOnly = true } })));
    }

    [Fact]
    public void No_common_codec_is_an_outcome_with_a_name()
    {
        var far = FarSide with { Codecs = new CodecPolicy { Order = ["opus"], ListedOnly = true } };
        Assert.Equal(new OfferOutcome.Refused(NegotiationFault.NoCommonCodec), Offers.FromOtherLeg(Caller, CodecPolicy.Any, far));
        var events = SdpText.Offer("m=audio 4000 RTP/AVP 101 13", "a=rtpmap:101 telephone-event/8000");
        Assert.Equal(new OfferOutcome.Refused(NegotiationFault.NoCommonCodec), Offers.FromOtherLeg(events, CodecPolicy.Any, FarSide));
        Assert.Equal(new AnswerOutcome.Refused(NegotiationFault.NoCommonCodec), Answers.FromPolicy(events, NearSide));
    }

    [Fact]
    public void An_answer_crosses_to_the_caller_with_the_caller_s_numbers()
    {
        var offer = Offer(Caller);
        var plan = Accept(offer, SdpText.Offer("m=audio 5000 RTP/AVP 0 96", "a=rtpmap:96 telephone-event/8000", "a=fmtp:96 0-15", "a=ptime:20"));
        Assert.Equal(("192.0.2.9", 5000, 5001, false), (plan.RemoteAddress, plan.RemotePort, plan.RemoteRtcpPort, plan.RtcpMux));
        Assert.Equal(("PCMU", 0, 0), (plan.Audio.Codec.Name, plan.Audio.SendPayloadType, plan.Audio.ReceivePayloadType));
        Assert.Equal((96, 101), (plan.TelephoneEvent!.Value.SendPayloadType, plan.TelephoneEvent!.Value.ReceivePayloadType));
        Assert.Equal((true, true, false, 20), (plan.Sends, plan.Receives, plan.HeldByPeer, plan.PtimeMs));

        var (answer, near) = Answer(Caller, plan);
        Assert.Equal(
            [
                "v=0", "o=- 1111 1 IN IP4 198.51.100.1", "s=-", "c=IN IP4 198.51.100.1", "t=0 0", "m=audio 20000 RTP/AVP 0 101",
                "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15", "a=ptime:20", "a=sendrecv",
            ],
            SdpText.LinesOf(answer));
        Assert.Equal((4000, 30, 101), (near.RemotePort, near.PtimeMs, near.TelephoneEvent!.Value.SendPayloadType));

        var toFar = PayloadMap.Between(near, plan);
        Assert.Equal((0, 96, PayloadMap.NotAgreed, false), (toFar[0], toFar[101], toFar[8], toFar.IsIdentity));
        var toNear = PayloadMap.Between(plan, near);
        Assert.Equal((0, 101, true), (toNear[0], toNear[101], toNear.IsIdentity));
    }

    [Theory]
    [InlineData("a=sendrecv", "192.0.2.9", "a=sendrecv", true, true, false)]
    [InlineData("a=x", "192.0.2.9", "a=sendrecv", true, true, false)]
    [InlineData("a=sendonly", "192.0.2.9", "a=recvonly", false, true, true)]
    [InlineData("a=recvonly", "192.0.2.9", "a=sendonly", true, false, false)]
    [InlineData("a=inactive", "192.0.2.9", "a=inactive", false, false, true)]
    [InlineData("a=sendrecv", "0.0.0.0", "a=recvonly", false, true, true)]
    [InlineData("a=sendonly", "0.0.0.0", "a=recvonly", false, true, true)]
    [InlineData("a=recvonly", "0.0.0.0", "a=inactive", false, false, true)]
    public void Directions_are_answered_by_the_table(string offered, string address, string answered, bool sends, bool receives, bool held)
    {
        var offer = SdpText.Offer("m=audio 4000 RTP/AVP 0", "c=IN IP4 " + address, offered);
        var (answer, plan) = Local(offer);
        Assert.Contains(answered, SdpText.LinesOf(answer));
        Assert.Equal((sends, receives, held), (plan.Sends, plan.Receives, plan.HeldByPeer));
    }

    [Theory]
    [InlineData("a=sendonly", "a=recvonly", "a=recvonly")]
    [InlineData("a=sendonly", "a=inactive", "a=inactive")]
    [InlineData("a=sendonly", "a=sendrecv", "a=recvonly")]
    [InlineData("a=sendrecv", "a=sendonly", "a=sendonly")]
    [InlineData("a=sendrecv", "a=inactive", "a=inactive")]
    [InlineData("a=recvonly", "a=sendonly", "a=sendonly")]
    [InlineData("a=inactive", "a=sendrecv", "a=inactive")]
    public void Hold_crosses_both_legs(string callerSays, string calleeSays, string callerIsTold)
    {
        var caller = SdpText.Offer("m=audio 4000 RTP/AVP 0", callerSays);
        var offer = Offer(caller);
        Assert.Contains(callerSays, SdpText.LinesOf(offer));
        var plan = Accept(offer, SdpText.Offer("m=audio 5000 RTP/AVP 0", calleeSays));
        Assert.Contains(callerIsTold, SdpText.LinesOf(Answer(caller, plan).Description));
    }

    [Fact]
    public void A_zero_address_becomes_a_hold_in_today_s_style()
    {
        var offer = Offer(SdpText.Offer("m=audio 4000 RTP/AVP 0", "c=IN IP4 0.0.0.0"));
        Assert.Contains("a=sendonly", SdpText.LinesOf(offer));
        Assert.Contains("c=IN IP4 203.0.113.1", SdpText.LinesOf(offer));
    }

    [Fact]
    public void Sections_that_are_not_served_are_refused_at_their_place()
    {
        var caller = SdpText.Offer(
            "m=video 6000 RTP/AVP 31", "a=mid:v", "m=audio 4000 RTP/SAVP 0", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x", "m=audio 4002 RTP/AVP 0 8",
            "m=image 7000 udptl t38", "m=audio 4004 RTP/AVP 0");
        var (answer, plan) = Local(caller);
        Assert.Equal(
            ["m=video 0 RTP/AVP 31", "m=audio 0 RTP/SAVP 0", "m=audio 20000 RTP/AVP 0", "m=image 0 udptl t38", "m=audio 0 RTP/AVP 0"],
            SdpText.LinesOf(answer).Where(line => line.StartsWith("m=", StringComparison.Ordinal)));
        Assert.Equal(4002, plan.RemotePort);
        Assert.Single(Offer(caller).Media);
    }

    [Theory]
    [InlineData("m=audio 4000 RTP/SAVP 0", NegotiationFault.ProfileNotServed)]
    [InlineData("m=audio 4000 UDP/TLS/RTP/SAVPF 0", NegotiationFault.ProfileNotServed)]
    [InlineData("m=audio 0 RTP/AVP 0", NegotiationFault.NoAudio)]
    [InlineData("m=image 4000 TCP t38", NegotiationFault.NoAudio)]
    [InlineData("m=audio 4000 RTP/AVP 0\nc=IN IP4 239.1.1.1/32", NegotiationFault.NoUsableAddress)]
    [InlineData("m=audio 4000 RTP/AVP 0\nc=IN IP4 host.example", NegotiationFault.NoUsableAddress)]
    [InlineData("m=audio 4000 RTP/AVP 0\nc=IN IP4 5", NegotiationFault.NoUsableAddress)]
    [InlineData("m=audio 4000 RTP/AVP 96", NegotiationFault.NoCommonCodec)]
    public void An_offer_that_cannot_be_served_is_refused_with_its_reason(string media, NegotiationFault why)
    {
        var offer = SdpText.Offer(media.Split('\n'));
        Assert.Equal(new AnswerOutcome.Refused(why), Answers.FromPolicy(offer, NearSide));
        Assert.Equal(new OfferOutcome.Refused(why), Offers.FromOtherLeg(offer, CodecPolicy.Any, FarSide));
        Assert.NotEqual(why.ToString(), why.ToSentence());
    }

    [Theory]
    [InlineData("m=audio 0 RTP/AVP 0", NegotiationFault.StreamRefused)]
    [InlineData("m=video 5000 RTP/AVP 31", NegotiationFault.MediaKindDiffers)]
    [InlineData("m=audio 5000 RTP/AVP 18", NegotiationFault.NoCommonCodec)]
    [InlineData("m=audio 5000 RTP/SAVP 0", NegotiationFault.ProfileNotServed)]
    [InlineData("m=audio 5000 RTP/AVP 0\nm=audio 5002 RTP/AVP 0", NegotiationFault.MediaCountDiffers)]
    [InlineData("a=x", NegotiationFault.MediaCountDiffers)]
    public void An_answer_that_breaks_the_rules_is_refused_with_its_reason(string media, NegotiationFault why) =>
        Assert.Equal(new PlanOutcome.Refused(why), Answers.Accept(Offer(Caller), SdpText.Offer(media.Split('\n'))));

    [Fact]
    public void The_version_rises_when_something_changes_and_only_then()
    {
        var (first, _) = Local(Caller);
        Assert.Same(first, Local(Caller, previous: first).Description);
        var held = Local(SdpText.Offer("m=audio 4000 RTP/AVP 8 101", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16", "a=sendonly"), previous: first).Description;
        Assert.Equal(first.Origin with { Version = 2 }, held.Origin);
        var moved = Local(Caller, NearSide with { Address = "198.51.100.77" }, held).Description;
        Assert.Equal(first.Origin with { Version = 3 }, moved.Origin);
        Assert.Equal("198.51.100.77", moved.Connection!.Address);
    }

    [Fact]
    public void A_later_offer_keeps_sections_and_payload_types_of_its_dialog()
    {
        // The far side once offered us video, and called digits 97; the caller calls them 101 and its opus 97.
        var before = Local(SdpText.Offer("m=video 6000 RTP/AVP 31", "m=audio 4000 RTP/AVP 0 97", "a=rtpmap:97 telephone-event/8000"), FarSide).Description;
        var caller = SdpText.Offer("m=audio 4000 RTP/AVP 97 0 101", "a=rtpmap:97 opus/48000/2", "a=rtpmap:101 telephone-event/8000");
        var offer = Offer(caller, previous: before);
        Assert.Equal(["m=video 0 RTP/AVP 31", "m=audio 30000 RTP/AVP 96 0 97"], SdpText.LinesOf(offer).Where(line => line.StartsWith("m=", StringComparison.Ordinal)));
        Assert.Contains("a=rtpmap:96 opus/48000/2", SdpText.LinesOf(offer));
        Assert.Equal(before.Origin with { Version = before.Origin.Version + 1 }, offer.Origin);
    }

    [Fact]
    public void Rtcp_shares_the_port_only_when_both_sides_say_so()
    {
        var muxed = SdpText.Offer("m=audio 4000 RTP/AVP 0", "a=rtcp-mux", "a=rtcp:4711");
        var willing = NearSide with { RtcpMux = true };
        var (answer, plan) = Local(muxed, willing);
        Assert.Contains("a=rtcp-mux", SdpText.LinesOf(answer));
        Assert.Equal((true, 4000), (plan.RtcpMux, plan.RemoteRtcpPort));

        (answer, plan) = Local(muxed);
        Assert.DoesNotContain("a=rtcp-mux", SdpText.LinesOf(answer));
        Assert.Equal((false, 4711), (plan.RtcpMux, plan.RemoteRtcpPort));

        Assert.DoesNotContain("a=rtcp-mux", SdpText.LinesOf(Local(Caller, willing).Description));

        var offer = Offer(Caller, FarSide with { RtcpMux = true });
        Assert.Contains("a=rtcp-mux", SdpText.LinesOf(offer));
        Assert.True(Accept(offer, SdpText.Offer("m=audio 5000 RTP/AVP 0", "a=rtcp-mux")).RtcpMux);
        Assert.False(Accept(offer, SdpText.Offer("m=audio 5000 RTP/AVP 0")).RtcpMux);
        Assert.False(Accept(Offer(Caller), SdpText.Offer("m=audio 5000 RTP/AVP 0", "a=rtcp-mux")).RtcpMux);
    }

    [Fact]
    public void A_port_for_rtcp_is_named_when_it_is_not_the_next_one()
    {
        Assert.DoesNotContain(SdpText.LinesOf(Offer(Caller)), line => line.StartsWith("a=rtcp", StringComparison.Ordinal));
        Assert.Contains("a=rtcp:40001", SdpText.LinesOf(Offer(Caller, FarSide with { RtcpPort = 40001 })));
        var plan = Accept(Offer(Caller), SdpText.Offer("m=audio 5000 RTP/AVP 0", "a=rtcp:5555 IN IP4 192.0.2.77"));
        Assert.Equal(("192.0.2.77", 5555), (plan.RemoteRtcpAddress, plan.RemoteRtcpPort));
    }

    [Fact]
    public void A_local_end_takes_the_caller_s_first_codec_that_it_can_decode_and_digits()
    {
        var local = NearSide with { Codecs = CodecPolicy.G711, PtimeMs = 20 };
        var (answer, plan) = Local(
            SdpText.Offer("m=audio 4000 RTP/AVP 18 9 8 0 100 101", "a=rtpmap:100 telephone-event/16000", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15"), local);
        Assert.Equal("m=audio 20000 RTP/AVP 8 101", MediaLine(answer));
        Assert.Contains("a=ptime:20", SdpText.LinesOf(answer));
        Assert.Equal(("PCMA", 101), (plan.Audio.Codec.Name, plan.TelephoneEvent!.Value.SendPayloadType));
    }

    [Fact]
    public void An_invitation_without_an_offer_gets_one_from_the_policy()
    {
        Assert.Equal("m=audio 20000 RTP/AVP 0 8 101", MediaLine(FromPolicy(CodecPolicy.Any)));
        Assert.Equal("m=audio 20000 RTP/AVP 8 111 101 102", MediaLine(FromPolicy(new CodecPolicy { Order = ["PCMA", "opus", "nonsense"] })));
        Assert.Equal("m=audio 20000 RTP/AVP 0", MediaLine(FromPolicy(CodecPolicy.Any with { Exclude = ["pcma"], TelephoneEvent = false })));
        Assert.Equal(new OfferOutcome.Refused(NegotiationFault.NoCommonCodec), Offers.FromPolicy(NearSide with { Codecs = new CodecPolicy { Order = ["nonsense"] } }));
    }

    [Fact]
    public void An_address_of_version_6_is_written_as_such()
    {
        var offer = Offer(Caller, FarSide with { Address = "2001:db8::5" });
        Assert.Contains("c=IN IP6 2001:db8::5", SdpText.LinesOf(offer));
        Assert.Contains("o=- 2222 5 IN IP6 2001:db8::5", SdpText.LinesOf(offer));
    }

    private static SessionDescription FromPolicy(CodecPolicy policy) =>
        Assert.IsType<OfferOutcome.Offered>(Offers.FromPolicy(NearSide with { Codecs = policy })).Description;

    private static SessionDescription Offer(SessionDescription caller, AudioLocal? far = null, CodecPolicy? near = null, SessionDescription? previous = null) =>
        Assert.IsType<OfferOutcome.Offered>(Offers.FromOtherLeg(caller, near ?? CodecPolicy.Any, far ?? FarSide, previous)).Description;

    private static MediaPlan Accept(SessionDescription offer, SessionDescription answer) =>
        Assert.IsType<PlanOutcome.Agreed>(Answers.Accept(offer, answer)).Plan;

    private static AnswerOutcome.Answered Answer(SessionDescription offer, MediaPlan plan) =>
        Assert.IsType<AnswerOutcome.Answered>(Answers.FromOtherLeg(offer, plan, NearSide));

    private static AnswerOutcome.Answered Local(SessionDescription offer, AudioLocal? local = null, SessionDescription? previous = null) =>
        Assert.IsType<AnswerOutcome.Answered>(Answers.FromPolicy(offer, local ?? NearSide, previous));

    private static string MediaLine(SessionDescription description) =>
        Assert.Single(SdpText.LinesOf(description), line => line.StartsWith("m=audio", StringComparison.Ordinal) && !line.StartsWith("m=audio 0", StringComparison.Ordinal));
}
