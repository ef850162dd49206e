using System.Globalization;

namespace Telephony.Sdp.Descriptions;

/// <summary>The <c>a=rtcp</c> attribute: <c>port [IN IP4|IP6 address]</c> (RFC 3605 2.1).</summary>
/// <param name="Port">1 to 65535.</param>
/// <param name="Address">Null: the address of the media.</param>
public readonly record struct RtcpTarget(int Port, string? Address)
{
    public static bool TryParse(string? value, out RtcpTarget target)
    {
        target = default;
        if (string.IsNullOrEmpty(value)) return false;
        Span<Range> parts = stackalloc Range[5];
        var count = value.AsSpan().Split(parts, ' ', StringSplitOptions.RemoveEmptyEntries);
        if (count is not (1 or 4)) return false;
        if (!int.TryParse(value.AsSpan(parts[0]), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535) return false;
        if (count == 4 && (!value.AsSpan(parts[1]).SequenceEqual("IN") || value.AsSpan(parts[2]) is not ("IP4" or "IP6"))) return false;
        target = new RtcpTarget(port, count == 4 ? value[parts[3]] : null);
        return true;
    }
}
