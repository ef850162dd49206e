using CsCheck;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.OfferAnswer;
using Xunit;

namespace Telephony.Unit.Sdp;

/// <summary>
/// A call over two legs that changes again and again, by either side, between sound, fax and hold, with other sections beside: what RFC 3264 wants of every
/// description of a dialog holds after each step.
/// </summary>
public sealed class SessionChangePropertyTests
{
    private static readonly string[] Fax = ["a=T38FaxVersion:0", "a=T38MaxBitRate:14400", "a=T38FaxUdpEC:t38UDPRedundancy", "a=label:leak"];

    private static readonly Gen<(bool FromA, int Kind)[]> Steps = Gen.Select(Gen.Bool, Gen.Int[0, 5]).Array[1, 12];

    [Fact]
    public void Sections_never_vanish_and_versions_rise_only_with_content() => Steps.Sample(steps =>
    {
        var (a, b) = (new Leg(20000, 77), new Leg(30000, 88));
        foreach (var (fromA, kind) in steps.Prepend((true, 0)))
        {
            var (from, to) = fromA ? (a, b) : (b, a);
            var offer = from.PeerOffers(kind);
            if (Offers.FromOtherLeg(offer, CodecPolicy.Any, to.Local, to.Sent) is not OfferOutcome.Offered(var passed)) { Assert.Fail("Refused."); return; }
            to.Says(passed);
            var answer = to.PeerAnswers(passed);
            var plan = Assert.IsType<PlanOutcome.Agreed>(Answers.Accept(passed, answer)).Plan;
            var (said, back) = Assert.IsType<AnswerOutcome.Answered>(Answers.FromOtherLeg(offer, plan, from.Local, from.Sent));
            Assert.Equal(offer.Media.Length, said.Media.Length);
            for (var i = 0; i < offer.Media.Length; i++) Assert.Equal(offer.Media[i].Kind, said.Media[i].Kind);
            from.Says(said);
            Assert.Equal(IsFax(kind), plan.Fax is not null);
            Assert.Equal(IsFax(kind), back.Fax is not null);
            if (!IsFax(kind)) continue;
            Assert.Equal(3, said.Media.Single(m => !m.IsRefused).Attributes.Length);
            Assert.DoesNotContain("leak", SdpText.Write(passed) + SdpText.Write(said), StringComparison.Ordinal);
        }
    }, iter: 3000);

    private static bool IsFax(int kind) => kind is 2 or 3 or 4;

    private sealed class Leg(int port, ulong id)
    {
        private SessionDescription? _peer;

        public AudioLocal Local { get; } = new() { Address = "198.51.100.1", RtpPort = port, Origin = new SessionOrigin(id) };

        public SessionDescription? Sent { get; private set; }

        /// <summary>The peer keeps the sections that the dialog has, as any peer must, and changes what the step is about.</summary>
        public SessionDescription PeerOffers(int kind)
        {
            var known = (Sent ?? _peer)?.Media.Select(static m => m.Kind).ToList() ?? [];
            var image = known.IndexOf("image");
            if (IsFax(kind) && image < 0)
            {
                if (kind == 2 && known.Count == 1) known[image = 0] = "image";
                else { known.Add("image"); image = known.Count - 1; }
            }
            else if (!IsFax(kind) && !known.Contains("audio"))
            {
                if (known.Count == 0) known.Add("audio");
                else known[Math.Max(0, image)] = "audio";
            }
            if (kind == 5) known.Add("video");
            var live = IsFax(kind) ? image : known.IndexOf("audio");
            var lines = known.SelectMany((what, index) => Section(what, index == live, kind)).ToArray();
            return _peer = SdpText.Offer(lines);
        }

        public SessionDescription PeerAnswers(SessionDescription offer)
        {
            Assert.Equal(1, offer.Media.Count(static m => !m.IsRefused));
            var lines = offer.Media.SelectMany(static m => Section(m.Kind, !m.IsRefused, 0)).ToArray();
            return _peer = SdpText.Offer(lines);
        }

        public void Says(SessionDescription description)
        {
            if (Sent is { } before)
            {
                Assert.True(description.Media.Length >= before.Media.Length, "A section has vanished.");
                Assert.Equal(before.Origin.Version + (description.SameContent(before) ? 0u : 1u), description.Origin.Version);
            }
            Assert.Equal(id, description.Origin.SessionId);
            Assert.Equal(1, description.Media.Count(static m => !m.IsRefused));
            Assert.Equal(description, SdpText.Read(SdpText.Write(description)));
            Sent = description;
        }

        private static string[] Section(string what, bool live, int kind) => what switch
        {
            "image" => [$"m=image {(live ? 5000 : 0)} udptl t38", .. Fax],
            "video" => [$"m=video {(live ? 6000 : 0)} RTP/AVP 96", "a=rtpmap:96 VP8/90000"],
            _ => [$"m=audio {(live ? 4000 : 0)} RTP/AVP 0 8", kind == 1 ? "a=sendonly" : "a=sendrecv"],
        };
    }
}
