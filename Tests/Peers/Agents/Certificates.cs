using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Telephony.Peers.Processes;

namespace Telephony.Peers.Agents;

/// <summary>A certificate for loopback with the authority that signed it, as PEM files: made afresh for each test.</summary>
public sealed record Certificates(string AuthorityFile, string CertificateFile, string KeyFile, string BothFile)
{
    /// <param name="name">DNS name in the certificate beside 127.0.0.1 and ::1.</param>
    /// <param name="days">Until it ends.</param>
    public static Certificates Make(WorkFolder work, string name = "localhost", int days = 45)
    {
        var folder = work.Folder($"certificates-{name}");
        var now = TimeProvider.System.GetUtcNow();
        using var authorityKey = RSA.Create(2048);
        var authorityRequest = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        authorityRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, false));
        using var authority = authorityRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(60));

        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var certificate = request.Create(authority, now.AddDays(-1), now.AddDays(days), RandomNumberGenerator.GetBytes(12));

        var (certificatePem, keyPem) = (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
        return new Certificates(
            Write(folder, "ca.crt", authority.ExportCertificatePem() + "\n"),
            Write(folder, "leaf.crt", certificatePem),
            Write(folder, "leaf.key", keyPem),
            Write(folder, "leaf.pem", certificatePem + keyPem));
    }

    private static string Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
