using Telephony.Automation.Connections;

namespace Telephony.Automation.Reception;

/// <summary>
/// What an application gives along with a call, or gets with one: headers of SIP for everybody, and those that the API keeps for its users. The phones of users are SIP phones here, so that theirs travel as SIP headers too, under a prefix.
/// <code>
///   voipHeaders: { "ticket": "4711" }   ◄──►   X-MS-VoIP-ticket: 4711
/// </code>
/// </summary>
public sealed record CustomContext(IReadOnlyList<KeyValuePair<string, string>> Sip, IReadOnlyList<KeyValuePair<string, string>> Voip)
{
    public static readonly CustomContext None = new([], []);

    private const string VoipPrefix = "X-MS-VoIP-";

    /// <summary>The headers of the INVITE to somebody.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> HeadersFor(string who) =>
        Voip.Count == 0 || Identifiers.KindOf(who) != IdentifierKind.CommunicationUser ? Sip : [.. Sip, .. Voip.Select(static header => new KeyValuePair<string, string>(VoipPrefix + header.Key, header.Value))];

    /// <summary>Of a caller's INVITE.</summary>
    public static CustomContext Of(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var voip = headers.Where(static header => header.Key.Length > VoipPrefix.Length && header.Key.StartsWith(VoipPrefix, StringComparison.OrdinalIgnoreCase)).ToList();
        return voip.Count == 0 ? new(headers, []) : new([.. headers.Except(voip)], [.. voip.Select(static header => new KeyValuePair<string, string>(header.Key[VoipPrefix.Length..], header.Value))]);
    }
}
