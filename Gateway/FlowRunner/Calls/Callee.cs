using Telephony.Domain.Addresses;

namespace Telephony.FlowRunner.Calls;

/// <summary>Whom a flow or a queue names, as calls are ordered: a number without <c>tel:</c>, the name of an account, or a SIP address whole.</summary>
internal static class Callee
{
    public static string Of(string text)
    {
        var address = text.Trim();
        if (IsSip(address)) return address;
        if (address.StartsWith("tel:", StringComparison.OrdinalIgnoreCase)) address = address[4..];
        var semicolon = address.IndexOf(';', StringComparison.Ordinal);
        return semicolon < 0 ? address : address[..semicolon];
    }

    /// <summary>As transfers name it.</summary>
    public static Address AddressOf(string text)
    {
        var callee = Of(text);
        return IsSip(callee) ? new Address.SipUri(callee[(callee.IndexOf(':', StringComparison.Ordinal) + 1)..]) : AddressReader.Read(callee, "", EmergencyNumbers.Usual);
    }

    private static bool IsSip(string address) => address.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) || address.StartsWith("sips:", StringComparison.OrdinalIgnoreCase);
}
