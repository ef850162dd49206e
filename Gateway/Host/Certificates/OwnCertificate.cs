using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Telephony.Net.Tls;

namespace Telephony.Host.Certificates;

/// <summary>A certificate of ours with its key and its chain, ready for handshakes.</summary>
internal sealed class OwnCertificate
{
    private OwnCertificate(string name, string file, X509Certificate2 certificate, SslStreamCertificateContext context) =>
        (Name, File, Context, Thumbprint, Facts) = (name, file, context, certificate.Thumbprint, PeerCertificate.Read(certificate));

    /// <summary>The name of its file without extension; what <c>tls.clientCertificate</c> of a trunk says.</summary>
    public string Name { get; }

    public string File { get; }

    public SslStreamCertificateContext Context { get; }

    public string Thumbprint { get; }

    /// <summary>Names, dates, pin; of it a fault is not known.</summary>
    public PeerCertificate Facts { get; }

    /// <param name="file">PEM: the certificate first, then the intermediate ones.</param>
    /// <param name="keyFile">PEM, not encrypted; may be the same file.</param>
    /// <exception cref="InvalidOperationException">A file cannot be used; the message says which and why.</exception>
    public static OwnCertificate Load(string name, string file, string keyFile)
    {
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(file, keyFile);
            // A key that lives in memory only cannot be used by every platform's TLS: give it a form that can.
            var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(file);
            return new OwnCertificate(name, file, certificate, SslStreamCertificateContext.Create(certificate, chain, offline: true));
        }
        catch (Exception broken) when (broken is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidOperationException($"The certificate {file} with the key {keyFile} cannot be used: {broken.Message}", broken);
        }
    }
}
