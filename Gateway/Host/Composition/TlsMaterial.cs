using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Telephony.Host.Settings;
using Telephony.Sip.Transports;

namespace Telephony.Host.Composition;

/// <summary>The gateway's certificate and the authorities it trusts, for TLS listeners and for connections it makes (DR-2).</summary>
internal sealed class TlsMaterial
{
    private readonly X509Certificate2? _certificate;
    private readonly SslStreamCertificateContext? _context;
    private readonly X509Certificate2Collection? _authorities;

    /// <exception cref="InvalidOperationException">A file cannot be used; the message says which and why.</exception>
    public TlsMaterial(GatewaySettings settings)
    {
        try
        {
            if (settings.Certificate is { } file)
            {
                using var pem = X509Certificate2.CreateFromPemFile(file, settings.CertificateKey ?? file);
                // A key that lives in memory only cannot be used by every platform's TLS: give it a form that can.
                _certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
                var chain = new X509Certificate2Collection();
                chain.ImportFromPemFile(file);
                _context = SslStreamCertificateContext.Create(_certificate, chain, offline: true);
            }
            if (settings.CertificateAuthorities is { } authorities)
            {
                _authorities = [];
                _authorities.ImportFromPemFile(authorities);
            }
        }
        catch (Exception broken) when (broken is System.Security.Cryptography.CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidOperationException(
                $"The TLS files of Telephony:Sip cannot be used: Certificate {settings.Certificate ?? "-"}, CertificateKey {settings.CertificateKey ?? "-"}, CertificateAuthorities {settings.CertificateAuthorities ?? "-"}: {broken.Message}", broken);
        }
    }

    public SslServerAuthenticationOptions? Server => _context is null ? null : new SslServerAuthenticationOptions
    {
        ServerCertificateContext = _context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowRenegotiation = false,
        // A peer certificate is asked for and, when one is shown, must be good; which trunk needs one is decided later.
        ClientCertificateRequired = _authorities is not null,
        CertificateChainPolicy = Policy(),
        RemoteCertificateValidationCallback = static (_, certificate, _, errors) =>
            certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateNotAvailable) == SslPolicyErrors.None,
    };

    public SslClientAuthenticationOptions Client(SipTarget target) => new()
    {
        TargetHost = target.TlsServerName ?? target.Remote.ToIPAddress().ToString(),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateContext = _context,
        CertificateChainPolicy = Policy(),
    };

    private X509ChainPolicy? Policy()
    {
        if (_authorities is null) return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(_authorities);
        return policy;
    }
}
