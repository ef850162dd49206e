using System.Buffers.Binary;
using System.Net;

namespace Telephony.Domain.Records;

/// <summary>
/// Address and port as a record keeps them. IPv4 is held as an IPv4-mapped IPv6 address (RFC 4291 2.5.5.2), the 128 bits most significant
/// first, so that the network layer's own endpoint value converts without a heap object.
/// </summary>
public readonly record struct WireEndpoint(UInt128 Address, ushort Port)
{
    private static readonly UInt128 MappedPrefix = new(0, 0x0000_FFFF_0000_0000);

    public bool IsNone => Address == UInt128.Zero && Port == 0;

    public bool IsV4 => Address >> 32 == MappedPrefix >> 32;

    /// <summary>The IPv4 address in host order; meaningful only when <see cref="IsV4"/>.</summary>
    public uint V4 => (uint)(Address & uint.MaxValue);

    public static WireEndpoint FromV4(uint hostOrder, ushort port) => new(MappedPrefix | hostOrder, port);

    /// <summary>Reads <c>192.0.2.1:5060</c> or <c>[2001:db8::1]:5060</c>; a <see cref="FormatException"/> tells of anything else.</summary>
    public static WireEndpoint Parse(string text) => From(IPEndPoint.Parse(text));

    public static WireEndpoint From(IPEndPoint endpoint)
    {
        Span<byte> bytes = stackalloc byte[16];
        endpoint.Address.MapToIPv6().TryWriteBytes(bytes, out _);
        return new WireEndpoint(BinaryPrimitives.ReadUInt128BigEndian(bytes), (ushort)endpoint.Port);
    }

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Address);
        return IsV4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes);
    }

    /// <summary><c>192.0.2.1:5060</c>, <c>[2001:db8::1]:5060</c>, or an empty string for <see cref="IsNone"/>.</summary>
    public override string ToString() => IsNone ? "" : new IPEndPoint(ToIPAddress(), Port).ToString();
}
