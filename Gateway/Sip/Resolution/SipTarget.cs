using Telephony.Net.Addresses;
using Telephony.Sip.Transports;

namespace Telephony.Sip.Resolution;

/// <summary>One place to send a request to.</summary>
/// <param name="ServerName">The name that a TLS certificate must prove: the one asked for, never what DNS made of it (RFC 5922 7.2).</param>
public readonly record struct SipTarget(SipTransportKind Transport, NetEndpoint Endpoint, string ServerName);
