using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Telephony.Rtp.Srtp;

/// <summary>
/// AES in counter mode with a key of 128 or 256 bits (RFC 3711 4.1.1; SP 800-38A 6.5): by the processor's own instructions where it has them, else by the
/// platform's block cipher. One thread at a time.
/// </summary>
internal sealed class AesCounter
{
    private const int BlockBytes = 16;

    private readonly Vector128<byte>[] _rounds = [];
    private readonly ICryptoTransform? _portable;
    private readonly byte[] _block = [];

    /// <param name="portable">Without the processor's instructions: for tests of the other way.</param>
    public AesCounter(ReadOnlySpan<byte> key, bool portable = false)
    {
        if (X86Aes.IsSupported && !portable)
        {
            _rounds = Expand(key);
            return;
        }
        _block = new byte[BlockBytes];
        using var aes = Aes.Create();
        aes.Mode = CipherMode.ECB;       // single blocks; the mode is made here
        aes.Padding = PaddingMode.None;
        aes.Key = key.ToArray();
        _portable = aes.CreateEncryptor();
    }

    public Vector128<byte> Encrypt(Vector128<byte> block)
    {
        if (_portable is null) return Encrypt(block, _rounds);
        block.CopyTo(_block);
        _portable.TransformBlock(_block, 0, BlockBytes, _block, 0);
        return Vector128.Create(_block);
    }

    /// <summary>Adds the key stream that begins with <paramref name="counter"/> to the data. The last 32 bits count, big endian.</summary>
    public void Apply(Span<byte> data, Vector128<byte> counter)
    {
        var count = BinaryPrimitives.ReverseEndianness(counter.AsUInt32()[3]);
        if (_portable is null)
        {
            var fours = data.Length & -(4 * BlockBytes);
            ApplyFours(data[..fours], counter, count);
            data = data[fours..];
            count += (uint)fours / BlockBytes;
        }
        for (; data.Length >= BlockBytes; data = data[BlockBytes..])
        {
            (Vector128.Create<byte>(data) ^ Encrypt(At(counter, count++))).CopyTo(data);
        }
        if (data.IsEmpty) return;
        Span<byte> last = stackalloc byte[BlockBytes];
        Encrypt(At(counter, count)).CopyTo(last);
        for (var i = 0; i < data.Length; i++) data[i] ^= last[i];
    }

    /// <summary>Four blocks at a time, so that none waits for another.</summary>
    private void ApplyFours(Span<byte> data, Vector128<byte> counter, uint count)
    {
        var rounds = _rounds;
        for (; !data.IsEmpty; data = data[(4 * BlockBytes)..], count += 4)
        {
            var (a, b, c, d) = (At(counter, count), At(counter, count + 1), At(counter, count + 2), At(counter, count + 3));
            var key = rounds[0];
            (a, b, c, d) = (a ^ key, b ^ key, c ^ key, d ^ key);
            for (var i = 1; i < rounds.Length - 1; i++)
            {
                key = rounds[i];
                a = X86Aes.Encrypt(a, key);
                b = X86Aes.Encrypt(b, key);
                c = X86Aes.Encrypt(c, key);
                d = X86Aes.Encrypt(d, key);
            }
            key = rounds[^1];
            var blocks = MemoryMarshal.Cast<byte, Vector128<byte>>(data[..(4 * BlockBytes)]);
            blocks[0] ^= X86Aes.EncryptLast(a, key);
            blocks[1] ^= X86Aes.EncryptLast(b, key);
            blocks[2] ^= X86Aes.EncryptLast(c, key);
            blocks[3] ^= X86Aes.EncryptLast(d, key);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> At(Vector128<byte> counter, uint count) =>
        counter.AsUInt32().WithElement(3, BinaryPrimitives.ReverseEndianness(count)).AsByte();

    private static Vector128<byte> Encrypt(Vector128<byte> block, Vector128<byte>[] rounds)
    {
        block ^= rounds[0];
        for (var i = 1; i < rounds.Length - 1; i++) block = X86Aes.Encrypt(block, rounds[i]);
        return X86Aes.EncryptLast(block, rounds[^1]);
    }

    /// <summary>FIPS 197 5.2: 11 round keys for 128 bits, 15 for 256.</summary>
    private static Vector128<byte>[] Expand(ReadOnlySpan<byte> key)
    {
        var size = key.Length / 4;
        var words = new uint[4 * (size + 7)];
        MemoryMarshal.Cast<byte, uint>(key).CopyTo(words);
        for (uint i = (uint)size, constant = 1; i < words.Length; i++)
        {
            var word = words[i - 1];
            if (i % size == 0)
            {
                word = uint.RotateRight(Substitute(word), 8) ^ constant;
                constant = (constant << 1) ^ (constant >= 0x80 ? 0x11Bu : 0);
            }
            else if (size > 6 && i % size == 4)
            {
                word = Substitute(word);
            }
            words[i] = words[i - size] ^ word;
        }
        return [.. MemoryMarshal.Cast<uint, Vector128<byte>>(words)];
    }

    private static uint Substitute(uint word) => X86Aes.KeygenAssist(Vector128.Create(0, word, 0, 0).AsByte(), 0).AsUInt32()[0];
}
