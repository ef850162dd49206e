using Telephony.Sip.Transports;

namespace Telephony.Sip.Resolution;

/// <summary>What to look up: the parts of a SIP URI that RFC 3263 4 asks about.</summary>
/// <param name="Host">A name, or an IP address in text (an IPv6 one with or without brackets).</param>
/// <param name="Port">Null when the URI has none; given, it skips NAPTR and SRV.</param>
/// <param name="Transport">Null when the URI has no transport parameter; given, it skips NAPTR.</param>
/// <param name="Secure">A <c>sips:</c> URI: TLS to every target.</param>
/// <param name="Addresses">Which addresses are wanted, and which first.</param>
public sealed record SipResolutionRequest(
    string Host, int? Port = null, SipTransportKind? Transport = null, bool Secure = false, AddressPreference Addresses = AddressPreference.V4ThenV6);

public enum AddressPreference { V4Only, V6Only, V4ThenV6, V6ThenV4 }
