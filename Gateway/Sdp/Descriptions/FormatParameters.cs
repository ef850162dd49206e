namespace Telephony.Sdp.Descriptions;

/// <summary>The few format parameters that make two payloads of one name incompatible; all others are wishes and pass through.</summary>
internal static class FormatParameters
{
    public static bool SamePayloadForm(SdpCodec one, SdpCodec other)
    {
        // RFC 4867 8.1: bandwidth-efficient (0, the default) and octet-aligned frames cannot be read as each other.
        if (one.Is("AMR") || one.Is("AMR-WB")) return SameValue(one, other, "octet-align", "0");
        // RFC 5577 4.1: the bit rate is part of the encoding.
        if (one.Is("G7221")) return SameValue(one, other, "bitrate", "32000");
        return true;
    }

    private static bool SameValue(SdpCodec one, SdpCodec other, string name, string absent) =>
        Value(one.Fmtp, name, absent).Equals(Value(other.Fmtp, name, absent), StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Value(string? fmtp, string name, string absent)
    {
        foreach (var part in fmtp.AsSpan().Split(';'))
        {
            var pair = fmtp.AsSpan(part).Trim();
            var equals = pair.IndexOf('=');
            if (equals > 0 && pair[..equals].Trim().Equals(name, StringComparison.OrdinalIgnoreCase)) return pair[(equals + 1)..].Trim();
        }
        return absent;
    }
}
