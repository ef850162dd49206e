using Telephony.Sip.Messages;

namespace Telephony.Sip.Authentication;

/// <summary>Digest algorithms, weakest first (RFC 7616 3.2, RFC 8760 2.1).</summary>
public enum DigestAlgorithm : byte
{
    Unknown,
    Md5,
    Md5Session,
    Sha256,
    Sha256Session,
}

internal static class DigestAlgorithms
{
    public static ReadOnlySpan<byte> ToBytes(this DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => "MD5"u8,
        DigestAlgorithm.Md5Session => "MD5-sess"u8,
        DigestAlgorithm.Sha256 => "SHA-256"u8,
        DigestAlgorithm.Sha256Session => "SHA-256-sess"u8,
        _ => default,
    };

    /// <summary>Without the parameter it is MD5.</summary>
    public static DigestAlgorithm Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return DigestAlgorithm.Md5;
        }
        foreach (var algorithm in (ReadOnlySpan<DigestAlgorithm>)[DigestAlgorithm.Md5, DigestAlgorithm.Md5Session, DigestAlgorithm.Sha256, DigestAlgorithm.Sha256Session])
        {
            if (SipText.Same(name, algorithm.ToBytes()))
            {
                return algorithm;
            }
        }
        return DigestAlgorithm.Unknown;
    }

    public static bool IsSession(this DigestAlgorithm algorithm) => algorithm is DigestAlgorithm.Md5Session or DigestAlgorithm.Sha256Session;

    public static bool IsSha256(this DigestAlgorithm algorithm) => algorithm is DigestAlgorithm.Sha256 or DigestAlgorithm.Sha256Session;

    /// <summary>Length of the hash as lower-case hex.</summary>
    public static int HexLength(this DigestAlgorithm algorithm) => algorithm.IsSha256() ? 64 : 32;
}
