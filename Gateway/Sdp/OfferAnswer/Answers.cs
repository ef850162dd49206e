using System.Collections.Immutable;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.Security;

namespace Telephony.Sdp.OfferAnswer;

/// <summary>
/// Answers to a peer's offer, and the reading of a peer's answer to ours (RFC 3264 6 and 7). Pure. Every answer has the offer's sections in
/// number and order; names no codec that was not offered; uses the offer's payload types; refuses with port 0 what is not served.
/// </summary>
public static class Answers
{
    /// <summary>Answers for an end of our own (echo, announcement, IVR): one codec of the offer that the policy allows, and digits.</summary>
    /// <param name="previous">What we last sent in this dialog; null when this is the first description.</param>
    public static AnswerOutcome FromPolicy(SessionDescription offer, AudioLocal local, SessionDescription? previous = null)
    {
        if (!AudioStream.TryFind(offer, local.Security, out var stream, out var why)) return new AnswerOutcome.Refused(why);
        var allowed = stream.Media.ReadCodecs().RemoveAll(codec => !local.Codecs.Allows(codec));
        var chosen = allowed.FirstOrDefault(codec => !codec.IsAuxiliary);
        if (chosen is null) return new AnswerOutcome.Refused(NegotiationFault.NoCommonCodec);
        var digits = allowed.FirstOrDefault(codec => codec.IsTelephoneEvent && codec.ClockHz == chosen.ClockHz);
        ImmutableArray<SdpCodec> codecs = digits is null ? [chosen] : [chosen, digits];
        return Make(offer, stream, local, previous, new Agreement(codecs, codecs, local.Wanted, null, null, []));
    }

    /// <summary>Answers with what the other leg agreed on: its codecs in its order, its direction, its packet times.</summary>
    /// <param name="other">The other leg's plan, from <see cref="Accept"/> of its answer.</param>
    public static AnswerOutcome FromOtherLeg(SessionDescription offer, MediaPlan other, AudioLocal local, SessionDescription? previous = null)
    {
        if (other.Fax is { } terms) return AnswerFax(offer, terms, local, previous);
        if (!AudioStream.TryFind(offer, local.Security, out var stream, out var why)) return new AnswerOutcome.Refused(why);
        var offered = stream.Media.ReadCodecs();
        var said = ImmutableArray.CreateBuilder<SdpCodec>(other.Codecs.Length);
        var theirs = ImmutableArray.CreateBuilder<SdpCodec>(other.Codecs.Length);
        foreach (var agreed in other.Codecs)
        {
            if (!local.Codecs.Allows(agreed.Codec) || Find(offered, theirs, agreed.Codec) is not { } match) continue;
            theirs.Add(match);
            said.Add(agreed.Codec with { PayloadType = match.PayloadType, Name = match.Name, Feedback = [] });
        }
        Widening.Answer(offered, local.Codecs, said, theirs);
        if (!said.Any(codec => !codec.IsAuxiliary)) return new AnswerOutcome.Refused(NegotiationFault.NoCommonCodec);
        var agreement = new Agreement(
            said.DrainToImmutable(), theirs.DrainToImmutable(), local.Wanted & other.Direction.Reversed(), other.PeerPtimeMs, other.PeerMaxPtimeMs, other.PassedAttributes);
        return Make(offer, stream, local, previous, agreement);
    }

    /// <summary>Reads the peer's answer to an offer of ours. What it names beyond our offer is passed over.</summary>
    /// <param name="offer">As sent.</param>
    public static PlanOutcome Accept(SessionDescription offer, SessionDescription answer)
    {
        if (offer.Media.Length != answer.Media.Length) return new PlanOutcome.Refused(NegotiationFault.MediaCountDiffers);
        var place = 0;
        while (place < offer.Media.Length && (offer.Media[place].IsRefused || !(offer.Media[place].IsAudio || ImageStream.Is(offer.Media[place])))) place++;
        if (place == offer.Media.Length) return new PlanOutcome.Refused(NegotiationFault.NoAudio);
        var (ours, theirs) = (offer.Media[place], answer.Media[place]);
        if (!ours.IsAudio) return AcceptFax(answer, place);
        if (!theirs.IsAudio) return new PlanOutcome.Refused(NegotiationFault.MediaKindDiffers);
        if (theirs.IsRefused) return new PlanOutcome.Refused(NegotiationFault.StreamRefused);
        if (!SameKind(ours.Protocol, theirs.Protocol)) return new PlanOutcome.Refused(NegotiationFault.ProfileNotServed);
        if (!AudioStream.TryUse(answer, place, out var stream, out var why)) return new PlanOutcome.Refused(why);
        if (!AgreedSecurity.TryAccept(ours, theirs, out var security)) return new PlanOutcome.Refused(NegotiationFault.NoCommonSuite);

        var codecs = Common(ours.ReadCodecs(), theirs.ReadCodecs());
        if (!codecs.Any(agreed => !agreed.Codec.IsAuxiliary)) return new PlanOutcome.Refused(NegotiationFault.NoCommonCodec);
        // A direction beyond the offer is cut to what was offered.
        var direction = Directions.Answer(stream.Effective, offer.DirectionOf(ours));
        return new PlanOutcome.Agreed(stream.Plan(codecs, direction, ours.RtcpMux && theirs.RtcpMux, security));
    }

    /// <summary>Whether an offer can be taken as far as encryption goes; <see cref="NegotiationFault.None"/> when it can.</summary>
    public static NegotiationFault Judge(SessionDescription offer, LocalSecurity security) =>
        AudioStream.TryFind(offer, security, out _, out var why) ? NegotiationFault.None : why;

    /// <summary>Both plain or both encrypted: with or without feedback is the peer's own affair.</summary>
    private static bool SameKind(string ours, string theirs) =>
        RtpProfile.IsPlain(ours) ? RtpProfile.IsPlain(theirs) : RtpProfile.IsSecure(theirs) || RtpProfile.IsDtls(theirs);

    private static AnswerOutcome Make(SessionDescription offer, AudioStream stream, AudioLocal local, SessionDescription? previous, Agreement agreed)
    {
        var mux = stream.Media.RtcpMux && local.RtcpMux;
        var written = Directions.Answer(stream.Effective, agreed.Wanted);
        var details = new SectionDetails(written, mux, mux, agreed.PtimeMs, agreed.MaxPtimeMs, agreed.PassedAttributes, stream.Security is { } choice ? [choice.Answer] : default);
        var sections = ImmutableArray.CreateBuilder<MediaDescription>(offer.Media.Length);
        foreach (var media in offer.Media)
            sections.Add(sections.Count == stream.Index
                ? AudioSection.Make(local, media.Protocol, agreed.Said, details)
                : AudioSection.Refuse(media));
        var both = ImmutableArray.CreateBuilder<AgreedCodec>(agreed.Theirs.Length);
        foreach (var codec in agreed.Theirs) both.Add(new AgreedCodec(codec, codec.PayloadType, codec.PayloadType));
        return new AnswerOutcome.Answered(
            AudioSection.Frame(local, previous, sections.MoveToImmutable()),
            stream.Plan(both.MoveToImmutable(), written, mux, stream.Security?.Agreed));
    }

    private static AnswerOutcome AnswerFax(SessionDescription offer, FaxTerms terms, AudioLocal local, SessionDescription? previous)
    {
        if (!ImageStream.TryFind(offer, first: false, out var image)) return new AnswerOutcome.Refused(NegotiationFault.MediaKindDiffers);
        if (local.Codecs.FaxBitRate == 0) return new AnswerOutcome.Refused(NegotiationFault.FaxNotServed);
        var sections = ImmutableArray.CreateBuilder<MediaDescription>(offer.Media.Length);
        foreach (var media in offer.Media)
            sections.Add(sections.Count == image.Index
                ? ImageStream.Section(local, terms with { Protocol = media.Protocol })
                : AudioSection.Refuse(media));
        return new AnswerOutcome.Answered(AudioSection.Frame(local, previous, sections.MoveToImmutable()), image.Plan());
    }

    private static PlanOutcome AcceptFax(SessionDescription answer, int place)
    {
        var theirs = answer.Media[place];
        if (theirs.IsRefused) return new PlanOutcome.Refused(NegotiationFault.StreamRefused);
        if (!ImageStream.Is(theirs)) return new PlanOutcome.Refused(NegotiationFault.MediaKindDiffers);
        return ImageStream.TryUse(answer, place, out var image)
            ? new PlanOutcome.Agreed(image.Plan())
            : new PlanOutcome.Refused(NegotiationFault.NoUsableAddress);
    }

    private static SdpCodec? Find(ImmutableArray<SdpCodec> offered, ImmutableArray<SdpCodec>.Builder used, SdpCodec wanted)
    {
        foreach (var codec in offered)
            if (codec.Matches(wanted) && !used.Contains(codec)) return codec;
        return null;
    }

    private static ImmutableArray<AgreedCodec> Common(ImmutableArray<SdpCodec> ours, ImmutableArray<SdpCodec> theirs)
    {
        var common = ImmutableArray.CreateBuilder<AgreedCodec>(theirs.Length);
        foreach (var codec in theirs)
            foreach (var own in ours)
            {
                if (!own.Matches(codec) || common.Any(agreed => agreed.ReceivePayloadType == own.PayloadType)) continue;
                common.Add(new AgreedCodec(codec, codec.PayloadType, own.PayloadType));
                break;
            }
        return common.DrainToImmutable();
    }

    /// <param name="Said">Codecs as our answer words them.</param>
    /// <param name="Theirs">The same ones as the offer worded them.</param>
    private readonly record struct Agreement(
        ImmutableArray<SdpCodec> Said, ImmutableArray<SdpCodec> Theirs, Direction Wanted, int? PtimeMs, int? MaxPtimeMs, ImmutableArray<SdpAttribute> PassedAttributes);
}
