using System.Buffers.Text;
using System.Collections.Immutable;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.Wording;

namespace Telephony.Sdp.Reading;

/// <summary><c>m=audio 49170/2 RTP/AVP 0 8 101</c> (RFC 8866 5.14).</summary>
internal static class MediaLine
{
    public static SdpFault TryRead(ReadOnlySpan<byte> value, int formatLimit, out MediaDescription? media)
    {
        media = null;
        var fields = new FieldCursor(value);
        if (!fields.TryWord(out var kind) || !fields.TryNext(out var ports) || !TryPorts(ports, out var port, out var count)
            || !fields.TryWord(out var protocol)) return SdpFault.BadMedia;
        var formats = ImmutableArray.CreateBuilder<string>();
        while (fields.TryWord(out var format))
        {
            if (formats.Count == formatLimit) return SdpFault.TooManyFormats;
            formats.Add(format);
        }
        if (formats.Count == 0) return SdpFault.BadMedia;
        media = new MediaDescription { Kind = kind, Port = port, PortCount = count, Protocol = protocol, Formats = formats.DrainToImmutable() };
        return SdpFault.None;
    }

    private static bool TryPorts(ReadOnlySpan<byte> text, out int port, out int count)
    {
        count = 1;
        if (!TryDigits(text, out port, out var used) || port > 65535) return false;
        if (used == text.Length) return true;
        return text[used] == '/' && TryDigits(text[(used + 1)..], out count, out var more) && used + 1 + more == text.Length && count is >= 1 and <= 65535;
    }

    /// <summary>Digits only: the library's own parser would take a sign.</summary>
    private static bool TryDigits(ReadOnlySpan<byte> text, out int number, out int used)
    {
        number = used = 0;
        return !text.IsEmpty && text[0] is >= (byte)'0' and <= (byte)'9' && Utf8Parser.TryParse(text, out number, out used);
    }
}
