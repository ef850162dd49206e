using Microsoft.Extensions.Logging;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;

namespace Telephony.Sip.Transports;

/// <summary>The connections of one layer: found by id for what goes back the way it came, by key for what goes out anew (DR-6, RFC 5923).</summary>
internal sealed class ConnectionTable(
    IEventLoop loop, INetwork network, TransportOptions options, TransportCounters counters, IMessageSink sink, ITransportObserver observer, ILogger log)
{
    private readonly Dictionary<long, SipConnection> _byId = [];
    private readonly Dictionary<ConnectionKey, SipConnection> _outgoing = [];
    private readonly ConnectionAliases _aliases = new();
    private readonly RecentFailures _failures = new();
    private long _neverOpened;

    public IEventLoop Loop => loop;

    public TransportOptions Options => options;

    public TransportCounters Counters => counters;

    public IMessageSink Sink => sink;

    public ILogger Log => log;

    public SendResult Send(ReadOnlySpan<byte> message, in SipTarget target, ListenPoint local, out long connectionId)
    {
        var connection = Find(target, local) ?? Open(target, local);
        connectionId = connection?.Source.ConnectionId ?? 0;
        return connection?.Send(message) ?? SendResult.Failed;
    }

    /// <summary>Within <see cref="ITransportObserver.OnConnectionFailed"/>: whether the connection was never there, so that nothing has left by it.</summary>
    public bool NeverOpened(long connectionId) => connectionId != 0 && connectionId == _neverOpened;

    public bool IsUsable(long connectionId) => _byId.TryGetValue(connectionId, out var connection) && connection is { IsClosing: false, IsDraining: false };

    /// <summary>Why the last connection to this place could not be made, or was lost; null: it was not, or that is long ago.</summary>
    public string? LastFailure(in NetEndpoint remote) => _failures.Find(remote);

    /// <summary>The peer has said that requests to its listening port may come back on this connection (RFC 5923 8.2).</summary>
    public void NoteAlias(long connectionId, int listeningPort)
    {
        if (_byId.TryGetValue(connectionId, out var connection) && connection.Key is null && !connection.IsClosing) _aliases.Add(connection, listeningPort);
    }

    /// <summary>Takes TLS connections out of use on which we have shown a certificate that is no longer ours.</summary>
    public void DrainStale(Func<string, bool> isCurrent)
    {
        foreach (var connection in _byId.Values.ToArray())
        {
            if (connection.Source.Tls is { Presented: { Length: > 0 } presented } && !isCurrent(presented)) connection.Drain();
        }
    }

    public bool SendLineEnds(long connectionId) => _byId.TryGetValue(connectionId, out var connection) && !connection.IsClosing && connection.SendLineEnds();

    public long? LastHeard(long connectionId) => _byId.TryGetValue(connectionId, out var connection) && !connection.IsClosing ? connection.LastHeard : null;

    public void KeepOpen(long connectionId, TimeSpan atLeast)
    {
        if (_byId.TryGetValue(connectionId, out var connection)) connection.KeepOpen(atLeast);
    }

    public void Drop(long connectionId)
    {
        if (_byId.TryGetValue(connectionId, out var connection)) connection.Close(retire: false);
    }

    public void CloseAll()
    {
        foreach (var connection in _byId.Values.ToArray()) connection.Close(retire: true);
    }

    /// <summary>Takes it out of reach of new messages; it stays known by id until its end.</summary>
    public void Forget(SipConnection connection)
    {
        if (connection.Key is { } key && _outgoing.TryGetValue(key, out var known) && known == connection) _outgoing.Remove(key);
        _aliases.Remove(connection);
    }

    public void OnOpened(IStreamConnection stream, ListenPoint local)
    {
        counters.ConnectionsOpened++;
        if (!_byId.TryGetValue(stream.Id, out var connection))
        {
            if (options.Gate?.Refuses(local.Kind, stream.Remote) == true)
            {
                counters.Gated++;
                stream.Close();
                return;
            }
            if (_byId.Count >= options.MaxConnections)
            {
                counters.ConnectionsRefused++;
                stream.Close();
                return;
            }
            Add(connection = new SipConnection(this, stream, local, key: null));
        }
        connection.OnOpened();
    }

    public void OnData(IStreamConnection stream, ReadOnlySpan<byte> bytes)
    {
        if (!_byId.TryGetValue(stream.Id, out var connection)) return;
        if (options.Gate?.Refuses(connection.Source.Kind, stream.Remote) == true)
        {
            counters.Gated++;
            connection.Close(retire: true);
        }
        else connection.OnData(bytes);
    }

    public void OnClosed(IStreamConnection stream, string? error)
    {
        if (!_byId.Remove(stream.Id, out var connection)) return;
        counters.Connections = _byId.Count;
        Forget(connection);
        connection.OnClosed();
        if (connection.IsRetired) return;
        if (error is not null) counters.ConnectionsFailed++;
        if (connection.Key is not null) _failures.Note(connection.Source.Remote, error ?? "Closed by the peer");
        if (!connection.WasOpened) _neverOpened = connection.Source.ConnectionId;
        observer.OnConnectionFailed(connection.Source, error ?? "Closed by the peer");
        _neverOpened = 0;
    }

    private SipConnection? Find(in SipTarget target, ListenPoint local)
    {
        if (target.ConnectionId != 0 && _byId.TryGetValue(target.ConnectionId, out var connection)
            && !connection.IsClosing && connection.Source.Kind == target.Kind) return connection;
        if (_outgoing.TryGetValue(KeyOf(target, local), out connection)) return connection;
        return target is { Kind: SipTransportKind.Tls, Profile: { } profile } && options.IsIdentity is { } isIdentity ? _aliases.Find(target.Remote, local, profile, isIdentity) : null;
    }

    private SipConnection? Open(in SipTarget target, ListenPoint local)
    {
        if (_byId.Count >= options.MaxConnections)
        {
            counters.ConnectionsRefused++;
            return null;
        }
        var tls = target.Kind == SipTransportKind.Tls ? options.ClientTls?.Invoke(target) : null;
        if (target.Kind == SipTransportKind.Tls && tls is null)
        {
            _failures.Note(target.Remote, target.Profile is { Identity.Length: > 0 } profile ? $"There is no certificate \"{profile.Identity}\" of ours (tls.clientCertificate)" : "TLS is not set up here");
            return null;
        }
        var from = local.Local.IsAny ? default : local.Local.WithPort(0);
        var stream = network.Connect(loop, from, target.Remote, tls, local.Streams!, StreamOptionsOf(options));
        var key = KeyOf(target, local);
        var connection = new SipConnection(this, stream, local, key);
        _outgoing[key] = connection;
        Add(connection);
        return connection;
    }

    private void Add(SipConnection connection)
    {
        _byId.Add(connection.Source.ConnectionId, connection);
        counters.Connections = _byId.Count;
    }

    private static ConnectionKey KeyOf(in SipTarget target, ListenPoint local) =>
        new(local, target.Remote, target.Kind == SipTransportKind.Tls ? target.TlsServerName?.ToLowerInvariant() : null, target.Kind == SipTransportKind.Tls ? target.Profile : null);

    internal static StreamOptions StreamOptionsOf(TransportOptions options) =>
        new(options.SendQueueBytes, options.ConnectTimeout, options.Dscp, options.MaxConnections, options.SharedPorts);
}
