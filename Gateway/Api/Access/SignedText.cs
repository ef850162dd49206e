using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Telephony.Domain.Resources;

namespace Telephony.Api.Access;

/// <summary>
/// What a client has signed, and whether a key made the signature:
/// <code>
/// VERB \n PATH?QUERY \n x-ms-date ; host ; x-ms-content-sha256
/// </code>
/// in UTF-8, HMAC with SHA-256 (RFC 2104). The path is the raw one, still encoded.
/// </summary>
internal readonly ref struct SignedText(ReadOnlySpan<char> verb, ReadOnlySpan<char> date, ReadOnlySpan<char> host, ReadOnlySpan<char> contentHash)
{
    private const int OnStack = 1024;

    private readonly ReadOnlySpan<char> _verb = verb;
    private readonly ReadOnlySpan<char> _date = date;
    private readonly ReadOnlySpan<char> _host = host;
    private readonly ReadOnlySpan<char> _contentHash = contentHash;

    /// <summary>Compared in constant time.</summary>
    /// <returns>The key that made the signature; null: neither.</returns>
    public AccessKeyKind? SignedBy(AccessKeys keys, ReadOnlySpan<char> pathAndQuery, ReadOnlySpan<byte> signature)
    {
        var longest = Encoding.UTF8.GetMaxByteCount(_verb.Length + pathAndQuery.Length + _date.Length + _host.Length + _contentHash.Length + 4);
        byte[]? rented = null;
        var text = longest <= OnStack ? stackalloc byte[OnStack] : (rented = ArrayPool<byte>.Shared.Rent(longest));
        var written = text[..Write(text, pathAndQuery)];
        AccessKeyKind? by = IsMadeBy(AccessKeyKind.Primary, written, signature) ? AccessKeyKind.Primary : IsMadeBy(AccessKeyKind.Secondary, written, signature) ? AccessKeyKind.Secondary : null;
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return by;

        bool IsMadeBy(AccessKeyKind kind, ReadOnlySpan<byte> message, ReadOnlySpan<byte> claimed)
        {
            Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
            keys.Sign(kind, message, expected);
            return CryptographicOperations.FixedTimeEquals(expected, claimed);
        }
    }

    private int Write(Span<byte> text, ReadOnlySpan<char> pathAndQuery)
    {
        var length = Encoding.UTF8.GetBytes(_verb, text);
        text[length++] = (byte)'\n';
        length += Encoding.UTF8.GetBytes(pathAndQuery, text[length..]);
        text[length++] = (byte)'\n';
        length += Encoding.UTF8.GetBytes(_date, text[length..]);
        text[length++] = (byte)';';
        length += Encoding.UTF8.GetBytes(_host, text[length..]);
        text[length++] = (byte)';';
        return length + Encoding.UTF8.GetBytes(_contentHash, text[length..]);
    }
}
