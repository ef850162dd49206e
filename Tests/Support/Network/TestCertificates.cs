using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Telephony.Support.Network;

/// <summary>Certificates made for one test, and TLS options that trust exactly them.</summary>
public static class TestCertificates
{
    /// <summary>Self-signed, with the names as DNS alternative names and the first as common name too.</summary>
    public static X509Certificate2 Create(params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names) alternatives.AddDnsName(name);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }

    public static SslServerAuthenticationOptions Server(X509Certificate2 own, X509Certificate2? trusted = null) => new()
    {
        ServerCertificate = own,
        ClientCertificateRequired = trusted is not null,
        RemoteCertificateValidationCallback = (_, presented, _, _) => trusted is null || IsSame(presented, trusted),
    };

    public static SslClientAuthenticationOptions Client(X509Certificate2 trusted, string serverName, X509Certificate2? own = null) => new()
    {
        TargetHost = serverName,
        ClientCertificates = own is null ? null : [own],
        LocalCertificateSelectionCallback = own is null ? null : (_, _, _, _, _) => own,
        RemoteCertificateValidationCallback = (_, presented, _, _) => IsSame(presented, trusted),
    };

    private static bool IsSame(X509Certificate? presented, X509Certificate2 trusted) =>
        presented is not null && presented.GetCertHashString() == trusted.GetCertHashString();
}
