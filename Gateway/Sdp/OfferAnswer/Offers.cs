using System.Collections.Immutable;
using System.Globalization;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.Security;

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
    /// <param name="otherSecurity">Of the other leg, where its peer describes several streams; null takes the first that is encrypted, else the first.</param>
    public static OfferOutcome FromOtherLeg(
        SessionDescription other, CodecPolicy otherPolicy, AudioLocal local, SessionDescription? previous = null, LocalSecurity? otherSecurity = null)
    {
        if (ImageStream.TryFind(other, first: previous is null, out var image)) return OfferFax(other, image, otherPolicy, local, previous);
        if (!AudioStream.TryFind(other, otherSecurity ?? LocalSecurity.Any, out var stream, out var why)) return new OfferOutcome.Refused(why);
        var offered = otherPolicy.Apply(stream.Media.ReadCodecs());
        var codecs = Widening.Offer(local.Codecs.Apply(offered), offered, local.Codecs);
        var details = new SectionDetails(
            (stream.Effective | (local.PlaysOnHold ? Direction.SendOnly : 0)) & local.Wanted, local.RtcpMux, false, stream.Media.PtimeMs, stream.Media.MaxPtimeMs, AudioStream.PassedOn(stream.Media));
        return Make(local, previous, codecs, details);
    }

    private static OfferOutcome Make(AudioLocal local, SessionDescription? previous, ImmutableArray<SdpCodec> codecs, SectionDetails details)
    {
        var place = PlaceOfAudio(previous);
        codecs = PayloadNumbers.Settle(codecs, previous?.Media[place]);
        if (!codecs.Any(codec => !codec.IsAuxiliary)) return new OfferOutcome.Refused(NegotiationFault.NoCommonCodec);
        var before = previous is not null && previous.Media[place].IsAudio ? previous.Media[place] : null;
        var protocol = before is not null ? before.Protocol : local.Security.Offers ? RtpProfile.Savp : RtpProfile.Avp;
        var audio = AudioSection.Make(local, protocol, codecs, details with { Crypto = Keys(before, protocol, local.Security) });
        return new OfferOutcome.Offered(AudioSection.Frame(local, previous, Layout(previous, place, audio)));
    }

    /// <summary>
    /// A later offer repeats the keys of the description before it: nothing is keyed anew without need (RFC 4568 7.1.4). Where there were none, because the
    /// stream was switched off, they are the leg's own.
    /// </summary>
    private static ImmutableArray<SdpAttribute> Keys(MediaDescription? before, string protocol, LocalSecurity security)
    {
        if (before is not null && before.Attributes.Has(CryptoAttribute.Name)) return [.. before.Attributes.Where(static line => line.Name == CryptoAttribute.Name)];
        return RtpProfile.IsPlain(protocol) && security.Policy != SecurityPolicy.Require ? [] : security.OfferLines();
    }

    /// <summary>True when a session change asks for T.38.</summary>
    public static bool IsFax(SessionDescription offer) => ImageStream.TryFind(offer, first: false, out _);

    private static OfferOutcome OfferFax(SessionDescription other, ImageStream image, CodecPolicy otherPolicy, AudioLocal local, SessionDescription? previous)
    {
        if (otherPolicy.FaxBitRate == 0 || local.Codecs.FaxBitRate == 0) return new OfferOutcome.Refused(NegotiationFault.FaxNotServed);
        var section = ImageStream.Section(local, image.Terms.Within(otherPolicy.FaxBitRate));
        return new OfferOutcome.Offered(AudioSection.Frame(local, previous, Layout(previous, ImageStream.PlaceOf(other, previous), section)));
    }

    /// <summary>
    /// The same offer with less to choose from, for a message that must be short: the first two codecs of its audio, the events of their clock rates, and the first key.
    /// </summary>
    public static SessionDescription Shorter(SessionDescription offer) => offer with { Media = [.. offer.Media.Select(static media => media.IsAudio ? Shorter(media) : media)] };

    private static MediaDescription Shorter(MediaDescription audio)
    {
        var codecs = audio.ReadCodecs();
        var voices = codecs.Where(static codec => !codec.IsAuxiliary).Take(2).ToArray();
        var kept = voices.Concat(codecs.Where(codec => codec.IsTelephoneEvent && voices.Any(voice => voice.ClockHz == codec.ClockHz)))
            .Select(static codec => codec.PayloadType.ToString(CultureInfo.InvariantCulture)).ToHashSet(StringComparer.Ordinal);
        var keys = 0;
        return audio with
        {
            Formats = [.. audio.Formats.Where(kept.Contains)],
            Attributes = [.. audio.Attributes.Where(line => line.Name switch
            {
                "rtpmap" or "fmtp" => kept.Contains(line.Value?.Split(' ')[0] ?? ""),
                CryptoAttribute.Name => keys++ == 0,
                _ => true,
            })],
        };
    }

    /// <summary>The audio section in use, else the first audio section of the dialog.</summary>
    internal static int PlaceOfAudio(SessionDescription? previous)
    {
        if (previous is null) return 0;
        var first = -1;
        for (var index = 0; index < previous.Media.Length; index++)
        {
            if (!previous.Media[index].IsAudio) continue;
            if (!previous.Media[index].IsRefused) return index;
            if (first < 0 && (RtpProfile.IsPlain(previous.Media[index].Protocol) || RtpProfile.IsSecure(previous.Media[index].Protocol))) first = index;
        }
        return Math.Max(0, first);
    }

    private static ImmutableArray<MediaDescription> Layout(SessionDescription? previous, int place, MediaDescription stream)
    {
        if (previous is null) return [stream];
        var sections = previous.Media.ToBuilder();
        for (var index = 0; index < sections.Count; index++)
            sections[index] = index == place ? stream : AudioSection.Refuse(sections[index]);
        if (place == sections.Count) sections.Add(stream);
        sections.Capacity = sections.Count;
        return sections.MoveToImmutable();
    }
}
