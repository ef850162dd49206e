using System.Security.Cryptography.X509Certificates;

namespace Telephony.Net.Tls;

/// <summary>Which side of TLS a certificate was shown for.</summary>
public enum TlsSide : byte
{
    Server,
    Client,
}

/// <summary>
/// Looks at a peer's chain, dates, usage and key. Nothing is fetched from the network during a handshake: an issuer that was not sent is missing, and revocation is
/// not asked for. Safe from any thread.
/// </summary>
/// <param name="authorities">Those to trust; null: the system's.</param>
/// <param name="alsoTrusted">In addition to them.</param>
public sealed class CertificateCheck(X509Certificate2Collection? authorities, X509Certificate2Collection alsoTrusted, TimeProvider clock)
{
    private const int LeastRsaBits = 2048;
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";
    private const string SipDomainUsage = "1.3.6.1.5.5.7.3.20";   // RFC 5924
    private const string AnyUsage = "2.5.29.37.0";

    /// <param name="sent">What came with it: its issuers.</param>
    public PeerCertificate Examine(X509Certificate2 certificate, X509Certificate2Collection sent, TlsSide side) =>
        PeerCertificate.Read(certificate, FaultOf(certificate, sent, side));

    private CertificateFault FaultOf(X509Certificate2 certificate, X509Certificate2Collection sent, TlsSide side)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (now > certificate.NotAfter.ToUniversalTime()) return CertificateFault.Expired;
        if (now < certificate.NotBefore.ToUniversalTime()) return CertificateFault.NotYetValid;
        if (!IsUsableFor(certificate, side)) return CertificateFault.WrongUsage;
        using (var rsa = certificate.GetRSAPublicKey())
        {
            if (rsa is { KeySize: < LeastRsaBits }) return CertificateFault.WeakKey;
        }
        var first = ChainFault(certificate, sent, authorities, now, side);
        if (first == CertificateFault.None || alsoTrusted.Count == 0) return first;
        var second = ChainFault(certificate, sent, alsoTrusted, now, side);
        return second == CertificateFault.None ? second : first;
    }

    private static CertificateFault ChainFault(X509Certificate2 certificate, X509Certificate2Collection sent, X509Certificate2Collection? trusted, DateTime now, TlsSide side)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.ToLocalTime();
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        if (trusted is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        }
        try
        {
            if (!chain.Build(certificate)) return Named(chain);
            foreach (var element in chain.ChainElements)
            {
                if (!IsUsableFor(element.Certificate, side)) return CertificateFault.WrongUsage;
            }
            return CertificateFault.None;
        }
        finally
        {
            foreach (var element in chain.ChainElements) element.Certificate.Dispose();
        }
    }

    private static CertificateFault Named(X509Chain chain)
    {
        var all = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (flags, status) => flags | status.Status);
        if (Has(X509ChainStatusFlags.NotTimeValid)) return CertificateFault.Expired;
        if (Has(X509ChainStatusFlags.NotSignatureValid)) return CertificateFault.Invalid;
        if (Has(X509ChainStatusFlags.UntrustedRoot)) return chain.ChainElements.Count == 1 ? CertificateFault.SelfSigned : CertificateFault.UnknownAuthority;
        return Has(X509ChainStatusFlags.PartialChain) ? CertificateFault.IncompleteChain : CertificateFault.Invalid;

        bool Has(X509ChainStatusFlags flag) => (all & flag) != 0;
    }

    /// <summary>
    /// A client's certificate made for servers is taken: SBCs are servers and clients with one certificate, and public authorities no longer put the client's usage
    /// into theirs. The other way round is refused.
    /// </summary>
    private static bool IsUsableFor(X509Certificate2 certificate, TlsSide side)
    {
        foreach (var extension in certificate.Extensions)
        {
            if (extension is not X509EnhancedKeyUsageExtension usages) continue;
            foreach (var usage in usages.EnhancedKeyUsages)
            {
                if (usage.Value is ServerUsage or SipDomainUsage or AnyUsage || (side == TlsSide.Client && usage.Value == ClientUsage)) return true;
            }
            return false;
        }
        return true;
    }
}
