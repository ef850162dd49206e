using System.Net.Security;
using Telephony.Net.Sockets;
using Telephony.Net.Tls;

namespace Telephony.Net.Streams;

/// <summary>A TLS stream that keeps what was found out about its peer.</summary>
internal sealed class SecuredStream(Stream inner) : SslStream(inner, leaveInnerStreamOpen: false)
{
    /// <summary>Set during the handshake by options that ask (<see cref="PeerVerdict.Asking"/>).</summary>
    public PeerVerdict? Verdict { get; set; }

    /// <summary>After the handshake.</summary>
    public TlsPeer Peer()
    {
        var certificate = Verdict is { } verdict ? verdict.Certificate : RemoteCertificate is { } shown
            ? PeerCertificate.Read(System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(shown.GetRawCertData()))
            : null;
        return new TlsPeer(certificate?.Names ?? [], SslProtocol.ToString(), NegotiatedCipherSuite.ToString())
        {
            Certificate = certificate,
            Presented = LocalCertificate?.GetCertHashString() ?? "",
            ServerName = TargetHostName,
        };
    }
}
