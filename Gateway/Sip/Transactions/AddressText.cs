using System.Buffers.Text;
using Telephony.Net.Addresses;

namespace Telephony.Sip.Transactions;

/// <summary>An address as it stands in <c>received</c>: no brackets, no port.</summary>
internal static class AddressText
{
    /// <param name="into">At least 64 bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(in NetEndpoint endpoint, Span<byte> into)
    {
        if (!endpoint.IsV4)
        {
            (endpoint with { ScopeId = 0 }).ToIPAddress().TryFormat(into, out var length);
            return length;
        }
        var written = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            Utf8Formatter.TryFormat((byte)(endpoint.V4 >> shift), into[written..], out var digits);
            written += digits;
            if (shift > 0) into[written++] = (byte)'.';
        }
        return written;
    }
}
