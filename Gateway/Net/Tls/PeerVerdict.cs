using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Telephony.Net.Streams;

namespace Telephony.Net.Tls;

/// <summary>What a handshake makes of the peer's certificate.</summary>
/// <param name="Certificate">Null: it showed none.</param>
/// <param name="Refusal">Why the handshake fails, a sentence for our own trace; null: it goes on.</param>
public readonly record struct PeerVerdict(PeerCertificate? Certificate, string? Refusal)
{
    /// <summary>For the options of one handshake: what is found is kept with its connection (<see cref="Sockets.TlsPeer.Certificate"/>).</summary>
    /// <param name="examine">Gets the certificate, null when there is none, and those that came with it. Called on any thread.</param>
    public static RemoteCertificateValidationCallback Asking(Func<X509Certificate2?, X509Certificate2Collection, PeerVerdict> examine) => (sender, shown, chain, _) =>
    {
        var certificate = shown as X509Certificate2 ?? (shown is null ? null : X509CertificateLoader.LoadCertificate(shown.GetRawCertData()));
        var verdict = examine(certificate, chain?.ChainPolicy.ExtraStore ?? []);
        if (sender is SecuredStream stream) stream.Verdict = verdict;
        return verdict.Refusal is null;
    };

    /// <summary>Keeps the framework from building a chain of its own by the network or the system's store: <see cref="CertificateCheck"/> does that. One for each handshake, which adds to it.</summary>
    public static X509ChainPolicy NoChain() => new()
    {
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        VerificationFlags = X509VerificationFlags.AllFlags,
    };
}
