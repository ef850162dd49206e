using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Telephony.Domain.Identity;
using Telephony.Domain.Trunks;
using Telephony.Net.Tls;
using Telephony.Sip.Transports;

namespace Telephony.Host.Certificates;

/// <summary>
/// The TLS options of each handshake (DR-2 to DR-4). Nothing is resumed: a resumed session would show the certificate of the day it began. As the server, any
/// certificate is taken and examined; whose it is, and whether it is good enough, is decided with the request, where a refusal can be explained.
/// </summary>
internal sealed class TlsHandshakes(CertificateStore store, TrunkBoard? board = null)
{
    /// <summary>Of TLS 1.3, and the four of direct routing for 1.2 with their ECDSA twins; null where the platform has a policy of its own.</summary>
    private static readonly CipherSuitesPolicy? s_suites = OperatingSystem.IsLinux() ? new CipherSuitesPolicy(
    [
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    ]) : null;

    /// <summary>For one handshake of a listener. Any thread.</summary>
    public SslServerAuthenticationOptions Server(string serverName) => new()
    {
        ServerCertificateContext = (store.ForServerName(serverName) ?? throw new AuthenticationException("there is no certificate of ours")).Context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CipherSuitesPolicy = s_suites,
        AllowRenegotiation = false,
        AllowTlsResume = false,
        ClientCertificateRequired = true,   // asked for; who has none may go on
        CertificateChainPolicy = PeerVerdict.NoChain(),
        RemoteCertificateValidationCallback = PeerVerdict.Asking((shown, sent) => new PeerVerdict(shown is null ? null : store.Check.Examine(shown, sent, TlsSide.Client), null)),
    };

    /// <summary>For one connection of ours. Null: there is no certificate of the name that the trunk is to be shown.</summary>
    public SslClientAuthenticationOptions? Client(SipTarget target)
    {
        var called = target.TlsServerName ?? target.Profile?.Name ?? target.Remote.ToIPAddress().ToString();
        var host = CertificateName.Canonical(called) ?? called;
        var profile = target.Profile ?? new TlsProfile { Name = host };
        var own = store.Find(profile.Identity);
        if (own is null && profile.Identity.Length > 0) return null;
        return new SslClientAuthenticationOptions
        {
            TargetHost = host,   // an address is not sent as a name (RFC 6066 3)
            EnabledSslProtocols = profile.OnlyTls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
            CipherSuitesPolicy = s_suites,
            AllowRenegotiation = false,
            AllowTlsResume = false,
            ClientCertificateContext = own?.Context,
            CertificateChainPolicy = PeerVerdict.NoChain(),
            RemoteCertificateValidationCallback = PeerVerdict.Asking((shown, sent) => Judge(shown, sent, profile, host)),
        };
    }

    private PeerVerdict Judge(X509Certificate2? shown, X509Certificate2Collection sent, TlsProfile profile, string host)
    {
        var certificate = shown is null ? null : store.Check.Examine(shown, sent, TlsSide.Server);
        var refusal = profile.Refuse(certificate, host);
        if (certificate is not null && TrunkId.TryParse(profile.Owner, out var trunk))
            board?.CertificateOf(trunk).Note(certificate.Subject, certificate.Issuer, certificate.Ends, certificate.KeyPin, refusal);
        return new PeerVerdict(certificate, refusal);
    }
}
