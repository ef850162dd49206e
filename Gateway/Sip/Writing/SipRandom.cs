using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Telephony.Sip.Writing;

/// <summary>Unguessable bytes from the system, drawn in blocks so that an identifier costs no system call. One per loop: not for two threads.</summary>
public sealed class SipRandom : ISipRandom
{
    private readonly byte[] _block = new byte[1024];
    private int _used = 1024;

    public void Fill(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_used == _block.Length)
            {
                RandomNumberGenerator.Fill(_block);
                _used = 0;
            }
            var take = Math.Min(bytes.Length, _block.Length - _used);
            var source = _block.AsSpan(_used, take);
            source.CopyTo(bytes);
            source.Clear();   // what was given out is not kept
            _used += take;
            bytes = bytes[take..];
        }
    }
}

/// <summary>The same bytes for the same seed (SplitMix64). For tests only: it is guessable.</summary>
public sealed class SeededSipRandom(ulong seed) : ISipRandom
{
    private ulong _state = seed;

    public void Fill(Span<byte> bytes)
    {
        Span<byte> word = stackalloc byte[8];
        while (!bytes.IsEmpty)
        {
            _state += 0x9E3779B97F4A7C15;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            BinaryPrimitives.WriteUInt64LittleEndian(word, z ^ (z >> 31));
            var take = Math.Min(8, bytes.Length);
            word[..take].CopyTo(bytes);
            bytes = bytes[take..];
        }
    }
}
