namespace Telephony.Net.Tls;

/// <summary>The first thing that is wrong with a certificate, its name aside.</summary>
public enum CertificateFault : byte
{
    None,

    /// <summary>It, or one of its issuers, has ended.</summary>
    Expired,

    NotYetValid,

    /// <summary>Its extended key usage has no TLS side in it (RFC 5280 4.2.1.12).</summary>
    WrongUsage,

    /// <summary>It vouches for itself, and is none of the authorities.</summary>
    SelfSigned,

    /// <summary>An issuer between it and an authority was not sent.</summary>
    IncompleteChain,

    /// <summary>The chain is whole, and ends in an authority that is not trusted here.</summary>
    UnknownAuthority,

    /// <summary>An RSA key below 2048 bits.</summary>
    WeakKey,

    /// <summary>A signature that does not fit, a constraint that is broken.</summary>
    Invalid,
}

public static class CertificateFaults
{
    /// <summary>The end of a sentence that begins with "the certificate".</summary>
    public static string ToText(this CertificateFault fault) => fault switch
    {
        CertificateFault.None => "is good",
        CertificateFault.Expired => "has expired",
        CertificateFault.NotYetValid => "is not valid yet",
        CertificateFault.WrongUsage => "is not made for TLS (extended key usage)",
        CertificateFault.SelfSigned => "is self-signed",
        CertificateFault.IncompleteChain => "came without an intermediate one that leads to an authority",
        CertificateFault.UnknownAuthority => "is from an authority that is not trusted here",
        CertificateFault.WeakKey => "has an RSA key below 2048 bits",
        _ => "does not hold (signature or constraints)",
    };
}
