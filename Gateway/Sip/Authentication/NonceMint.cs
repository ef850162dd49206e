using System.Buffers.Binary;
using System.Security.Cryptography;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Authentication;

/// <summary>
/// Nonces that carry their own proof, so that a challenge costs no memory:
/// <code>
/// | issued at, ms, 8 bytes | random, 8 bytes | HMAC-SHA256(key, realm and the 16 before), first 16 bytes |   as 64 hex digits
/// </code>
/// </summary>
internal sealed class NonceMint(byte[] realm, TimeProvider time, ISipRandom random)
{
    public const int Length = 64;
    private readonly byte[] _key = NewKey(random);

    public int Write(Span<byte> into)
    {
        Span<byte> raw = stackalloc byte[32];
        BinaryPrimitives.WriteInt64BigEndian(raw, time.GetUtcNow().ToUnixTimeMilliseconds());
        random.Fill(raw[8..16]);
        Sign(raw[..16], raw[16..]);
        Convert.TryToHexStringLower(raw, into, out var written);
        return written;
    }

    /// <summary>Whether it is ours; then when it was issued (ms) and what tells it from others of that instant.</summary>
    public bool TryOpen(ReadOnlySpan<byte> nonce, out long issuedMs, out ulong id)
    {
        issuedMs = 0;
        id = 0;
        Span<byte> raw = stackalloc byte[32], proof = stackalloc byte[16];
        if (nonce.Length != Length || Convert.FromHexString(nonce, raw, out _, out var written) != System.Buffers.OperationStatus.Done || written != 32)
        {
            return false;
        }
        Sign(raw[..16], proof);
        if (!CryptographicOperations.FixedTimeEquals(proof, raw[16..]))
        {
            return false;
        }
        issuedMs = BinaryPrimitives.ReadInt64BigEndian(raw);
        id = BinaryPrimitives.ReadUInt64BigEndian(raw[8..]);
        return true;
    }

    private void Sign(ReadOnlySpan<byte> head, Span<byte> proof)
    {
        Span<byte> text = stackalloc byte[16 + 256], mac = stackalloc byte[32];
        var shown = realm.AsSpan(0, Math.Min(256, realm.Length));
        head.CopyTo(text);
        shown.CopyTo(text[16..]);
        HMACSHA256.HashData(_key, text[..(16 + shown.Length)], mac);
        mac[..16].CopyTo(proof);
    }

    private static byte[] NewKey(ISipRandom random)
    {
        var key = new byte[32];
        random.Fill(key);
        return key;
    }
}
