using System.Collections.Immutable;
using Telephony.Sdp.Descriptions;

namespace Telephony.Sdp.OfferAnswer;

/// <summary>Offers for a leg (RFC 3264 5 and 8). Pure: the same input gives the same description.</summary>
public static class Offers
{
    /// <summary>An offer that no other leg stands behind: for an INVITE that came without one, or a call of our own.</summary>
    /// <param name="previous">What we last sent in this dialog; null for the first offer.</param>
    public static OfferOutcome FromPolicy(AudioLocal local, SessionDescription? previous = null) =>
        Make(local, previous, KnownCodecs.For(local.Codecs), new SectionDetails(local.Wanted, local.RtcpMux, false, null, null, []));

    /// <summary>
    /// An offer for this leg made from what the other leg's peer last sent, be it an offer or an answer. Only codecs, packet times and the
    /// wish for silence suppression cross; a first offer has one audio section, a later one keeps every section of the dialog at its place,
    /// all but the audio switched off.
    /// </summary>
    /// <param name="other">Description of the other leg's peer.</param>
    /// <param name="otherPolicy">What the other leg may use: it could not take back what is offered beyond that.</param>
    public static OfferOutcome FromOtherLeg(SessionDescription other, CodecPolicy otherPolicy, AudioLocal local, SessionDescription? previous = null)
    {
        if (!AudioStream.TryFind(other, out var stream, out var why)) return new OfferOutcome.Refused(why);
        var codecs = local.Codecs.Apply(otherPolicy.Apply(stream.Media.ReadCodecs()));
        var details = new SectionDetails(
            stream.Effective & local.Wanted, local.RtcpMux, false, stream.Media.PtimeMs, stream.Media.MaxPtimeMs, AudioStream.PassedOn(stream.Media));
        return Make(local, previous, codecs, details);
    }

    private static OfferOutcome Make(AudioLocal local, SessionDescription? previous, ImmutableArray<SdpCodec> codecs, SectionDetails details)
    {
        var place = PlaceOfAudio(previous);
        codecs = PayloadNumbers.Settle(codecs, previous?.Media[place]);
        if (!codecs.Any(codec => !codec.IsAuxiliary)) return new OfferOutcome.Refused(NegotiationFault.NoCommonCodec);
        var protocol = previous is null ? RtpProfile.Avp : previous.Media[place].Protocol;
        var audio = AudioSection.Make(local, protocol, codecs, details);
        return new OfferOutcome.Offered(AudioSection.Frame(local, previous, Layout(previous, place, audio)));
    }

    /// <summary>The audio section in use, else the first audio section of the dialog.</summary>
    private static int PlaceOfAudio(SessionDescription? previous)
    {
        if (previous is null) return 0;
        var first = -1;
        for (var index = 0; index < previous.Media.Length; index++)
        {
            if (!previous.Media[index].IsAudio) continue;
            if (!previous.Media[index].IsRefused) return index;
            if (first < 0 && RtpProfile.IsServed(previous.Media[index].Protocol)) first = index;
        }
        return Math.Max(0, first);
    }

    private static ImmutableArray<MediaDescription> Layout(SessionDescription? previous, int place, MediaDescription audio)
    {
        if (previous is null || previous.Media.Length <= 1) return [audio];
        var sections = previous.Media.ToBuilder();
        for (var index = 0; index < sections.Count; index++)
            sections[index] = index == place ? audio : AudioSection.Refuse(sections[index]);
        return sections.MoveToImmutable();
    }
}
