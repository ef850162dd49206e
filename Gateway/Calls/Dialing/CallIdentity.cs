namespace Telephony.Calls.Dialing;

/// <summary>The two numbers of a call in each of their forms.</summary>
/// <param name="CalledWire">User part of the Request-URI as it came, unescaped.</param>
/// <param name="Called">After the inbound rules.</param>
/// <param name="CallerWire">User part of From, or of P-Asserted-Identity from a trusted trunk.</param>
/// <param name="Caller">After the inbound rules; empty when nobody knows it. An anonymous caller may be known to the trust domain.</param>
/// <param name="DisplayName">Of the caller, without quotes; empty: none.</param>
/// <param name="IsAnonymous">RFC 3323: no identity may be shown.</param>
internal sealed record CallIdentity(string CalledWire, string Called, string CallerWire, string Caller, string DisplayName, bool IsAnonymous)
{
    public static readonly CallIdentity Unknown = new("", "", "", "", "", true);

    /// <summary>Parameters of the called number that cross: number portability (RFC 4694) and trunk groups (RFC 4904), as they came.</summary>
    public string Parameters { get; init; } = "";

    /// <summary>Why the call was forwarded to the number, as the Request-URI says (RFC 4458): <c>486</c>; empty: it does not.</summary>
    public string Cause { get; init; } = "";
}
