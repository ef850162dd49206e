using System.Text;

namespace Telephony.Sip.Authentication;

/// <summary>A user's secret for one realm, as H(A1) of each algorithm: the password itself is not kept. Never shown by <see cref="ToString"/>.</summary>
public sealed class DigestSecret
{
    private readonly byte[]? _md5;
    private readonly byte[]? _sha256;

    private DigestSecret(byte[]? md5, byte[]? sha256)
    {
        _md5 = md5;
        _sha256 = sha256;
    }

    /// <summary>From a password in UTF-8, for all algorithms.</summary>
    public static DigestSecret FromPassword(ReadOnlySpan<byte> username, ReadOnlySpan<byte> realm, ReadOnlySpan<byte> password) =>
        new(Hash(DigestAlgorithm.Md5, username, realm, password), Hash(DigestAlgorithm.Sha256, username, realm, password));

    public static DigestSecret FromPassword(string username, string realm, string password) =>
        FromPassword(Encoding.UTF8.GetBytes(username), Encoding.UTF8.GetBytes(realm), Encoding.UTF8.GetBytes(password));

    /// <summary>From stored H(username:realm:password), hex in any case; throws <see cref="ArgumentException"/> unless it is of 32 (MD5) or 64 (SHA-256) digits.</summary>
    public static DigestSecret FromHash(string ha1)
    {
        if (ha1.Length is not (32 or 64) || !ha1.All(char.IsAsciiHexDigit))
        {
            throw new ArgumentException("A stored secret is 32 (MD5) or 64 (SHA-256) hexadecimal digits.", nameof(ha1));
        }
        var hex = Encoding.ASCII.GetBytes(ha1.ToLowerInvariant());
        return hex.Length == 32 ? new DigestSecret(hex, null) : new DigestSecret(null, hex);
    }

    public override string ToString() => "DigestSecret(hidden)";

    /// <summary>H(A1) as hex; empty if this secret is not kept for that algorithm.</summary>
    internal ReadOnlySpan<byte> Ha1(DigestAlgorithm algorithm) => algorithm.IsSha256() ? _sha256 : _md5;

    private static byte[] Hash(DigestAlgorithm algorithm, ReadOnlySpan<byte> username, ReadOnlySpan<byte> realm, ReadOnlySpan<byte> password)
    {
        Span<byte> hex = stackalloc byte[DigestHash.MaxHexLength];
        return hex[..DigestHash.Ha1(algorithm, username, realm, password, hex)].ToArray();
    }
}
