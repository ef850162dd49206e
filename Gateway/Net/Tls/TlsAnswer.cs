using System.Net.Security;

namespace Telephony.Net.Tls;

/// <summary>
/// How a listener takes part in one TLS handshake: asked anew for each, so that a renewed certificate counts from the next one on. Called on any thread; what it
/// returns is used once.
/// </summary>
/// <param name="serverName">What the client asks for (SNI, RFC 6066 3); empty when it does not say.</param>
public delegate SslServerAuthenticationOptions TlsAnswer(string serverName);
