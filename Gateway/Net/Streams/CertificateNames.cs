using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Telephony.Net.Sockets;

namespace Telephony.Net.Streams;

/// <summary>What a certificate says whose it is (RFC 5922 7.1: subject alternative names first, the common name for older ones).</summary>
internal static class CertificateNames
{
    private const string CommonName = "2.5.4.3";

    public static TlsPeer Read(SslStream stream) =>
        new(Of(stream.RemoteCertificate), stream.SslProtocol.ToString(), stream.NegotiatedCipherSuite.ToString());

    private static List<string> Of(X509Certificate? presented)
    {
        if (presented is null) return [];
        var names = new List<string>();
        var certificate = presented as X509Certificate2 ?? X509CertificateLoader.LoadCertificate(presented.GetRawCertData());
        foreach (var extension in certificate.Extensions)
        {
            if (extension is X509SubjectAlternativeNameExtension alternatives) names.AddRange(alternatives.EnumerateDnsNames());
        }
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (!part.HasMultipleElements && part.GetSingleElementType().Value == CommonName && part.GetSingleElementValue() is { Length: > 0 } name
                && !names.Contains(name, StringComparer.OrdinalIgnoreCase)) names.Add(name);
        }
        return names;
    }
}
