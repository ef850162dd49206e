using System.Net.Security;
using System.Net.Sockets;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;

namespace Telephony.Support.Network;

/// <summary>
/// A network in memory: UDP with delay, loss, reordering and unreachable places, streams in segments, TLS as data.
/// Everything random comes from the seed; two runs with the same seed and the same test are the same run.
/// Every address exists; a bind to 0.0.0.0 or [::] takes what no exact bind of that port takes, and sends from the loopback address.
/// </summary>
public sealed partial class VirtualNetwork(VirtualClock clock, int seed = 1) : INetwork
{
    private const int FirstEphemeralPort = 49152;

    private readonly Random _random = new(seed);
    private readonly Dictionary<NetEndpoint, List<VirtualDatagramSocket>> _datagram = [];
    private readonly Dictionary<NetEndpoint, VirtualStreamListener> _listeners = [];
    private readonly List<VirtualStreamConnection> _connections = [];
    private int _nextPort = FirstEphemeralPort;
    private long _nextConnection;

    public VirtualClock Clock => clock;

    /// <summary>Each datagram or stream write, at the moment it is sent (also one that is then lost).</summary>
    public Action<VirtualPacket>? Sent { get; set; }

    /// <summary>Datagrams that reached an address where nobody listens.</summary>
    public int Undeliverable { get; private set; }

    /// <summary>Datagrams lost by <see cref="LinkOptions.Loss"/> or a black hole.</summary>
    public int Lost { get; private set; }

    /// <summary>Every open end of every stream, in the order of their making.</summary>
    public IReadOnlyList<VirtualStreamConnection> Connections => _connections;

    public IDatagramSocket OpenDatagram(IEventLoop loop, NetEndpoint local, IDatagramReceiver receiver, DatagramOptions options)
    {
        var bound = WithPort(local, port => _datagram.ContainsKey(port));
        if (!_datagram.TryGetValue(bound, out var sockets)) _datagram[bound] = sockets = [];
        else if (!options.SharedPort || sockets.Exists(other => !other.Options.SharedPort)) throw InUse(bound);
        var socket = new VirtualDatagramSocket(this, (VirtualLoop)loop, bound, receiver, options);
        sockets.Add(socket);
        return socket;
    }

    internal bool SendDatagram(VirtualDatagramSocket from, ReadOnlySpan<byte> datagram, NetEndpoint remote)
    {
        var source = SourceOf(from.Local);
        var link = LinkTo(source, remote);
        var bytes = datagram.ToArray();
        if (link.RefusedLater)
        {
            clock.Schedule(from.Loop, TimeSpan.Zero, () => from.Refuse(remote));
            return true;
        }
        if (link.Unreachable || source.IsV4 != remote.IsV4) return false;
        Sent?.Invoke(new VirtualPacket(clock.Time.GetUtcNow(), source, remote, IsStream: false, bytes));
        if (link.BlackHole || Draw(link.Loss))
        {
            Lost++;
            return true;
        }
        var delay = DelayOf(link);
        if (Draw(link.Reorder)) delay += link.ReorderBy;
        Dispatch(source, remote, bytes, delay);
        if (Draw(link.Duplicate)) Dispatch(source, remote, (byte[])bytes.Clone(), delay);
        return true;
    }

    internal void Unbind(VirtualDatagramSocket socket)
    {
        if (!_datagram.TryGetValue(socket.Local, out var sockets)) return;
        sockets.Remove(socket);
        if (sockets.Count == 0) _datagram.Remove(socket.Local);
    }

    internal static NetEndpoint SourceOf(NetEndpoint local)
    {
        if (!local.IsAny) return local;
        return local.IsV4 ? NetEndpoint.FromV4(0x7F000001, local.Port) : new NetEndpoint(UInt128.One, local.Port);
    }

    private void Dispatch(NetEndpoint source, NetEndpoint remote, byte[] bytes, TimeSpan delay) => clock.Schedule(null, delay, () =>
    {
        if (FindDatagram(source, remote) is { } socket) clock.Run(socket.Loop, () => socket.Deliver(bytes, source));
        else Undeliverable++;
    });

    private VirtualDatagramSocket? FindDatagram(NetEndpoint source, NetEndpoint remote)
    {
        if (!_datagram.TryGetValue(remote, out var sockets) && !_datagram.TryGetValue(AnyOf(remote), out sockets)) return null;
        return sockets[(int)((uint)(source.V4 ^ source.Port) % (uint)sockets.Count)];
    }

    private static NetEndpoint AnyOf(NetEndpoint endpoint) =>
        endpoint.IsV4 ? NetEndpoint.FromV4(0, endpoint.Port) : new NetEndpoint(UInt128.Zero, endpoint.Port);

    private NetEndpoint WithPort(NetEndpoint local, Func<NetEndpoint, bool> taken)
    {
        if (local.Port != 0) return local;
        while (true)
        {
            if (_nextPort > ushort.MaxValue) _nextPort = FirstEphemeralPort;
            var candidate = local.WithPort(_nextPort++);
            if (!taken(candidate)) return candidate;
        }
    }

    private static SocketException InUse(NetEndpoint local) => new((int)SocketError.AddressAlreadyInUse, $"Cannot bind {local}: address already in use");
}
