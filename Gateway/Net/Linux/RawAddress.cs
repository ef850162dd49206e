using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Telephony.Net.Addresses;

namespace Telephony.Net.Linux;

/// <summary>
/// Between <see cref="NetEndpoint"/> and the kernel's form, without a heap object.
/// <code>
/// sockaddr_in:  family(2, host order) port(2, network) address(4) zero(8)
/// sockaddr_in6: family(2, host order) port(2, network) flow(4) address(16) scope(4, host order)
/// </code>
/// </summary>
internal static unsafe class RawAddress
{
    public const int MaxLength = 28;
    private const int V4Length = 16;
    private const ushort V4Family = 2;
    private const ushort V6Family = 10;

    public static uint Write(byte* to, in NetEndpoint endpoint)
    {
        var port = BinaryPrimitives.ReverseEndianness(endpoint.Port);
        if (endpoint.IsV4)
        {
            Unsafe.WriteUnaligned(to, V4Family);
            Unsafe.WriteUnaligned(to + 2, port);
            Unsafe.WriteUnaligned(to + 4, BinaryPrimitives.ReverseEndianness(endpoint.V4));
            Unsafe.WriteUnaligned(to + 8, 0L);
            return V4Length;
        }
        Unsafe.WriteUnaligned(to, V6Family);
        Unsafe.WriteUnaligned(to + 2, port);
        Unsafe.WriteUnaligned(to + 4, 0);
        BinaryPrimitives.WriteUInt128BigEndian(new Span<byte>(to + 8, 16), endpoint.Address);
        Unsafe.WriteUnaligned(to + 24, endpoint.ScopeId);
        return MaxLength;
    }

    public static NetEndpoint Read(byte* from)
    {
        var port = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ushort>(from + 2));
        return Unsafe.ReadUnaligned<ushort>(from) == V4Family
            ? NetEndpoint.FromV4(BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(from + 4)), port)
            : new NetEndpoint(BinaryPrimitives.ReadUInt128BigEndian(new ReadOnlySpan<byte>(from + 8, 16)), port, Unsafe.ReadUnaligned<uint>(from + 24));
    }
}
