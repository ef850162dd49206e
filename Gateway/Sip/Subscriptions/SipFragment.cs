using System.Globalization;
using System.Text;
using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Subscriptions;

/// <summary>The body of a NOTIFY of a REFER (RFC 3515 2.4.5, RFC 3420): at least the status line of the response that the referred request got.</summary>
public static class SipFragment
{
    public static ReadOnlySpan<byte> ContentType => "message/sipfrag;version=2.0"u8;

    /// <param name="reason">Empty: the usual phrase.</param>
    public static byte[] Write(int status, ReadOnlySpan<byte> reason = default)
    {
        var phrase = Encoding.UTF8.GetString(reason.IsEmpty ? SipReasons.Of(status) : reason).ReplaceLineEndings(" ");
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"SIP/2.0 {status} {phrase}\r\n"));
    }

    /// <summary>False when the first line is no status line of 100 to 699.</summary>
    public static bool TryReadStatus(ReadOnlySpan<byte> body, out int status)
    {
        status = 0;
        if (body.Length < 11 || !SipText.Same(body[..8], "SIP/2.0 "u8)) return false;
        if (!SipText.TryNumber(body.Slice(8, 3), 699, out var code) || code < 100) return false;
        if (body.Length > 11 && body[11] is not ((byte)' ' or (byte)'\r' or (byte)'\n')) return false;
        status = (int)code;
        return true;
    }
}
