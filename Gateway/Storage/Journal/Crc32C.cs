using System.Buffers.Binary;
using System.Numerics;

namespace Telephony.Storage.Journal;

/// <summary>CRC-32C (Castagnoli, RFC 3720 B.4), eight bytes an instruction where the processor has one.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var one in bytes) crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}
