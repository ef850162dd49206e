using System.Globalization;
using System.Text;
using Telephony.Calls.Legs;
using Telephony.Rtp.Events;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;

namespace Telephony.Calls.Interworking;

/// <summary>
/// Digits in INFO: <c>application/dtmf-relay</c> with <c>Signal=5</c> and <c>Duration=160</c> in milliseconds, and <c>application/dtmf</c> with the digit alone.
/// Neither has an RFC; this is what SBCs and phones write.
/// </summary>
internal static class InfoDigits
{
    private const int UsualMilliseconds = 160;
    private const int MostMilliseconds = 8000;

    private static readonly byte[] RelayType = "application/dtmf-relay"u8.ToArray();

    /// <summary>False when the request carries no digit.</summary>
    public static bool TryRead(SipMessage info, out DtmfDigit digit, out TimeSpan duration) => TryRead(info.ContentType, info.Body, out digit, out duration);

    public static bool TryRead(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body, out DtmfDigit digit, out TimeSpan duration)
    {
        (digit, duration) = (default, TimeSpan.FromMilliseconds(UsualMilliseconds));
        var end = type.IndexOf((byte)';');
        type = SipText.Trim(end < 0 ? type : type[..end]);
        if (SipText.Same(type, "application/dtmf"u8)) return TrySignal(SipText.Trim(FirstLine(ref body)), out digit);
        if (!SipText.Same(type, RelayType)) return false;
        var found = false;
        while (!body.IsEmpty)
        {
            var line = FirstLine(ref body);
            var equals = line.IndexOf((byte)'=');
            if (equals < 0) continue;
            var name = SipText.Trim(line[..equals]);
            var value = SipText.Trim(line[(equals + 1)..]);
            if (SipText.Same(name, "Signal"u8)) found = TrySignal(value, out digit);
            else if (SipText.Same(name, "Duration"u8) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0)
                duration = TimeSpan.FromMilliseconds(Math.Min(milliseconds, MostMilliseconds));
        }
        return found;
    }

    /// <summary>Tells the peer of a digit. Its answer changes nothing.</summary>
    public static void Send(Leg to, DtmfDigit digit, TimeSpan duration)
    {
        if (to is not { Dialog: { } dialog, IsGone: false }) return;
        var body = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Signal={digit.Symbol}\r\nDuration={(int)duration.TotalMilliseconds}\r\n"));
        dialog.Send(SipMethod.Info, Deaf.Instance, null, (object?)null, RelayType, body);
    }

    /// <summary>The symbol itself, ! for the flash, or the event code of what is no number, which some phones write.</summary>
    private static bool TrySignal(ReadOnlySpan<byte> text, out DtmfDigit digit)
    {
        digit = default;
        if (text.Length == 1) return DtmfDigit.TryParse((char)text[0], out digit);
        if (text.Length != 2 || text[0] != '1' || text[1] is < (byte)'0' or > (byte)'6') return false;
        digit = new DtmfDigit((byte)(10 + text[1] - '0'));
        return true;
    }

    private static ReadOnlySpan<byte> FirstLine(ref ReadOnlySpan<byte> body)
    {
        var end = body.IndexOf((byte)'\n');
        var line = end < 0 ? body : body[..end];
        body = end < 0 ? default : body[(end + 1)..];
        return line.TrimEnd((byte)'\r');
    }

    private sealed class Deaf : IResponseUser
    {
        public static readonly Deaf Instance = new();

        public void OnResponse(OutgoingRequest sent, SipMessage response)
        {
        }

        public void OnFailed(OutgoingRequest sent, RequestFailure failure)
        {
        }
    }
}
