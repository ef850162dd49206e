using System.Buffers.Binary;
using Telephony.Net.Addresses;

namespace Telephony.Sip.Transports;

/// <summary>
/// As much of STUN as keeps a UDP flow alive (RFC 5626 4.4.2, RFC 8489): a Binding request, and its success response with the address it came from.
/// <code>
///    0      2        4          8                    20
///   | type | length | cookie   | transaction id      | attributes …   XOR-MAPPED-ADDRESS: 0020 | length | 0 family | port | address
/// </code>
/// </summary>
internal static class StunMessage
{
    public const int HeaderBytes = 20;

    /// <summary>Header and one address attribute of IPv6.</summary>
    public const int MostBytes = HeaderBytes + 24;

    private const ushort BindingRequest = 0x0001;
    private const ushort BindingSuccess = 0x0101;
    private const ushort BindingError = 0x0111;
    private const ushort XorMappedAddress = 0x0020;
    private const uint Cookie = 0x2112A442;

    /// <summary>RFC 8489 5: the first two bits are zero, the magic cookie stands at byte 4, and the length is that of the datagram.</summary>
    public static bool Is(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= HeaderBytes && (datagram[0] & 0xC0) == 0 && BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == Cookie
        && BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) == datagram.Length - HeaderBytes;

    public static bool IsBindingRequest(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message) == BindingRequest;

    /// <summary>Any answer shows that the other side is there.</summary>
    public static bool IsBindingAnswer(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message) is BindingSuccess or BindingError;

    /// <summary>The low 64 bits of the transaction id.</summary>
    public static ulong IdOf(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt64BigEndian(message[12..]);

    /// <param name="into">At least <see cref="HeaderBytes"/>.</param>
    public static int WriteRequest(Span<byte> into, ulong id)
    {
        BinaryPrimitives.WriteUInt16BigEndian(into, BindingRequest);
        BinaryPrimitives.WriteUInt16BigEndian(into[2..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(into[4..], Cookie);
        BinaryPrimitives.WriteUInt32BigEndian(into[8..], 0);
        BinaryPrimitives.WriteUInt64BigEndian(into[12..], id);
        return HeaderBytes;
    }

    /// <param name="into">At least <see cref="MostBytes"/>.</param>
    public static int WriteSuccess(Span<byte> into, ReadOnlySpan<byte> request, in NetEndpoint seen)
    {
        var address = seen.IsV4 ? 4 : 16;
        request[..HeaderBytes].CopyTo(into);
        BinaryPrimitives.WriteUInt16BigEndian(into, BindingSuccess);
        BinaryPrimitives.WriteUInt16BigEndian(into[2..], (ushort)(8 + address));
        var attribute = into[HeaderBytes..];
        BinaryPrimitives.WriteUInt16BigEndian(attribute, XorMappedAddress);
        BinaryPrimitives.WriteUInt16BigEndian(attribute[2..], (ushort)(4 + address));
        attribute[4] = 0;
        attribute[5] = (byte)(seen.IsV4 ? 1 : 2);
        BinaryPrimitives.WriteUInt16BigEndian(attribute[6..], (ushort)(seen.Port ^ (Cookie >> 16)));
        Span<byte> bits = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bits, seen.Address);
        var plain = bits[(16 - address)..];
        // Exclusive or with the cookie, and for IPv6 with the transaction id behind it: what stands at byte 4 of the header.
        for (var i = 0; i < address; i++) attribute[8 + i] = (byte)(plain[i] ^ request[4 + i]);
        return HeaderBytes + 8 + address;
    }
}
