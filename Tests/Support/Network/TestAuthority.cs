using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Telephony.Support.Network;

/// <summary>A certificate authority for one test, with an intermediate one below it if asked.</summary>
public sealed class TestAuthority : IDisposable
{
    public const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    public const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _issuer;
    private int _serial;

    private TestAuthority(X509Certificate2 root, X509Certificate2 issuer) => (Root, _issuer) = (root, issuer);

    public static DateTimeOffset Begin { get; } = TimeProvider.System.GetUtcNow().AddDays(-30);

    public X509Certificate2 Root { get; }

    /// <summary>What a peer has to send besides its own certificate; empty when the root issues.</summary>
    public X509Certificate2Collection Between => _issuer == Root ? [] : [X509CertificateLoader.LoadCertificate(_issuer.RawData)];

    public static TestAuthority Create(string name = "Test CA", bool intermediate = false)
    {
        using var rootKey = RSA.Create(2048);
        var root = Authority(name, rootKey).CreateSelfSigned(Begin, Begin.AddDays(3650));
        if (!intermediate) return new TestAuthority(root, root);
        using var key = RSA.Create(2048);
        using var between = Authority(name + " 2", key).Create(root, Begin, Begin.AddDays(3000), [2]);
        return new TestAuthority(root, between.CopyWithPrivateKey(key));
    }

    /// <summary>A certificate with its key.</summary>
    public X509Certificate2 Issue(string name, int beginDay = 0, int endDay = 365, string[]? usages = null, AsymmetricAlgorithm? with = null, string[]? alternatives = null, Uri? uri = null)
    {
        using var own = with is null ? RSA.Create(2048) : null;
        var request = (with ?? own) switch
        {
            ECDsa ecdsa => new CertificateRequest($"CN={name}", ecdsa, HashAlgorithmName.SHA256),
            var rsa => new CertificateRequest($"CN={name}", (RSA)rsa!, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        if (alternatives is not { Length: 0 } || uri is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            if (uri is not null) names.AddUri(uri);
            foreach (var alternative in alternatives ?? [name])
            {
                if (IPAddress.TryParse(alternative, out var address)) names.AddIpAddress(address);
                else names.AddDnsName(alternative);
            }
            request.CertificateExtensions.Add(names.Build());
        }
        if (usages is not { Length: 0 })
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. (usages ?? [ServerUsage, ClientUsage]).Select(static usage => new Oid(usage))], critical: false));
        using var bare = request.Create(_issuer.SubjectName, X509SignatureGenerator.CreateForRSA(_issuer.GetRSAPrivateKey()!, RSASignaturePadding.Pkcs1), Begin.AddDays(beginDay), Begin.AddDays(endDay), [3, (byte)++_serial]);   // made with one
        return (with ?? own) is ECDsa key ? bare.CopyWithPrivateKey(key) : bare.CopyWithPrivateKey((RSA)(with ?? own)!);
    }

    /// <summary>As PEM files, as an operator has them: the certificate with what is between, and its key.</summary>
    public void Write(X509Certificate2 certificate, string file, string keyFile)
    {
        File.WriteAllText(keyFile, certificate.GetRSAPrivateKey()?.ExportPkcs8PrivateKeyPem() ?? certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(file, certificate.ExportCertificatePem() + "\n" + string.Concat(Between.Select(static c => c.ExportCertificatePem() + "\n")));
    }

    public void Dispose()
    {
        _issuer.Dispose();
        Root.Dispose();
    }

    private static CertificateRequest Authority(string name, RSA key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        return request;
    }
}
