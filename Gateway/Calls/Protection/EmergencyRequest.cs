using System.Text;
using Telephony.Domain.Addresses;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Protection;

/// <summary>Whether an INVITE calls an emergency service, by its Request-URI as it stands: known before anything is decided about it, and nothing is allocated.</summary>
internal static class EmergencyRequest
{
    private const int Longest = 16;

    public static bool Is(SipMessage request, EmergencyNumbers emergency)
    {
        if (request.Method != SipMethod.Invite || !SipUriView.TryParse(request.RequestUri, out var uri)) return false;
        var number = uri.Number;
        if (number.Length is 0 or > Longest) return false;
        Span<char> text = stackalloc char[Longest];
        return Encoding.Latin1.TryGetChars(number, text, out var length) && emergency.Contains(text[..length]);
    }
}
