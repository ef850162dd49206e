using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Calls.SessionTimers;

/// <summary>A Session-Expires value (RFC 4028 4) and the headers round it.</summary>
/// <param name="Seconds">0: the message has none, or one that cannot be read.</param>
/// <param name="ByClient">The refresher parameter: true <c>uac</c>, false <c>uas</c>, null when it is not there.</param>
internal readonly record struct SessionExpires(int Seconds, bool? ByClient)
{
    /// <summary>A day and a bit: more is cut, so that no sum overflows.</summary>
    private const uint Longest = 100_000;

    public static SessionExpires Read(SipMessage message)
    {
        var value = message.Header(HeaderName.SessionExpires);
        var semicolon = value.IndexOf((byte)';');
        if (!TrySeconds(semicolon < 0 ? value : value[..semicolon], out var seconds)) return default;
        bool? client = null;
        if (semicolon >= 0 && ParamReader.TryGet(value[semicolon..], "refresher"u8, out var refresher))
            client = SipText.Same(refresher, "uac"u8) ? true : SipText.Same(refresher, "uas"u8) ? false : null;
        return new SessionExpires(seconds, client);
    }

    /// <summary>0 when there is none.</summary>
    public static int ReadMinimum(SipMessage message)
    {
        var value = message.Header(HeaderName.MinSe);
        var semicolon = value.IndexOf((byte)';');
        return TrySeconds(semicolon < 0 ? value : value[..semicolon], out var seconds) ? seconds : 0;
    }

    public static bool IsKnownTo(SipMessage message) => message.Lists(HeaderName.Supported, "timer"u8) || message.Lists(HeaderName.Require, "timer"u8);

    public void Write(ref SipWriter writer)
    {
        writer.Begin(HeaderName.SessionExpires);
        writer.Append(Seconds);
        if (ByClient is { } client) writer.Append(client ? ";refresher=uac"u8 : ";refresher=uas"u8);
        writer.EndLine();
    }

    private static bool TrySeconds(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        if (!SipText.TryNumber(SipText.Trim(text), uint.MaxValue, out var number) || number == 0) return false;
        seconds = (int)Math.Min(number, Longest);
        return true;
    }
}
