using System.Buffers.Binary;
using System.Net;

namespace Telephony.Domain.Addresses;

/// <summary>An IP address as 128 bits in network order, IPv4 as IPv4-mapped IPv6 (RFC 4291 2.5.5.2): compared and hashed without a heap object.</summary>
public static class IpBits
{
    private static readonly UInt128 MappedPrefix = new(0, 0x0000_FFFF_0000_0000);

    public static UInt128 From(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var written)) throw new ArgumentException($"Address {address} has no byte form.", nameof(address));
        return written == 4 ? MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static bool IsV4(UInt128 address) => address >> 32 == MappedPrefix >> 32;

    public static IPAddress ToIPAddress(UInt128 address)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return new IPAddress(IsV4(address) ? bytes[12..] : bytes);
    }
}
