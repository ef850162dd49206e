using System.Net;
using System.Net.Sockets;
using Telephony.Net.Addresses;

namespace Telephony.Net.Sockets;

/// <summary>Makes and binds sockets with the options of this project. Throws <see cref="SocketException"/> with the address in the message.</summary>
internal static class SocketFactory
{
    private const int SolSocket = 1;
    private const int SoReusePort = 15;
    private const int IpProtoV6 = 41;
    private const int V6TrafficClass = 67;

    public static Socket BindDatagram(NetEndpoint local, DatagramOptions options)
    {
        var socket = new Socket(local.Family, SocketType.Dgram, ProtocolType.Udp);
        return Bind(socket, local, options.Dscp, options.SharedPort, () =>
        {
            if (options.ReceiveBufferBytes > 0) socket.ReceiveBufferSize = options.ReceiveBufferBytes;
            if (options.Whole && local.IsV4) socket.DontFragment = true;
        });
    }

    public static Socket Listen(NetEndpoint local, StreamOptions options)
    {
        var socket = new Socket(local.Family, SocketType.Stream, ProtocolType.Tcp);
        Bind(socket, local, options.Dscp, options.SharedPort, static () => { });
        socket.Listen(512);
        return socket;
    }

    /// <param name="local">Where to connect from, or none.</param>
    public static Socket ForConnect(NetEndpoint local, NetEndpoint remote, StreamOptions options)
    {
        var socket = new Socket(remote.Family, SocketType.Stream, ProtocolType.Tcp);
        Prepare(socket, options.Dscp);
        return local.IsNone ? socket : Bind(socket, local, options.Dscp, sharedPort: false, static () => { });
    }

    /// <summary>What every stream wants: no waiting for more, and a probe that finds dead peers.</summary>
    public static void Prepare(Socket stream, int dscp)
    {
        stream.NoDelay = true;
        stream.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
        Mark(stream, dscp);
    }

    private static Socket Bind(Socket socket, NetEndpoint local, int dscp, bool sharedPort, Action configure)
    {
        try
        {
            // A socket per family: an IPv4 peer never shows up as a mapped IPv6 address.
            if (!local.IsV4) socket.DualMode = false;
            if (sharedPort) SharePort(socket);
            Mark(socket, dscp);
            configure();
            socket.Bind(local.ToIPEndPoint());
            return socket;
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw new SocketException((int)refused.SocketErrorCode, $"Cannot bind {local}: {refused.Message}");
        }
    }

    private static void SharePort(Socket socket)
    {
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(SolSocket, SoReusePort, [1, 0, 0, 0]);
        else socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
    }

    /// <summary>The upper six bits of the traffic class byte (RFC 2474 3).</summary>
    private static void Mark(Socket socket, int dscp)
    {
        if (dscp == 0) return;
        if (socket.AddressFamily == AddressFamily.InterNetwork)
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService, dscp << 2);
        else if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(IpProtoV6, V6TrafficClass, [(byte)(dscp << 2), 0, 0, 0]);
    }
}
