using System.Collections.Immutable;
using System.Globalization;
using Telephony.Sdp.Descriptions;

namespace Telephony.Sdp.OfferAnswer;

/// <summary>Writes our audio section and the frame of the description round it: nothing in it comes from the other leg unless it is on the allow-list.</summary>
internal static class AudioSection
{
    public static MediaDescription Make(AudioLocal local, string protocol, ImmutableArray<SdpCodec> codecs, SectionDetails details)
    {
        var attributes = ImmutableArray.CreateBuilder<SdpAttribute>((codecs.Length * 2) + 5);
        var formats = ImmutableArray.CreateBuilder<string>(codecs.Length);
        foreach (var codec in codecs)
        {
            var payloadType = codec.PayloadType.ToString(CultureInfo.InvariantCulture);
            formats.Add(payloadType);
            attributes.Add(new SdpAttribute("rtpmap", codec.Channels == 1
                ? string.Create(CultureInfo.InvariantCulture, $"{payloadType} {codec.Name}/{codec.ClockHz}")
                : string.Create(CultureInfo.InvariantCulture, $"{payloadType} {codec.Name}/{codec.ClockHz}/{codec.Channels}")));
            if (codec.Fmtp is not null) attributes.Add(new SdpAttribute("fmtp", $"{payloadType} {codec.Fmtp}"));
        }
        if ((local.PtimeMs ?? details.PtimeMs) is { } ptime) attributes.Add(new SdpAttribute("ptime", ptime.ToString(CultureInfo.InvariantCulture)));
        if (details.MaxPtimeMs is { } most) attributes.Add(new SdpAttribute("maxptime", most.ToString(CultureInfo.InvariantCulture)));
        attributes.AddRange(details.PassedAttributes);
        if (!details.Crypto.IsDefault) attributes.AddRange(details.Crypto);
        if (!details.MuxAgreed && local.RtcpPortOrNext != local.RtpPort + 1)
            attributes.Add(new SdpAttribute("rtcp", local.RtcpPortOrNext.ToString(CultureInfo.InvariantCulture)));
        if (details.Mux) attributes.Add(new SdpAttribute("rtcp-mux"));
        attributes.Add(new SdpAttribute(details.Direction.ToAttribute()));
        return new MediaDescription
        {
            Kind = "audio",
            Port = local.RtpPort,
            Protocol = protocol,
            Formats = formats.DrainToImmutable(),
            Attributes = attributes.DrainToImmutable(),
        };
    }

    /// <summary>The same section switched off: kind, transport and formats stay so that the peer recognises it (RFC 3264 6).</summary>
    public static MediaDescription Refuse(MediaDescription media) =>
        new() { Kind = media.Kind, Port = 0, Protocol = media.Protocol, Formats = media.Formats };

    public static SessionDescription Frame(AudioLocal local, SessionDescription? previous, ImmutableArray<MediaDescription> media)
    {
        var type = local.Address.Contains(':', StringComparison.Ordinal) ? "IP6" : "IP4";
        var description = new SessionDescription
        {
            Origin = new Origin("-", local.Origin.SessionId, local.Origin.FirstVersion, local.Address, type),
            Connection = new Connection(local.Address, type),
            Media = media,
        };
        return local.Origin.Stamp(previous, description);
    }
}

/// <summary>What our section says beside its codecs.</summary>
/// <param name="Mux">Write <c>a=rtcp-mux</c>.</param>
/// <param name="MuxAgreed">The separate RTCP port is gone: do not name it.</param>
/// <param name="Crypto">Our <c>a=crypto</c> lines; default for none.</param>
internal readonly record struct SectionDetails(
    Direction Direction, bool Mux, bool MuxAgreed, int? PtimeMs, int? MaxPtimeMs, ImmutableArray<SdpAttribute> PassedAttributes, ImmutableArray<SdpAttribute> Crypto = default);
