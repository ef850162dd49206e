using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Telephony.Net.Addresses;

namespace Telephony.Net.Portable;

/// <summary>Between <see cref="NetEndpoint"/> and the framework's reusable <see cref="SocketAddress"/>; the layout behind the family is the same everywhere.</summary>
internal static class PortableAddress
{
    public static void Write(SocketAddress to, in NetEndpoint endpoint)
    {
        var bytes = to.Buffer.Span;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], endpoint.Port);
        if (endpoint.IsV4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], endpoint.V4);
            return;
        }
        BinaryPrimitives.WriteUInt128BigEndian(bytes[8..], endpoint.Address);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], endpoint.ScopeId);
    }

    public static NetEndpoint Read(SocketAddress from)
    {
        var bytes = from.Buffer.Span;
        var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return from.Family == AddressFamily.InterNetwork
            ? NetEndpoint.FromV4(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), port)
            : new NetEndpoint(BinaryPrimitives.ReadUInt128BigEndian(bytes[8..]), port, BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]));
    }
}
