using System.Net.Security;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Telephony.Net.Tls;

namespace Telephony.Support.Network;

public sealed partial class VirtualNetwork
{
    private static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly List<(NetEndpoint At, PeerCertificate Certificate)> _certificates = [];
    private readonly List<(NetEndpoint At, string Error)> _tlsFailures = [];

    /// <summary>What the certificate of the party at this place proves (port 0: any port of the address). Without it a party has no certificate.</summary>
    public void PresentCertificate(NetEndpoint at, params string[] names) =>
        PresentCertificate(at, new PeerCertificate { Names = names, Subject = $"CN={names[0]}", Begins = clock.Time.GetUtcNow().AddDays(-1), Ends = clock.Time.GetUtcNow().AddDays(90) });

    /// <summary>The same with everything about it.</summary>
    public void PresentCertificate(NetEndpoint at, PeerCertificate certificate) => _certificates.Insert(0, (at, certificate));

    /// <summary>What handshakes agree on.</summary>
    public string TlsProtocol { get; set; } = "Tls13";

    /// <summary>TLS handshakes with this place fail with the text.</summary>
    public void FailTls(NetEndpoint at, string error) => _tlsFailures.Insert(0, (at, error));

    public IStreamListener Listen(IEventLoop loop, NetEndpoint local, TlsAnswer? tls, IStreamReceiver receiver, StreamOptions options)
    {
        var bound = WithPort(local, _listeners.ContainsKey);
        var listener = new VirtualStreamListener(this, (VirtualLoop)loop, bound, tls, receiver, options);
        if (!_listeners.TryAdd(bound, listener)) throw InUse(bound);
        return listener;
    }

    public IStreamConnection Connect(
        IEventLoop loop, NetEndpoint local, NetEndpoint remote, SslClientAuthenticationOptions? tls, IStreamReceiver receiver, StreamOptions options)
    {
        var source = SourceOf(local.IsNone ? AnyOf(remote).WithPort(0) : local);
        source = WithPort(source, port => _connections.Exists(other => other.Local == port));
        var connection = new VirtualStreamConnection(this, (VirtualLoop)loop, ++_nextConnection, source, remote, receiver, options);
        _connections.Add(connection);
        if (IsBlackHole(source, remote))
            clock.Schedule(connection.Loop, options.ConnectTimeout ?? DefaultConnectTimeout, () => connection.Fail("Connecting timed out"));
        else
            clock.Schedule(null, DelayBetween(source, remote), () => Accept(connection, tls));
        return connection;
    }

    internal void Unbind(VirtualStreamListener listener)
    {
        if (_listeners.TryGetValue(listener.Local, out var bound) && bound == listener) _listeners.Remove(listener.Local);
    }

    internal void Closed(VirtualStreamConnection connection)
    {
        if (_connections.Remove(connection) && connection.Listener is { } listener) listener.Connections--;
    }

    internal void Record(VirtualStreamConnection from, ReadOnlySpan<byte> bytes) =>
        Sent?.Invoke(new VirtualPacket(clock.Time.GetUtcNow(), from.Local, from.Remote, IsStream: true, bytes.ToArray()));

    private void Accept(VirtualStreamConnection client, SslClientAuthenticationOptions? tls)
    {
        if (client.IsClosed) return;
        var back = DelayBetween(client.Remote, client.Local);
        var error = Refusal(client, tls is not null, out var listener);
        if (error is not null)
        {
            clock.Schedule(client.Loop, back, () => client.Fail(error));
            return;
        }
        var server = new VirtualStreamConnection(this, listener!.Loop, ++_nextConnection, client.Remote, client.Local, listener.Receiver, listener.Options)
        {
            Listener = listener,
        };
        listener.Connections++;
        _connections.Add(server);
        // Scheduled first, so that what the server sends while opening finds the client open.
        clock.Schedule(client.Loop, back, () => client.Open(server, tls is null ? null : PeerAt(client.Remote, client.Local)));
        server.ArrivesNotBefore(back);
        clock.Run(server.Loop, () => server.Open(client, tls is null ? null : PeerAt(client.Local, client.Remote)));
    }

    private string? Refusal(VirtualStreamConnection client, bool tls, out VirtualStreamListener? listener)
    {
        if (!_listeners.TryGetValue(client.Remote, out listener)) _listeners.TryGetValue(AnyOf(client.Remote), out listener);
        if (listener is null || LinkTo(client.Local, client.Remote).Unreachable) return "Connection refused";
        if (listener.Connections >= listener.Options.MaxConnections) return "Connection reset by peer";
        if (listener.IsTls != tls) return "The TLS handshake failed: one side speaks plain TCP";
        if (!tls) return null;
        foreach (var (at, error) in _tlsFailures)
        {
            if (Matches(at, client.Remote) || Matches(at, client.Local)) return $"The TLS handshake failed: {error}";
        }
        return null;
    }

    /// <param name="own">The side that looks; what it shows itself is the first name of its certificate.</param>
    private TlsPeer PeerAt(NetEndpoint endpoint, NetEndpoint own)
    {
        var shown = CertificateAt(endpoint);
        return new TlsPeer(shown?.Names ?? [], TlsProtocol, "TLS_AES_128_GCM_SHA256") { Certificate = shown, Presented = CertificateAt(own)?.Names[0] ?? "" };
    }

    private PeerCertificate? CertificateAt(NetEndpoint endpoint)
    {
        foreach (var (at, certificate) in _certificates)
        {
            if (Matches(at, endpoint)) return certificate;
        }
        return null;
    }
}
