using System.Buffers.Binary;

namespace Telephony.Rtp.Srtp;

/// <summary>
/// HMAC-SHA1 (RFC 2104) under one key of at most 64 octets. What the key alone decides, the first block inside and outside, is computed once; a packet of
/// 172 octets then takes four blocks in place of six. Any thread.
/// </summary>
internal sealed class HmacSha1
{
    public const int DigestBytes = 20;

    private readonly Sha1State _inner;
    private readonly Sha1State _outer;

    public HmacSha1(ReadOnlySpan<byte> key)
    {
        _inner = Padded(key, 0x36);
        _outer = Padded(key, 0x5C);
    }

    /// <summary>Writes the first octets of the code of <paramref name="message"/> and, behind it, <paramref name="suffix"/> as 32 bits.</summary>
    /// <param name="code">1 to 20 octets.</param>
    public void Compute(ReadOnlySpan<byte> message, uint suffix, Span<byte> code)
    {
        Span<byte> rest = stackalloc byte[2 * Sha1Blocks.BlockBytes];
        var whole = message.Length & -Sha1Blocks.BlockBytes;
        var tail = message.Length - whole;
        message[whole..].CopyTo(rest);
        BinaryPrimitives.WriteUInt32BigEndian(rest[tail..], suffix);
        Finish(message[..whole], rest, tail + 4, code);
    }

    /// <summary>The same without anything behind the message.</summary>
    public void Compute(ReadOnlySpan<byte> message, Span<byte> code)
    {
        Span<byte> rest = stackalloc byte[2 * Sha1Blocks.BlockBytes];
        var whole = message.Length & -Sha1Blocks.BlockBytes;
        message[whole..].CopyTo(rest);
        Finish(message[..whole], rest, message.Length - whole, code);
    }

    /// <param name="rest">Two blocks, of which the first <paramref name="used"/> octets are message.</param>
    private void Finish(ReadOnlySpan<byte> whole, Span<byte> rest, int used, Span<byte> code)
    {
        var state = _inner;
        Sha1Blocks.Add(ref state, whole);
        var padded = used + 9 <= Sha1Blocks.BlockBytes ? Sha1Blocks.BlockBytes : 2 * Sha1Blocks.BlockBytes;
        Close(rest[..padded], used, Sha1Blocks.BlockBytes + whole.Length + used);
        Sha1Blocks.Add(ref state, rest[..padded]);

        Span<byte> last = stackalloc byte[Sha1Blocks.BlockBytes];
        state.Write(last);
        Close(last, DigestBytes, Sha1Blocks.BlockBytes + DigestBytes);
        state = _outer;
        Sha1Blocks.Add(ref state, last);
        state.Write(last);
        last[..code.Length].CopyTo(code);
    }

    /// <summary>FIPS 180-4 5.1.1.</summary>
    private static void Close(Span<byte> blocks, int used, int totalBytes)
    {
        blocks[used] = 0x80;
        blocks[(used + 1)..^8].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(blocks[^8..], (ulong)totalBytes * 8);
    }

    private static Sha1State Padded(ReadOnlySpan<byte> key, byte pad)
    {
        Span<byte> block = stackalloc byte[Sha1Blocks.BlockBytes];
        block.Fill(pad);
        for (var i = 0; i < key.Length; i++) block[i] ^= key[i];
        var state = Sha1State.Initial;
        Sha1Blocks.Add(ref state, block);
        return state;
    }
}
