using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Telephony.Rtp.Srtp;

/// <summary>
/// GHASH (SP 800-38D 6.4) under one key. With carry-less multiplication four blocks share one reduction; without it bit by bit, which is also what the
/// tests measure the other way by.
/// </summary>
internal sealed class GaloisHash
{
    private const int BlockBytes = 16;

    private static readonly Vector128<byte> s_reversed = Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);

    private readonly bool _portable;
    private readonly UInt128 _key;
    private readonly Vector128<ulong> _power1;
    private readonly Vector128<ulong> _power2;
    private readonly Vector128<ulong> _power3;
    private readonly Vector128<ulong> _power4;

    /// <param name="key">The cipher's image of the zero block.</param>
    public GaloisHash(Vector128<byte> key, bool portable = false)
    {
        _portable = portable || !Pclmulqdq.IsSupported || !Ssse3.IsSupported;
        if (_portable) { _key = ToNumber(key); return; }
        _power1 = Vector128.Shuffle(key, s_reversed).AsUInt64();
        _power2 = Multiply(_power1, _power1);
        _power3 = Multiply(_power2, _power1);
        _power4 = Multiply(_power3, _power1);
    }

    /// <summary>The hash of both parts, each filled up to whole blocks, and of their lengths.</summary>
    public Vector128<byte> Of(ReadOnlySpan<byte> associated, ReadOnlySpan<byte> text)
    {
        if (_portable) return OfPortable(associated, text);
        var hash = Add(Add(default, associated), text);
        var lengths = Vector128.Create((ulong)text.Length * 8, (ulong)associated.Length * 8);
        hash = Multiply(hash ^ lengths, _power1);
        return Vector128.Shuffle(hash.AsByte(), s_reversed);
    }

    private Vector128<ulong> Add(Vector128<ulong> hash, ReadOnlySpan<byte> data)
    {
        for (; data.Length >= 4 * BlockBytes; data = data[(4 * BlockBytes)..])
        {
            var product = default(Product);
            product.Add(hash ^ Load(data), _power4);
            product.Add(Load(data[BlockBytes..]), _power3);
            product.Add(Load(data[(2 * BlockBytes)..]), _power2);
            product.Add(Load(data[(3 * BlockBytes)..]), _power1);
            hash = product.Reduced();
        }
        for (; data.Length >= BlockBytes; data = data[BlockBytes..]) hash = Multiply(hash ^ Load(data), _power1);
        if (data.IsEmpty) return hash;
        Span<byte> last = stackalloc byte[BlockBytes];
        last.Clear();
        data.CopyTo(last);
        return Multiply(hash ^ Load(last), _power1);
    }

    private static Vector128<ulong> Load(ReadOnlySpan<byte> data) => Vector128.Shuffle(Vector128.Create(data[..BlockBytes]), s_reversed).AsUInt64();

    private static Vector128<ulong> Multiply(Vector128<ulong> a, Vector128<ulong> b)
    {
        var product = default(Product);
        product.Add(a, b);
        return product.Reduced();
    }

    private Vector128<byte> OfPortable(ReadOnlySpan<byte> associated, ReadOnlySpan<byte> text)
    {
        var hash = AddPortable(AddPortable(UInt128.Zero, associated), text);
        hash = MultiplyPortable(hash ^ new UInt128((ulong)associated.Length * 8, (ulong)text.Length * 8), _key);
        Span<byte> octets = stackalloc byte[BlockBytes];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(octets, hash);
        return Vector128.Create<byte>(octets);
    }

    private UInt128 AddPortable(UInt128 hash, ReadOnlySpan<byte> data)
    {
        Span<byte> block = stackalloc byte[BlockBytes];
        while (!data.IsEmpty)
        {
            var taken = Math.Min(BlockBytes, data.Length);
            block.Clear();
            data[..taken].CopyTo(block);
            hash = MultiplyPortable(hash ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(block), _key);
            data = data[taken..];
        }
        return hash;
    }

    /// <summary>SP 800-38D 6.3, algorithm 1, without branches on secrets.</summary>
    private static UInt128 MultiplyPortable(UInt128 x, UInt128 y)
    {
        var reduction = new UInt128(0xE1UL << 56, 0);
        var (z, v) = (UInt128.Zero, y);
        for (var i = 127; i >= 0; i--)
        {
            z ^= v & (UInt128.Zero - ((x >> i) & UInt128.One));
            v = (v >> 1) ^ (reduction & (UInt128.Zero - (v & UInt128.One)));
        }
        return z;
    }

    private static UInt128 ToNumber(Vector128<byte> block)
    {
        Span<byte> octets = stackalloc byte[BlockBytes];
        block.CopyTo(octets);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(octets);
    }

    /// <summary>A sum of products of 256 bits that is not reduced yet. Operands are bit-reflected, hence the shift by one before the reduction.</summary>
    private struct Product
    {
        private Vector128<ulong> _low;
        private Vector128<ulong> _middle;
        private Vector128<ulong> _high;

        public void Add(Vector128<ulong> a, Vector128<ulong> b)
        {
            _low ^= Pclmulqdq.CarrylessMultiply(a, b, 0x00);
            _middle ^= Pclmulqdq.CarrylessMultiply(a, b, 0x10) ^ Pclmulqdq.CarrylessMultiply(a, b, 0x01);
            _high ^= Pclmulqdq.CarrylessMultiply(a, b, 0x11);
        }

        /// <summary>Modulo x^128 + x^7 + x^2 + x + 1.</summary>
        public readonly Vector128<ulong> Reduced()
        {
            var low = _low ^ Sse2.ShiftLeftLogical128BitLane(_middle, 8);
            var high = _high ^ Sse2.ShiftRightLogical128BitLane(_middle, 8);

            var lowCarry = (low.AsUInt32() >>> 31).AsByte();
            var highCarry = (high.AsUInt32() >>> 31).AsByte();
            var l = (low.AsUInt32() << 1) | Sse2.ShiftLeftLogical128BitLane(lowCarry, 4).AsUInt32();
            var h = (high.AsUInt32() << 1) | Sse2.ShiftLeftLogical128BitLane(highCarry, 4).AsUInt32() | Sse2.ShiftRightLogical128BitLane(lowCarry, 12).AsUInt32();

            var folded = ((l << 31) ^ (l << 30) ^ (l << 25)).AsByte();
            l ^= Sse2.ShiftLeftLogical128BitLane(folded, 12).AsUInt32();
            var rest = (l >>> 1) ^ (l >>> 2) ^ (l >>> 7) ^ Sse2.ShiftRightLogical128BitLane(folded, 4).AsUInt32();
            return (h ^ l ^ rest).AsUInt64();
        }
    }
}
