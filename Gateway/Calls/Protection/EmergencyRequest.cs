using System.Text;
using Telephony.Calls.Dialing;
using Telephony.Domain.Addresses;
using Telephony.Domain.Catalogue;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Protection;

/// <summary>Whether an INVITE calls an emergency service (DR-42): known before anything is decided about it, and asked where a limit would refuse it.</summary>
internal static class EmergencyRequest
{
    private const int Longest = 16;

    /// <summary>As it stands in the Request-URI, or as the number rules of the trunk make it.</summary>
    public static bool Is(SipMessage request, Trunk trunk, TrunkCatalogue catalogue)
    {
        if (Is(request, catalogue.Emergency)) return true;
        if (request.Method != SipMethod.Invite || !SipUriView.TryParse(request.RequestUri, out var uri)) return false;
        var written = SipUserText.Unescape(uri.Number);
        return catalogue.Emergency.Contains(NumberRewriter.Apply(written, NumberDirection.InboundCalled, catalogue.NumberRules, trunk.NumberRules, catalogue.Emergency).After);
    }

    /// <summary>As it stands; nothing is allocated.</summary>
    private static bool Is(SipMessage request, EmergencyNumbers emergency)
    {
        if (request.Method != SipMethod.Invite || !SipUriView.TryParse(request.RequestUri, out var uri)) return false;
        var number = uri.Number;
        if (number.Length is 0 or > Longest) return false;
        Span<char> text = stackalloc char[Longest];
        return Encoding.Latin1.TryGetChars(number, text, out var length) && emergency.Contains(text[..length]);
    }
}
