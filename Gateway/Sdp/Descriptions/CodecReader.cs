using System.Collections.Immutable;
using System.Globalization;

namespace Telephony.Sdp.Descriptions;

/// <summary>Joins formats, rtpmap, fmtp and rtcp-fb into codecs. A malformed attribute counts as absent.</summary>
internal static class CodecReader
{
    public static ImmutableArray<SdpCodec> Read(MediaDescription media)
    {
        if (!RtpProfile.IsRtp(media.Protocol)) return [];
        var codecs = ImmutableArray.CreateBuilder<SdpCodec>(media.Formats.Length);
        Span<bool> seen = stackalloc bool[128];
        foreach (var format in media.Formats)
        {
            if (!TryPayloadType(format, out var payloadType) || seen[payloadType]) continue;
            seen[payloadType] = true;
            var codec = FromRtpMap(media, payloadType) ?? StaticPayloadTypes.Find(payloadType);
            if (codec is not null) codecs.Add(WithParameters(codec, media));
        }
        return codecs.DrainToImmutable();
    }

    private static SdpCodec? FromRtpMap(MediaDescription media, int payloadType)
    {
        foreach (var attribute in media.Attributes)
            if (attribute.Name == "rtpmap" && TryOfPayloadType(attribute.Value, payloadType, out var encoding) && TryEncoding(payloadType, encoding, out var codec))
                return codec;
        return null;
    }

    private static SdpCodec WithParameters(SdpCodec codec, MediaDescription media)
    {
        ImmutableArray<string>.Builder? feedback = null;
        string? fmtp = null;
        foreach (var attribute in media.Attributes)
        {
            if (attribute.Name == "fmtp" && fmtp is null && TryOfPayloadType(attribute.Value, codec.PayloadType, out var parameters))
                fmtp = parameters.ToString();
            else if (attribute.Name == "rtcp-fb" && TryFeedback(attribute.Value, codec.PayloadType, out var value))
                (feedback ??= ImmutableArray.CreateBuilder<string>()).Add(value.ToString());
        }
        return fmtp is null && feedback is null ? codec : codec with { Fmtp = fmtp, Feedback = feedback?.DrainToImmutable() ?? [] };
    }

    /// <summary><c>PCMU/8000</c> or <c>opus/48000/2</c>.</summary>
    private static bool TryEncoding(int payloadType, ReadOnlySpan<char> text, out SdpCodec? codec)
    {
        codec = null;
        text = text.Trim();
        Span<Range> parts = stackalloc Range[4];
        var count = text.Split(parts, '/');
        if (count is not (2 or 3) || text[parts[0]].IsEmpty) return false;
        if (!TryNumber(text[parts[1]], out var clock) || clock == 0) return false;
        var channels = 1;
        if (count == 3 && (!TryNumber(text[parts[2]], out channels) || channels is < 1 or > 255)) return false;
        codec = StaticPayloadTypes.Find(payloadType) is { } known && known.ClockHz == clock && known.Channels == channels && text[parts[0]].SequenceEqual(known.Name)
            ? known
            : new SdpCodec(payloadType, Wording.Words.Get(text[parts[0]]), clock, channels);
        return true;
    }

    private static bool TryFeedback(string? value, int payloadType, out ReadOnlySpan<char> rest)
    {
        rest = default;
        if (value is null) return false;
        if (!value.StartsWith("* ", StringComparison.Ordinal)) return TryOfPayloadType(value, payloadType, out rest);
        rest = value.AsSpan(2).Trim();
        return true;
    }

    /// <summary>Splits <c>101 0-16</c>; false when the number is another or nothing follows.</summary>
    private static bool TryOfPayloadType(string? value, int payloadType, out ReadOnlySpan<char> rest)
    {
        rest = default;
        var space = value is null ? -1 : value.IndexOf(' ', StringComparison.Ordinal);
        if (space <= 0 || !TryPayloadType(value.AsSpan(0, space), out var number) || number != payloadType) return false;
        rest = value.AsSpan(space + 1).Trim();
        return !rest.IsEmpty;
    }

    private static bool TryPayloadType(ReadOnlySpan<char> text, out int payloadType) => TryNumber(text, out payloadType) && payloadType < 128;

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
