using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Telephony.Rtp.Srtp;

/// <summary>
/// The compression function of SHA-1 (FIPS 180-4 6.1.2) over whole blocks. Four fifths of what HMAC-SHA1 costs is here, .NET does not offer the processor's SHA
/// instructions, and its hash objects cannot be set back to a state that was computed before. So the function is taken from libcrypto, which the runtime
/// needs on Linux anyhow, and checked against known answers when it is found; where it is missing or answers wrongly, it is done here.
/// </summary>
internal static unsafe class Sha1Blocks
{
    public const int BlockBytes = 64;

    private static readonly delegate* unmanaged[SuppressGCTransition]<Context*, byte*, nuint, int> s_update = Find();

    /// <summary>Whether libcrypto does the work.</summary>
    public static bool IsNative => s_update != null;

    /// <summary>Takes whole blocks into the state.</summary>
    public static void Add(ref Sha1State state, ReadOnlySpan<byte> blocks)
    {
        if (s_update == null) AddManaged(ref state, blocks);
        else AddNative(s_update, ref state, blocks);
    }

    public static void AddManaged(ref Sha1State state, ReadOnlySpan<byte> blocks)
    {
        Span<uint> w = stackalloc uint[80];
        for (; blocks.Length >= BlockBytes; blocks = blocks[BlockBytes..])
        {
            for (var t = 0; t < 16; t++) w[t] = BinaryPrimitives.ReadUInt32BigEndian(blocks[(4 * t)..]);
            for (var t = 16; t < 80; t++) w[t] = BitOperations.RotateLeft(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
            var (a, b, c, d, e) = (state.A, state.B, state.C, state.D, state.E);
            for (var t = 0; t < 80; t++)
            {
                var mixed = t switch
                {
                    < 20 => ((b & (c ^ d)) ^ d) + 0x5A827999,
                    < 40 => (b ^ c ^ d) + 0x6ED9EBA1,
                    < 60 => ((b & c) | (d & (b | c))) + 0x8F1BBCDC,
                    _ => (b ^ c ^ d) + 0xCA62C1D6,
                };
                var next = BitOperations.RotateLeft(a, 5) + mixed + e + w[t];
                (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, next);
            }
            state = new Sha1State(state.A + a, state.B + b, state.C + c, state.D + d, state.E + e);
        }
    }

    private static void AddNative(
        delegate* unmanaged[SuppressGCTransition]<Context*, byte*, nuint, int> update, ref Sha1State state, ReadOnlySpan<byte> blocks)
    {
        Context context;
        context.State = state;
        context.BitsLow = context.BitsHigh = context.Buffered = 0;
        fixed (byte* data = blocks) _ = update(&context, data, (nuint)(blocks.Length / BlockBytes * BlockBytes));
        state = context.State;
    }

    private static delegate* unmanaged[SuppressGCTransition]<Context*, byte*, nuint, int> Find()
    {
        foreach (var name in (string[])["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so"])
        {
            if (!NativeLibrary.TryLoad(name, out var library) || !NativeLibrary.TryGetExport(library, "SHA1_Update", out var address)) continue;
            var update = (delegate* unmanaged[SuppressGCTransition]<Context*, byte*, nuint, int>)address;
            if (AnswersRight(update)) return update;
        }
        return null;
    }

    private static bool AnswersRight(delegate* unmanaged[SuppressGCTransition]<Context*, byte*, nuint, int> update)
    {
        Span<byte> data = stackalloc byte[3 * BlockBytes];
        for (var i = 0; i < data.Length; i++) data[i] = (byte)(i * 37);
        var (here, there) = (Sha1State.Initial, Sha1State.Initial);
        AddManaged(ref here, data);
        AddNative(update, ref there, data);
        return here == there;
    }

    /// <summary>SHA_CTX of openssl/sha.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Context
    {
        public Sha1State State;
        public uint BitsLow;
        public uint BitsHigh;
        public Buffer16 Data;
        public uint Buffered;
        public Buffer16 Spare;      // in case a later version has a longer one
    }

    [InlineArray(16)]
    private struct Buffer16
    {
        private uint _first;
    }
}

/// <summary>The chaining value of SHA-1.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Sha1State(uint A, uint B, uint C, uint D, uint E)
{
    public static Sha1State Initial { get; } = new(0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0);

    public void Write(Span<byte> digest)
    {
        BinaryPrimitives.WriteUInt32BigEndian(digest, A);
        BinaryPrimitives.WriteUInt32BigEndian(digest[4..], B);
        BinaryPrimitives.WriteUInt32BigEndian(digest[8..], C);
        BinaryPrimitives.WriteUInt32BigEndian(digest[12..], D);
        BinaryPrimitives.WriteUInt32BigEndian(digest[16..], E);
    }
}
