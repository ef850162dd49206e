using System.Buffers;
using System.Security.Cryptography;

namespace Telephony.Sip.Authentication;

/// <summary>The sums of RFC 7616 3.4.1 to 3.4.4 as lower-case hex. Every output span has <see cref="MaxHexLength"/> bytes; the length used is returned.</summary>
internal static class DigestHash
{
    public const int MaxHexLength = 64;

    /// <summary>H(username:realm:password): what a server keeps. Of a session algorithm it is the same as of its plain form.</summary>
    public static int Ha1(DigestAlgorithm algorithm, ReadOnlySpan<byte> username, ReadOnlySpan<byte> realm, ReadOnlySpan<byte> password, Span<byte> hex)
    {
        var text = new JoinedText(username.Length + realm.Length + password.Length + 2);
        text.Add(username);
        text.AddColon(realm);
        text.AddColon(password);
        return text.HashInto(algorithm, hex);
    }

    /// <summary>KD(H(A1), …): the response. Without <see cref="DigestParts.Qop"/> the form of RFC 2069.</summary>
    public static int Response(DigestAlgorithm algorithm, ReadOnlySpan<byte> ha1, scoped in DigestParts parts, scoped Span<byte> hex)
    {
        Span<byte> secret = stackalloc byte[MaxHexLength], ha2 = stackalloc byte[MaxHexLength];
        ha1.CopyTo(secret);
        secret = secret[..ha1.Length];
        if (algorithm.IsSession())
        {
            var a1 = new JoinedText(ha1.Length + parts.Nonce.Length + parts.Cnonce.Length + 2);
            a1.Add(ha1);
            a1.AddColon(parts.Nonce);
            a1.AddColon(parts.Cnonce);
            a1.HashInto(algorithm, secret);
        }
        var a2 = new JoinedText(parts.Method.Length + parts.Uri.Length + 1);
        a2.Add(parts.Method);
        a2.AddColon(parts.Uri);
        ha2 = ha2[..a2.HashInto(algorithm, ha2)];

        var text = new JoinedText(secret.Length + parts.Nonce.Length + parts.NonceCount.Length + parts.Cnonce.Length + parts.Qop.Length + ha2.Length + 5);
        text.Add(secret);
        text.AddColon(parts.Nonce);
        if (!parts.Qop.IsEmpty)
        {
            text.AddColon(parts.NonceCount);
            text.AddColon(parts.Cnonce);
            text.AddColon(parts.Qop);
        }
        text.AddColon(ha2);
        return text.HashInto(algorithm, hex);
    }

    private ref struct JoinedText(int capacity)
    {
        private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
        private int _at = 0;

        public void Add(scoped ReadOnlySpan<byte> part)
        {
            part.CopyTo(_bytes.AsSpan(_at));
            _at += part.Length;
        }

        public void AddColon(scoped ReadOnlySpan<byte> part)
        {
            _bytes[_at++] = (byte)':';
            Add(part);
        }

        /// <summary>Hashes, and gives the buffer back without the secrets that were in it.</summary>
        public readonly int HashInto(DigestAlgorithm algorithm, Span<byte> hex)
        {
            Span<byte> hash = stackalloc byte[32];
            var length = algorithm.IsSha256() ? SHA256.HashData(_bytes.AsSpan(0, _at), hash) : MD5.HashData(_bytes.AsSpan(0, _at), hash);
            CryptographicOperations.ZeroMemory(_bytes.AsSpan(0, _at));
            ArrayPool<byte>.Shared.Return(_bytes);
            Convert.TryToHexStringLower(hash[..length], hex, out var written);
            return written;
        }
    }
}

/// <summary>What goes into a response besides the secret.</summary>
internal ref struct DigestParts
{
    public ReadOnlySpan<byte> Method;
    public ReadOnlySpan<byte> Uri;
    public ReadOnlySpan<byte> Nonce;
    public ReadOnlySpan<byte> NonceCount;
    public ReadOnlySpan<byte> Cnonce;
    public ReadOnlySpan<byte> Qop;
}
