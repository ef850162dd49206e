using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Telephony.Net.Tls;

/// <summary>What a certificate says, and what is wrong with it. Immutable; read once per handshake.</summary>
public sealed record PeerCertificate
{
    /// <summary>Canonical names (<see cref="CertificateName"/>), wildcards included.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public string Subject { get; init; } = "";

    public string Issuer { get; init; } = "";

    public DateTimeOffset Begins { get; init; }

    public DateTimeOffset Ends { get; init; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo, base64 (RFC 7469 2.4): what <c>tls.pins</c> holds. The same after a renewal that keeps the key.</summary>
    public string KeyPin { get; init; } = "";

    public CertificateFault Fault { get; init; }

    /// <summary>Whether one of its names is for the host, which must be canonical.</summary>
    public bool Proves(ReadOnlySpan<char> host)
    {
        foreach (var name in Names)
        {
            if (CertificateName.Proves(name, host)) return true;
        }
        return false;
    }

    public static PeerCertificate Read(X509Certificate2 certificate, CertificateFault fault = CertificateFault.None) => new()
    {
        Names = NamesOf(certificate),
        Subject = certificate.Subject,
        Issuer = certificate.Issuer,
        Begins = new DateTimeOffset(certificate.NotBefore),
        Ends = new DateTimeOffset(certificate.NotAfter),
        KeyPin = PinOf(certificate),
        Fault = fault,
    };

    public static string PinOf(X509Certificate2 certificate) => Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>
    /// RFC 5922 7.1: SIP URIs and DNS names of the subject alternative name (and addresses); the common name only for a certificate that has neither
    /// of the first two.
    /// </summary>
    private static List<string> NamesOf(X509Certificate2 certificate)
    {
        var names = new List<string>();
        var addresses = new List<string>();
        foreach (var extension in certificate.Extensions)
        {
            if (extension is not X509SubjectAlternativeNameExtension alternatives) continue;
            try
            {
                foreach (var uri in UrisOf(alternatives.RawData)) AddTo(names, HostOf(uri));
                foreach (var name in alternatives.EnumerateDnsNames()) AddTo(names, name);
                foreach (var address in alternatives.EnumerateIPAddresses()) addresses.Add(address.ToString());
            }
            catch (Exception broken) when (broken is AsnContentException or CryptographicException)
            {
                // An extension that cannot be read proves nothing.
            }
        }
        if (names.Count == 0) AddTo(names, CommonNameOf(certificate));
        names.AddRange(addresses);
        return names;
    }

    private static void AddTo(List<string> names, string? name)
    {
        if (name is not null && CertificateName.Canonical(name) is { } canonical && !names.Contains(canonical)) names.Add(canonical);
    }

    private static List<string> UrisOf(byte[] extension)
    {
        var uriTag = new Asn1Tag(TagClass.ContextSpecific, 6);   // GeneralName, RFC 5280 4.2.1.6
        var uris = new List<string>();
        var names = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            if (names.PeekTag().HasSameClassAndValue(uriTag)) uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, uriTag));
            else names.ReadEncodedValue();
        }
        return uris;
    }

    // RFC 5922 7.1: a SIP URI with a user is a person, not a domain.
    private static string? HostOf(string uri) =>
        uri.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) && !uri.Contains('@') ? uri[4..].Split(':', ';', '?')[0] : null;

    private static string? CommonNameOf(X509Certificate2 certificate)
    {
        const string CommonName = "2.5.4.3";
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (!part.HasMultipleElements && part.GetSingleElementType().Value == CommonName) return part.GetSingleElementValue();
        }
        return null;
    }
}
