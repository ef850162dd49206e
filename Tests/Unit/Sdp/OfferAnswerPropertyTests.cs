using System.Collections.Immutable;
using CsCheck;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.OfferAnswer;
using Xunit;

namespace Telephony.Unit.Sdp;

/// <summary>Rules of RFC 3264 that hold for whatever is offered and answered.</summary>
public sealed class OfferAnswerPropertyTests
{
    private static readonly (string Text, int? Static)[] Encodings =
    [
        ("PCMU/8000", 0), ("PCMA/8000", 8), ("G722/8000", 9), ("G729/8000", 18), ("CN/8000", 13), ("opus/48000/2", null), ("SILK/16000", null),
        ("AMR-WB/16000", null), ("telephone-event/8000", null), ("telephone-event/16000", null), ("telephone-event/48000", null), ("X-NSE/8000", null), ("red/8000", null),
    ];

    private static readonly Gen<string[]> Codecs =
        Gen.Select(Gen.Shuffle(Enumerable.Range(0, Encodings.Length).ToArray()), Gen.Int[1, 8], Gen.Int[96, 110]).Select((order, count, first) =>
        {
            var (lines, formats) = (new List<string>(), new List<string>());
            foreach (var index in order.Take(count))
            {
                var (text, number) = Encodings[index];
                var payloadType = number ?? first++;
                formats.Add($"{payloadType}");
                lines.Add($"a=rtpmap:{payloadType} {text}");
            }
            return (string[])[string.Join(' ', formats), .. lines];
        });

    private static readonly Gen<string[]> Section =
        from kind in OneOf("audio", "audio", "audio", "audio", "video", "image", "application")
        from port in Gen.OneOf(Gen.Const(0), Gen.Int[1, 65535], Gen.Int[1, 65535])
        from protocol in OneOf("RTP/AVP", "RTP/AVP", "RTP/AVP", "RTP/AVPF", "RTP/SAVP", "udptl", "TCP/x")
        from codecs in Codecs
        from direction in OneOf("a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive", "a=other")
        from address in OneOf("a=other", "a=other", "c=IN IP4 0.0.0.0", "c=IN IP4 192.0.2.55", "c=IN IP4 name.example", "c=IN IP6 2001:db8::1", "c=IN IP6 ::")
        from extra in OneOf("a=rtcp-mux", "a=ptime:40", "a=rtcp:9999", "a=candidate:1 1 UDP 1 10.9.8.7 1 typ host", "a=silenceSupp:off - - - -", "a=label:leak")
        select (string[])[$"m={kind} {port} {protocol} {codecs[0]}", address, .. codecs.Skip(1), direction, extra];

    private static readonly Gen<SessionDescription> Description = Section.Array[1, 5].Select(sections => SdpText.Offer([.. sections.SelectMany(lines => lines)]));

    private static readonly Gen<CodecPolicy> Policy =
        from order in OneOf("PCMU", "PCMA", "opus", "G722", "SILK/16000", "CN", "telephone-event").Array[0, 4]
        from exclude in OneOf("PCMU", "G729", "opus", "CN", "telephone-event", "SILK/8000").Array[0, 2]
        from listed in Gen.Bool
        from events in Gen.Bool
        select new CodecPolicy { Order = [.. order], Exclude = [.. exclude], ListedOnly = listed && order.Length > 0, TelephoneEvent = events };

    private static readonly Gen<AudioLocal> Local =
        from policy in Policy
        from mux in Gen.Bool
        from rtcp in OneOf<int?>(null, null, 40001)
        from wanted in OneOf(Direction.SendRecv, Direction.SendRecv, Direction.SendOnly, Direction.RecvOnly, Direction.Inactive)
        from address in OneOf("198.51.100.1", "2001:db8:1::1")
        select new AudioLocal { Address = address, RtpPort = 20000, RtcpPort = rtcp, RtcpMux = mux, Codecs = policy, Wanted = wanted, Origin = new SessionOrigin(77) };

    [Fact]
    public void What_is_written_is_read_the_same() =>
        Description.Sample(description => Assert.Equal(description, SdpText.Read(SdpText.Write(description))), iter: 3000);

    [Fact]
    public void A_local_answer_keeps_every_rule() => Gen.Select(Description, Local).Sample((offer, local) =>
    {
        if (Answers.FromPolicy(offer, local) is not AnswerOutcome.Answered(var answer, var plan)) return;
        CheckAnswer(offer, answer, local, plan);
        Assert.Same(answer, Assert.IsType<AnswerOutcome.Answered>(Answers.FromPolicy(offer, local, answer)).Description);
    }, iter: 5000);

    [Fact]
    public void A_call_over_two_legs_keeps_every_rule() => Gen.Select(Description, Local, Local, Local).Sample((offer, near, far, callee) =>
    {
        if (Offers.FromOtherLeg(offer, near.Codecs, far) is not OfferOutcome.Offered(var farOffer)) return;
        CheckHidden(farOffer, far);
        Assert.Single(farOffer.Media);
        Assert.All(farOffer.Media[0].ReadCodecs(), codec => Assert.Contains(offer.Media, media => media.ReadCodecs().Any(said => said.PayloadType == codec.PayloadType && said.Matches(codec))));

        // The callee answers by the same rules, as another party would.
        if (Answers.FromPolicy(farOffer, callee) is not AnswerOutcome.Answered(var farAnswer, var calleePlan)) return;
        CheckAnswer(farOffer, farAnswer, callee, calleePlan);
        var plan = Assert.IsType<PlanOutcome.Agreed>(Answers.Accept(farOffer, farAnswer)).Plan;
        Assert.Equal(calleePlan.Direction, plan.Direction.Reversed());
        Assert.Equal(calleePlan.RtcpMux, plan.RtcpMux);
        Assert.Equal(calleePlan.Audio.Codec.Name, plan.Audio.Codec.Name);

        var (answer, nearPlan) = Assert.IsType<AnswerOutcome.Answered>(Answers.FromOtherLeg(offer, plan, near));
        CheckAnswer(offer, answer, near, nearPlan);
        Assert.True(nearPlan.Audio.Codec.Matches(plan.Audio.Codec));
        Assert.True(!nearPlan.Sends || plan.Receives);
        Assert.True(!nearPlan.Receives || plan.Sends);
        Assert.Equal(plan.Audio.SendPayloadType, PayloadMap.Between(nearPlan, plan)[nearPlan.Audio.ReceivePayloadType]);
    }, iter: 5000);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static void CheckAnswer(SessionDescription offer, SessionDescription answer, AudioLocal local, MediaPlan plan)
    {
        CheckHidden(answer, local);
        Assert.Equal(offer.Media.Length, answer.Media.Length);
        var used = 0;
        for (var index = 0; index < offer.Media.Length; index++)
        {
            var (offered, answered) = (offer.Media[index], answer.Media[index]);
            Assert.Equal((offered.Kind, offered.Protocol), (answered.Kind, answered.Protocol));
            if (answered.IsRefused) continue;
            used++;
            Assert.True(offered.IsAudio && !offered.IsRefused && RtpProfile.IsPlain(offered.Protocol));
            Assert.All(answered.ReadCodecs(), codec => Assert.Contains(offered.ReadCodecs(), said => said.PayloadType == codec.PayloadType && said.Matches(codec)));
            Assert.All(answered.ReadCodecs(), codec => Assert.True(local.Codecs.Allows(codec)));
            Assert.Contains(answered.ReadCodecs(), codec => !codec.IsAuxiliary);
            var direction = answer.DirectionOf(answered);
            Assert.Equal(direction, direction & offer.DirectionOf(offered).Reversed() & local.Wanted);
            Assert.True(!answered.RtcpMux || (offered.RtcpMux && local.RtcpMux));
            Assert.Equal(direction.Sends() && !offer.ConnectionOf(offered)!.IsZero, plan.Sends);
            Assert.Equal(offered.Port, plan.RemotePort);
        }
        Assert.Equal(1, used);
        Assert.Equal(answer, SdpText.Read(SdpText.Write(answer)));
    }

    private static void CheckHidden(SessionDescription description, AudioLocal local)
    {
        var text = SdpText.Write(description);
        Assert.DoesNotContain("192.0.2.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("candidate", text, StringComparison.Ordinal);
        Assert.DoesNotContain("leak", text, StringComparison.Ordinal);
        Assert.DoesNotContain("peer", text, StringComparison.Ordinal);
        Assert.Equal(local.Address, description.Connection!.Address);
        Assert.Equal(77ul, description.Origin.SessionId);
    }
}
