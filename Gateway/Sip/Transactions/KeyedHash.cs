using System.Buffers.Binary;
using System.Numerics;

namespace Telephony.Sip.Transactions;

/// <summary>
/// SipHash-1-3 with 128 bits of result and a secret key per instance: a peer cannot make two requests collide, so the result alone is the
/// key of a dictionary and no bytes need to be kept for comparison. Parts are separated, so that ("a","bc") and ("ab","c") differ.
/// </summary>
internal struct KeyedHash(UInt128 key)
{
    private ulong _v0 = (ulong)key ^ 0x736f6d6570736575;
    private ulong _v1 = (ulong)(key >> 64) ^ 0x646f72616e646f6d ^ 0xee;
    private ulong _v2 = (ulong)key ^ 0x6c7967656e657261;
    private ulong _v3 = (ulong)(key >> 64) ^ 0x7465646279746573;

    public void Add(scoped ReadOnlySpan<byte> part)
    {
        var length = (ulong)part.Length;
        while (part.Length >= 8)
        {
            Word(BinaryPrimitives.ReadUInt64LittleEndian(part));
            part = part[8..];
        }
        ulong tail = 0;
        for (var i = 0; i < part.Length; i++) tail |= (ulong)part[i] << (8 * i);
        Word(tail | (length << 56));
    }

    /// <summary>The same for ASCII letters in either case (hosts, RFC 3261 7.3.1).</summary>
    public void AddIgnoreCase(scoped ReadOnlySpan<byte> part)
    {
        Span<byte> lower = stackalloc byte[64];
        while (part.Length > 0)
        {
            var take = Math.Min(part.Length, lower.Length);
            for (var i = 0; i < take; i++) lower[i] = part[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(part[i] | 0x20) : part[i];
            Add(lower[..take]);
            part = part[take..];
        }
        Word(0);
    }

    public void Add(uint number) => Word(number | (1UL << 63));

    public UInt128 Finish()
    {
        _v2 ^= 0xee;
        Round();
        Round();
        Round();
        var low = _v0 ^ _v1 ^ _v2 ^ _v3;
        _v1 ^= 0xdd;
        Round();
        Round();
        Round();
        return new UInt128(_v0 ^ _v1 ^ _v2 ^ _v3, low);
    }

    private void Word(ulong word)
    {
        _v3 ^= word;
        Round();
        _v0 ^= word;
    }

    private void Round()
    {
        _v0 += _v1;
        _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
        _v0 = BitOperations.RotateLeft(_v0, 32);
        _v2 += _v3;
        _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
        _v0 += _v3;
        _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
        _v2 += _v1;
        _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
        _v2 = BitOperations.RotateLeft(_v2, 32);
    }
}
