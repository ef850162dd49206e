using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Telephony.Net.Addresses;

/// <summary>
/// An IP address with a port as a plain value: compared, hashed and stored without a heap object.
/// IPv4 is held as an IPv4-mapped IPv6 address (RFC 4291 2.5.5.2); <see cref="IsV4"/> tells which family is meant on the wire.
/// </summary>
/// <param name="Address">The 128 address bits in network order, most significant first.</param>
/// <param name="Port">0 to 65535; 0 means "not given".</param>
/// <param name="ScopeId">IPv6 zone index of a link-local address, else 0.</param>
public readonly record struct NetEndpoint(UInt128 Address, ushort Port, uint ScopeId = 0)
{
    private static readonly UInt128 MappedPrefix = new(0, 0x0000_FFFF_0000_0000);

    public bool IsV4 => Address >> 32 == MappedPrefix >> 32;

    /// <summary>No address at all: the default value. (The unspecified addresses 0.0.0.0 and :: are <see cref="IsAny"/>.)</summary>
    public bool IsNone => Address == UInt128.Zero && Port == 0;

    public bool IsAny => Address == UInt128.Zero || Address == MappedPrefix;

    public bool IsLoopback => IsV4 ? (byte)(V4 >> 24) == 127 : Address == UInt128.One;

    /// <summary>The IPv4 address in host order; meaningful only when <see cref="IsV4"/>.</summary>
    public uint V4 => (uint)(Address & uint.MaxValue);

    public static NetEndpoint FromV4(uint hostOrder, int port) => new(MappedPrefix | hostOrder, checked((ushort)port));

    public static NetEndpoint From(IPAddress address, int port)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var written)) throw new ArgumentException($"Address {address} has no byte form.", nameof(address));
        return written == 4
            ? FromV4(BinaryPrimitives.ReadUInt32BigEndian(bytes), port)
            : new NetEndpoint(BinaryPrimitives.ReadUInt128BigEndian(bytes), checked((ushort)port), (uint)address.ScopeId);
    }

    public static NetEndpoint From(IPEndPoint endPoint) => From(endPoint.Address, endPoint.Port);

    public NetEndpoint WithPort(int port) => this with { Port = checked((ushort)port) };

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Address);
        return IsV4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes, ScopeId);
    }

    public IPEndPoint ToIPEndPoint() => new(ToIPAddress(), Port);

    public AddressFamily Family => IsV4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    /// <summary>Reads <c>192.0.2.1:5060</c>, <c>[2001:db8::1]:5060</c>, or an address without port (port 0). Names and shortened IPv4 forms are refused.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out NetEndpoint endpoint)
    {
        endpoint = default;
        // Only the endpoint reader: the address reader takes "[::1]:5060" too, and drops the port.
        if (!IPEndPoint.TryParse(text, out var parsed)) return false;
        if (parsed.AddressFamily == AddressFamily.InterNetwork && text.Count('.') != 3) return false;
        endpoint = From(parsed);
        return true;
    }

    public bool SameAddress(in NetEndpoint other) => Address == other.Address && ScopeId == other.ScopeId;

    public override string ToString() => ToIPEndPoint().ToString();
}
