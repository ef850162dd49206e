namespace Telephony.Domain.Trunks;

/// <summary>Why a request was not let in, or its call not made (DR-9). Each has its word in the trace and the metrics, and its status and terse phrase on the wire.</summary>
public enum AdmissionFault : byte
{
    None,
    UnknownTrunk,

    /// <summary>Contact holds an IP address where a name must be proven.</summary>
    ContactIsAddress,
    ContactMissing,

    /// <summary>The trunk must show a certificate and shows none.</summary>
    CertificateMissing,

    /// <summary>Chain, dates, usage or key strength.</summary>
    CertificateInvalid,

    /// <summary>The certificate is not for the host of Contact.</summary>
    CertificateName,

    /// <summary>The certificate's key is none of the pinned ones.</summary>
    CertificateKey,

    /// <summary>TLS 1.2 where the trunk asks for 1.3.</summary>
    TlsVersion,

    /// <summary>The certificate is right and the source address none of the trunk's.</summary>
    SourceAddress,

    /// <summary>A weaker transport than the trunk asks for.</summary>
    Transport,

    /// <summary>Several trunks claim the source and nothing tells them apart.</summary>
    Ambiguous,

    /// <summary>The trunk must prove itself by digest first: 401.</summary>
    DigestNeeded,
    TrunkDisabled,
    NumberNotBound,
    OverLimit,
}

public static class AdmissionFaults
{
    public static string ToWord(this AdmissionFault fault) => fault switch
    {
        AdmissionFault.UnknownTrunk => "unknownTrunk",
        AdmissionFault.ContactIsAddress => "contactIsAddress",
        AdmissionFault.ContactMissing => "contactMissing",
        AdmissionFault.CertificateMissing => "certificateMissing",
        AdmissionFault.CertificateInvalid => "certificateInvalid",
        AdmissionFault.CertificateName => "certificateName",
        AdmissionFault.CertificateKey => "certificateKey",
        AdmissionFault.TlsVersion => "tlsVersion",
        AdmissionFault.SourceAddress => "sourceAddress",
        AdmissionFault.Transport => "transport",
        AdmissionFault.Ambiguous => "ambiguous",
        AdmissionFault.DigestNeeded => "digestNeeded",
        AdmissionFault.TrunkDisabled => "trunkDisabled",
        AdmissionFault.NumberNotBound => "numberNotBound",
        AdmissionFault.OverLimit => "overLimit",
        _ => "none",
    };

    public static int ToStatus(this AdmissionFault fault) => fault switch
    {
        AdmissionFault.DigestNeeded => 401,
        AdmissionFault.NumberNotBound => 404,
        AdmissionFault.TrunkDisabled or AdmissionFault.OverLimit => 503,
        _ => 403,
    };

    /// <summary>The reason phrase: terse, and nothing that the peer does not know of itself. Empty: the usual one of the status.</summary>
    public static ReadOnlySpan<byte> ToPhrase(this AdmissionFault fault) => fault switch
    {
        AdmissionFault.UnknownTrunk => "Unknown trunk"u8,
        AdmissionFault.ContactIsAddress => "Contact is an address"u8,
        AdmissionFault.ContactMissing => "Contact is missing"u8,
        AdmissionFault.CertificateMissing or AdmissionFault.CertificateInvalid or AdmissionFault.CertificateKey => "Certificate"u8,
        AdmissionFault.CertificateName => "Certificate name"u8,
        AdmissionFault.TlsVersion => "TLS version"u8,
        _ => default,
    };
}
