using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Telephony.Net.Tls;

namespace Telephony.Host.Certificates;

/// <summary>
/// An authority of this installation's own, so that TLS works before anybody has bought a certificate: <c>ca.pem</c> for the peers, <c>ca.key</c> for nobody.
/// RSA throughout, because the cipher suites that SBCs must know for TLS 1.2 want it.
/// </summary>
internal sealed class DevelopmentAuthority(string folder, TimeProvider clock)
{
    private const int KeyBits = 2048;
    private const int LeafDays = 397;
    private static readonly TimeSpan s_years = TimeSpan.FromDays(3652);
    private static readonly TimeSpan s_slack = TimeSpan.FromHours(1);   // clocks of peers

    public string CertificateFile => CertificateFolder.Pem(folder, CertificateFolder.Authority);

    private string KeyFile => CertificateFolder.Key(folder, CertificateFolder.Authority);

    public bool Exists => File.Exists(CertificateFile) && File.Exists(KeyFile);

    /// <summary>Makes it when it is not there.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Ensure()
    {
        if (Exists) return;
        Directory.CreateDirectory(folder);
        using var key = RSA.Create(KeyBits);
        var request = new CertificateRequest($"CN=Telephony development CA {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = clock.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - s_slack, now + s_years);
        CertificateFolder.Write(KeyFile, key.ExportPkcs8PrivateKeyPem(), secret: true);
        CertificateFolder.Write(CertificateFile, certificate.ExportCertificatePem(), secret: false);
    }

    /// <summary>The gateway's own certificate, made anew when it is not there, lacks a name, is not of this authority, or ends soon.</summary>
    /// <returns>Whether it was made.</returns>
    public bool EnsureGateway(IReadOnlyList<string> names, TimeSpan warning)
    {
        var file = CertificateFolder.Pem(folder, CertificateFolder.Usual);
        if (File.Exists(file) && File.Exists(CertificateFolder.Key(folder, CertificateFolder.Usual)))
        {
            using var known = X509CertificateLoader.LoadCertificateFromFile(file);
            using var authority = X509CertificateLoader.LoadCertificateFromFile(CertificateFile);
            var facts = PeerCertificate.Read(known);
            // One that was put there by hand stays as it is.
            if (facts.Issuer != authority.Subject) return false;
            if (facts.Ends - warning > clock.GetUtcNow() && names.All(name => CertificateName.Canonical(name) is not { } canonical || facts.Names.Contains(canonical))) return false;
        }
        Issue(folder, CertificateFolder.Usual, names);
        return true;
    }

    /// <summary>A certificate for both sides of TLS, with its chain, as <c>FOLDER/NAME.pem</c> and <c>.key</c>.</summary>
    /// <param name="names">Host names, wildcards and addresses; the first is the common name.</param>
    public void Issue(string into, string name, IReadOnlyList<string> names)
    {
        Directory.CreateDirectory(into);
        using var authority = X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile);
        using var key = RSA.Create(KeyBits);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(names[0].Length > 64 ? names[0][..64] : names[0]);   // ub-common-name, RFC 5280 A.1
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(AlternativesOf(names));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var now = clock.GetUtcNow();
        var (ends, last) = (now.AddDays(LeafDays), new DateTimeOffset(authority.NotAfter));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;   // a positive number
        using var certificate = request.Create(authority, now - s_slack, ends < last ? ends : last, serial);
        CertificateFolder.Write(CertificateFolder.Key(into, name), key.ExportPkcs8PrivateKeyPem(), secret: true);
        CertificateFolder.Write(CertificateFolder.Pem(into, name), certificate.ExportCertificatePem() + "\n" + authority.ExportCertificatePem() + "\n", secret: false);
    }

    private static X509Extension AlternativesOf(IReadOnlyList<string> names)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name.Trim('[', ']'), out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(CertificateName.Canonical(name) ?? name);
        }
        return alternatives.Build();
    }
}
