namespace Telephony.Sdp.Security;

/// <summary>What SDES can agree on here (RFC 4568 6.2, RFC 7714 14.2).</summary>
public enum CryptoSuite
{
    AesCm128HmacSha1Tag80,
    AesCm128HmacSha1Tag32,
    AeadAes128Gcm,
    AeadAes256Gcm,
}

/// <summary>Names and sizes of suites.</summary>
public static class CryptoSuites
{
    /// <summary>As registered by IANA and written in <c>a=crypto</c>.</summary>
    public static string ToName(this CryptoSuite suite) => suite switch
    {
        CryptoSuite.AesCm128HmacSha1Tag80 => "AES_CM_128_HMAC_SHA1_80",
        CryptoSuite.AesCm128HmacSha1Tag32 => "AES_CM_128_HMAC_SHA1_32",
        CryptoSuite.AeadAes128Gcm => "AEAD_AES_128_GCM",
        _ => "AEAD_AES_256_GCM",
    };

    /// <summary>Octets of master key and salt together.</summary>
    public static int KeyAndSaltBytes(this CryptoSuite suite) => suite switch
    {
        CryptoSuite.AeadAes128Gcm => 28,
        CryptoSuite.AeadAes256Gcm => 44,
        _ => 30,
    };

    public static bool TryParse(ReadOnlySpan<char> name, out CryptoSuite suite)
    {
        foreach (var known in Enum.GetValues<CryptoSuite>())
        {
            suite = known;
            if (name.Equals(known.ToName(), StringComparison.OrdinalIgnoreCase)) return true;
        }
        suite = default;
        return false;
    }
}
