using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;

namespace Telephony.Sip.Transports;

/// <summary>
/// RFC 3261 18 for one loop: its listen points and connections. Cuts what comes into messages, finds the way for what goes.
/// Looks at no header but Content-Length on streams. All members on the loop's thread, except <see cref="Counters"/>.
/// </summary>
public sealed class TransportLayer : IDisposable
{
    private readonly IEventLoop _loop;
    private readonly INetwork _network;
    private readonly TransportOptions _options;
    private readonly IMessageSink _sink;
    private readonly ITransportObserver _observer;
    private readonly ILogger _log;
    private readonly ConnectionTable _connections;
    private readonly List<ListenPoint> _points = [];
    private readonly List<IDisposable> _sockets = [];

    public TransportLayer(
        IEventLoop loop, INetwork network, TransportOptions options, IMessageSink sink, ITransportObserver observer, ILogger<TransportLayer> log)
    {
        (_loop, _network, _options, _sink, _observer, _log) = (loop, network, options, sink, observer, log);
        _connections = new ConnectionTable(loop, network, options, Counters, sink, observer, log);
    }

    public TransportCounters Counters { get; } = new();

    public IReadOnlyList<ListenPoint> ListenPoints => _points;

    /// <summary>Binds and starts to receive. Throws <see cref="SocketException"/> with the address in its message when the system refuses.</summary>
    public ListenPoint Listen(ListenOptions listen)
    {
        var point = listen.Kind switch
        {
            SipTransportKind.Udp => ListenDatagram(listen),
            SipTransportKind.Tcp or SipTransportKind.Tls => ListenStream(listen),
            _ => throw new NotSupportedException($"SIP cannot listen on {listen.Kind}; it can on Udp, Tcp and Tls."),
        };
        _points.Add(point);
        _log.Listening(point.Kind, point.Local, point.AdvertisedHost, point.AdvertisedPort);
        return point;
    }

    /// <summary>Whether there is a listen point to send from.</summary>
    public bool Supports(SipTransportKind kind, AddressFamily family) =>
        _points.Exists(point => point.Kind == kind && point.Local.Family == family);

    /// <summary>
    /// The listen point whose name goes into Via and Contact towards <paramref name="remote"/>: of the kind, the family, and
    /// <paramref name="localAddress"/> when given (its port only counts when not 0). Null when there is none.
    /// One bound to loopback is taken for a remote elsewhere only when there is no other.
    /// </summary>
    public ListenPoint? Choose(SipTransportKind kind, in NetEndpoint remote, NetEndpoint? localAddress = null)
    {
        ListenPoint? second = null;
        foreach (var point in _points)
        {
            if (point.Kind != kind || point.Local.IsV4 != remote.IsV4) continue;
            if (localAddress is { } wanted && !(point.Local.SameAddress(wanted) && (wanted.Port == 0 || wanted.Port == point.Local.Port))) continue;
            if (point.Local.IsAny || point.Local.IsLoopback == remote.IsLoopback) return point;
            second ??= point;
        }
        return second;
    }

    /// <summary>Whether what goes back on this connection would still find it open or opening.</summary>
    public bool IsUsable(long connectionId) => _connections.IsUsable(connectionId);

    /// <summary>Of a request that is told that its connection failed: the connection was never made, so it has surely not left.</summary>
    public bool NeverOpened(long connectionId) => _connections.NeverOpened(connectionId);

    /// <summary>Why the last connection to this place failed; null when none did lately.</summary>
    public string? LastFailure(in NetEndpoint remote) => _connections.LastFailure(remote);

    /// <summary>
    /// A request came whose top Via has <c>alias</c>: requests to the peer's listening port may take this connection, if its certificate proves who is called
    /// (RFC 5923 8.2).
    /// </summary>
    public void NoteAlias(in SipSource source, int listeningPort)
    {
        if (source is { Kind: SipTransportKind.Tls, Tls.Certificate: not null }) _connections.NoteAlias(source.ConnectionId, listeningPort);
    }

    /// <summary>Certificates of ours were renewed: connections made with one that is not current any more are drained (thumbprints).</summary>
    public void DrainStale(Func<string, bool> isCurrent) => _connections.DrainStale(isCurrent);

    public SendResult Send(ReadOnlySpan<byte> message, in SipTarget target) => Send(message, target, out _);

    /// <param name="connectionId">The connection the message took or waits for: what <see cref="ITransportObserver"/> would name. 0 for UDP and when failed.</param>
    public SendResult Send(ReadOnlySpan<byte> message, in SipTarget target, out long connectionId)
    {
        connectionId = 0;
        var local = target.Local is { } given && given.Kind == target.Kind && given.Local.IsV4 == target.Remote.IsV4 ? given : Choose(target.Kind, target.Remote);
        var result = local switch
        {
            null => SendResult.Failed,
            { Socket: { } socket } => socket.TrySend(message, target.Remote) ? SendResult.Sent : SendResult.Failed,
            _ => _connections.Send(message, target, local, out connectionId),
        };
        if (result is SendResult.Sent or SendResult.Queued) Counters.CountSent(target.Kind);
        else if (result == SendResult.QueueFull) Counters.QueueFull++;
        else Counters.SendFailures++;
        return result;
    }

    /// <summary>Two line ends: the keep-alive of a stream (RFC 5626 4.4.1), which the other side answers by one, and of NAT bindings over UDP, which has no answer.</summary>
    public bool SendLineEnds(in SipTarget target) =>
        target.ConnectionId != 0 ? _connections.SendLineEnds(target.ConnectionId) : PointFor(target)?.Socket?.TrySend("\r\n\r\n"u8, target.Remote) == true;

    /// <summary>A STUN Binding request (RFC 5626 4.4.2); <see cref="ITransportObserver.OnStunAnswer"/> tells of its answer.</summary>
    public bool SendStun(in SipTarget target, ulong id)
    {
        Span<byte> request = stackalloc byte[StunMessage.HeaderBytes];
        return PointFor(target)?.Socket?.TrySend(request[..StunMessage.WriteRequest(request, id)], target.Remote) == true;
    }

    /// <summary>When anything last came on that connection, on the loop's clock; null when it is gone.</summary>
    public long? LastHeard(long connectionId) => _connections.LastHeard(connectionId);

    /// <summary>Somebody is to be reached by this connection for so long yet: it is not closed for being idle before that.</summary>
    public void KeepOpen(long connectionId, TimeSpan atLeast) => _connections.KeepOpen(connectionId, atLeast);

    /// <summary>Gives a connection up, as if it had failed.</summary>
    public void Drop(long connectionId) => _connections.Drop(connectionId);

    private ListenPoint? PointFor(in SipTarget target) => target.Local is { } given && given.Kind == target.Kind ? given : Choose(target.Kind, target.Remote);

    /// <summary>Closes every socket and connection; what waits in queues is still sent.</summary>
    public void Dispose()
    {
        _connections.CloseAll();
        foreach (var socket in _sockets) socket.Dispose();
        _sockets.Clear();
        _points.Clear();
    }

    private ListenPoint ListenDatagram(ListenOptions listen)
    {
        var receiver = new DatagramPoint(Counters, _sink, _observer, _options.Gate);
        var options = new DatagramOptions(_options.Dscp, Batched: true, _options.SharedPorts, _options.ReceiveBufferBytes);
        var socket = _network.OpenDatagram(_loop, listen.Local, receiver, options);
        _sockets.Add(socket);
        return receiver.Point = new ListenPoint(listen.Kind, socket.Local, listen.AdvertisedHost, listen.AdvertisedPort) { Socket = socket };
    }

    private ListenPoint ListenStream(ListenOptions listen)
    {
        if (listen.Kind == SipTransportKind.Tls && listen.Tls is null)
            throw new ArgumentException($"Listening on TLS {listen.Local} needs a certificate.", nameof(listen));
        var receiver = new StreamPoint(_connections);
        var tls = listen.Kind == SipTransportKind.Tls ? listen.Tls : null;
        var listener = _network.Listen(_loop, listen.Local, tls, receiver, ConnectionTable.StreamOptionsOf(_options));
        _sockets.Add(listener);
        return receiver.Point = new ListenPoint(listen.Kind, listener.Local, listen.AdvertisedHost, listen.AdvertisedPort) { Streams = receiver };
    }
}
