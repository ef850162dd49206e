using Telephony.Domain.Addresses;

namespace Telephony.Automation.Connections;

/// <summary>What somebody is to the API.</summary>
public enum IdentifierKind : byte
{
    PhoneNumber,
    CommunicationUser,

    /// <summary>A SIP address: the API knows no kind for it, and keeps its raw id.</summary>
    Unknown,
}

/// <summary>
/// Who is in a call, as the gateway dials it and as the API names it (raw ids).
/// <code>
///   +14255550123, 4711     4:+14255550123, 4:4711     phoneNumber
///   (empty)                4:anonymous                phoneNumber
///   8:acs:RESOURCE_USER    the same                   communicationUser
///   sip:alice@pbx.example  the same                   unknown
/// </code>
/// </summary>
public static class Identifiers
{
    private const string User = "8:";
    private const string Sip = "sip:";
    private const string Secure = "sips:";

    public static IdentifierKind KindOf(string who) =>
        who.StartsWith(User, StringComparison.Ordinal) ? IdentifierKind.CommunicationUser
        : who.StartsWith(Sip, StringComparison.OrdinalIgnoreCase) || who.StartsWith(Secure, StringComparison.OrdinalIgnoreCase) ? IdentifierKind.Unknown
        : IdentifierKind.PhoneNumber;

    public static string RawIdOf(string who) => KindOf(who) != IdentifierKind.PhoneNumber ? who : who.Length == 0 ? "4:anonymous" : "4:" + who;

    /// <summary>It is called over the telephone network, which wants to be shown a number: phone numbers, however they are written.</summary>
    public static bool IsPhone(string who)
    {
        if (KindOf(who) != IdentifierKind.Unknown) return KindOf(who) == IdentifierKind.PhoneNumber;
        var user = who[(who.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('@', 2)[0];
        return PhoneNumber.TryParse(user, out _);
    }
}
