using System.Globalization;
using System.Text;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Transit;

/// <summary>Between SIP status codes and ITU-T Q.850 causes (RFC 3398 7.2.4.1 and 8.2.6.1), and the Reason header that carries them (RFC 3326).</summary>
internal static class CauseMap
{
    /// <summary>Q.850 cause for a final SIP status; 0 when the table has none.</summary>
    public static int ToQ850(int status) => status switch
    {
        400 => 41,
        401 or 402 or 403 or 407 or 433 => 21,
        404 or 604 => 1,
        405 => 63,
        406 or 415 or 501 => 79,
        420 or 421 or 422 or 423 or 488 or 493 or 606 => 127,
        408 or 504 => 102,
        410 => 22,
        413 or 414 or 416 or 513 => 127,
        480 => 18,
        481 => 41,
        482 or 483 => 25,
        484 => 28,
        485 => 1,
        486 or 600 => 17,
        487 => 16,
        500 => 41,
        502 => 38,
        503 => 41,
        505 => 127,
        603 or 607 or 608 => 21,
        _ => 0,
    };

    /// <summary>A Reason value such as <c>Q.850;cause=16;text="media timeout"</c>.</summary>
    public static byte[] Reason(int q850, string text) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Q.850;cause={q850};text=\"{text.Replace("\"", "'", StringComparison.Ordinal)}\""));

    /// <summary>The Q.850 cause named by a Reason header of the message; 0 when there is none.</summary>
    public static int ReadQ850(SipMessage? message)
    {
        if (message is null || !message.Has(HeaderName.Reason)) return 0;
        foreach (var value in message.Values(HeaderName.Reason))
        {
            var semicolon = value.IndexOf((byte)';');
            if (semicolon < 0 || !SipText.Same(SipText.Trim(value[..semicolon]), "Q.850"u8)) continue;
            if (ParamReader.TryGet(value[semicolon..], "cause"u8, out var digits) && SipText.TryNumber(digits, 127, out var cause)) return (int)cause;
        }
        return 0;
    }
}
