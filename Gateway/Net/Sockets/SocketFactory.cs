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

    /// <summary>
    /// A second socket on the port of a bound one, connected to a peer: on Linux the kernel gives it what that peer sends, and the bound one everything else (socket(7), SO_REUSEPORT).
    /// The port is shared for this moment only, so that no other program gets in. Until it is connected the new one may get what others send: its owner reads sources too.
    /// </summary>
    public static Socket ConnectBeside(Socket bound, NetEndpoint local, NetEndpoint peer, DatagramOptions options)
    {
        var socket = new Socket(local.Family, SocketType.Dgram, ProtocolType.Udp);
        SharePort(bound, shared: true);
        try
        {
            Bind(socket, local, options.Dscp, sharedPort: true, () =>
            {
                if (options.Whole && local.IsV4) socket.DontFragment = true;
            });
            SharePort(socket, shared: false);
            socket.Connect(peer.ToIPEndPoint());
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        finally
        {
            SharePort(bound, shared: false);
        }
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
            if (sharedPort) SharePort(socket, shared: true);
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

    private static void SharePort(Socket socket, bool shared)
    {
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(SolSocket, SoReusePort, [(byte)(shared ? 1 : 0), 0, 0, 0]);
        else socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, shared);
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
