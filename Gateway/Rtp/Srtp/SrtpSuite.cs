namespace Telephony.Rtp.Srtp;

/// <summary>What protects the media of a leg.</summary>
public enum SrtpSuite : byte
{
    /// <summary>RFC 3711 4: counter mode, 80 bits of HMAC-SHA1.</summary>
    AesCm128HmacSha1Tag80,

    /// <summary>The same with 32 bits on RTP and 80 on RTCP (RFC 4568 6.2.2).</summary>
    AesCm128HmacSha1Tag32,

    /// <summary>RFC 7714, key of 128 bits.</summary>
    AeadAes128Gcm,

    /// <summary>RFC 7714, key of 256 bits.</summary>
    AeadAes256Gcm,
}

/// <summary>The sizes of a suite, in octets (RFC 4568 6.2, RFC 7714 12).</summary>
public static class SrtpSuites
{
    public static int KeyBytes(this SrtpSuite suite) => suite == SrtpSuite.AeadAes256Gcm ? 32 : 16;

    public static int SaltBytes(this SrtpSuite suite) => suite.IsAead() ? 12 : 14;

    /// <summary>Of the authentication tag behind an RTP packet.</summary>
    public static int RtpTagBytes(this SrtpSuite suite) => suite switch
    {
        SrtpSuite.AesCm128HmacSha1Tag80 => 10,
        SrtpSuite.AesCm128HmacSha1Tag32 => 4,
        _ => 16,
    };

    /// <summary>Of the authentication tag of an RTCP packet, without its index.</summary>
    public static int RtcpTagBytes(this SrtpSuite suite) => suite.IsAead() ? 16 : 10;

    public static bool IsAead(this SrtpSuite suite) => suite is SrtpSuite.AeadAes128Gcm or SrtpSuite.AeadAes256Gcm;
}
