using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Contracts.Net;

/// <summary>What every network does with streams, whatever it is made of.</summary>
public abstract class StreamContract : IAsyncLifetime
{
    private NetworkHarness _harness = null!;

    protected abstract NetworkHarness CreateHarness();

    public ValueTask InitializeAsync()
    {
        _harness = CreateHarness();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _harness.DisposeAsync();
    }

    private sealed class Party : IStreamReceiver
    {
        public List<IStreamConnection> Opened { get; } = [];

        public MemoryStream Received { get; } = new();

        public List<string?> Closed { get; } = [];

        public Action<IStreamConnection>? OnOpen { get; set; }

        public Action<IStreamConnection, byte[]>? OnBytes { get; set; }

        public void OnOpened(IStreamConnection connection)
        {
            Opened.Add(connection);
            OnOpen?.Invoke(connection);
        }

        public void OnData(IStreamConnection connection, ReadOnlySpan<byte> bytes)
        {
            Received.Write(bytes);
            OnBytes?.Invoke(connection, bytes.ToArray());
        }

        public void OnClosed(IStreamConnection connection, string? error) => Closed.Add(error);
    }

    private IStreamListener Listen(Party server, StreamOptions? options = null, bool v6 = false) =>
        _harness.Network.Listen(_harness.Loop, _harness.Loopback(v6), null, server, options ?? new StreamOptions());

    private IStreamConnection Connect(Party client, NetEndpoint to, StreamOptions? options = null) =>
        _harness.Network.Connect(_harness.Loop, default, to, null, client, options ?? new StreamOptions());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_cross_both_ways_in_order_also_those_sent_before_it_was_open(bool v6)
    {
        var (server, client) = (new Party(), new Party());
        server.OnBytes = (connection, bytes) => connection.TrySend(bytes);
        IStreamConnection connection = null!;
        IStreamListener listener = null!;
        await _harness.RunAsync(() =>
        {
            listener = Listen(server, v6: v6);
            connection = Connect(client, listener.Local);
            Assert.False(connection.IsOpen);
            Assert.True(connection.TrySend("hello "u8));
            Assert.True(connection.TrySend("world"u8));
        });
        await _harness.UntilAsync(() => client.Received.Length == 11, "the echo");
        Assert.Equal("hello world"u8.ToArray(), client.Received.ToArray());
        Assert.True(connection.IsOpen);
        Assert.Equal(listener.Local, connection.Remote);
        Assert.Equal(connection.Local, server.Opened.Single().Remote);
        Assert.Null(connection.Tls);
        Assert.NotEqual(connection.Id, server.Opened.Single().Id);
    }

    [Fact]
    public async Task A_full_queue_refuses_and_what_it_took_arrives_whole()
    {
        var (server, client) = (new Party(), new Party());
        var options = new StreamOptions(SendQueueBytes: 64 * 1024);
        var block = new byte[10_000];
        var taken = 0;
        IStreamConnection connection = null!;
        await _harness.RunAsync(() => connection = Connect(client, Listen(server).Local, options));
        await _harness.UntilAsync(() => connection.IsOpen, "open");
        await _harness.RunAsync(() =>
        {
            while (taken < 20_000)
            {
                for (var i = 0; i < block.Length; i++) block[i] = (byte)(taken + i);
                if (!connection.TrySend(block)) break;
                taken++;
            }
            Assert.False(connection.TrySend(block));
            Assert.InRange(connection.QueuedBytes, 1, 64 * 1024);
        });
        await _harness.UntilAsync(() => server.Received.Length == taken * 10_000L, "everything that was taken");
        await _harness.UntilAsync(() => connection.QueuedBytes == 0, "an empty queue");
        Assert.True(connection.TrySend(block));
        var received = server.Received.ToArray();
        Assert.All(Enumerable.Range(0, taken), i => Assert.Equal((byte)(i + 77), received[(i * 10_000) + 77]));
    }

    [Fact]
    public async Task Closing_sends_what_is_queued_and_both_ends_hear_of_an_orderly_end()
    {
        var (server, client) = (new Party(), new Party());
        var body = new byte[300_000];
        IStreamConnection connection = null!;
        await _harness.RunAsync(() => connection = Connect(client, Listen(server).Local));
        await _harness.UntilAsync(() => connection.IsOpen, "open");
        await _harness.RunAsync(() =>
        {
            Assert.True(connection.TrySend(body));
            connection.Close();
            Assert.False(connection.IsOpen);
            Assert.False(connection.TrySend("more"u8));
        });
        await _harness.UntilAsync(() => server.Closed.Count == 1 && client.Closed.Count == 1, "both closed");
        Assert.Equal(body.Length, server.Received.Length);
        Assert.Equal([null], server.Closed);
        Assert.Equal([null], client.Closed);
    }

    [Fact]
    public async Task Data_then_close_by_the_side_that_accepted_arrives()
    {
        var (server, client) = (new Party(), new Party());
        server.OnBytes = (connection, _) =>
        {
            connection.TrySend("SIP/2.0 400 Bad\r\n\r\n"u8);
            connection.Close();
        };
        await _harness.RunAsync(() => Connect(client, Listen(server).Local).TrySend(new byte[5000]));
        await _harness.UntilAsync(() => client.Closed.Count == 1 && server.Closed.Count == 1, "both closed");
        Assert.Equal(19, client.Received.Length);
        Assert.Equal([null], client.Closed);
    }

    [Fact]
    public async Task Connecting_to_nobody_is_reported_without_having_been_open()
    {
        var client = new Party();
        await _harness.RunAsync(() =>
        {
            var listener = Listen(new Party());
            listener.Dispose();
            Connect(client, listener.Local);
        });
        await _harness.UntilAsync(() => client.Closed.Count == 1, "the failure");
        Assert.Empty(client.Opened);
        Assert.NotNull(client.Closed[0]);
    }

    [Fact]
    public async Task A_listener_closes_what_comes_beyond_its_limit()
    {
        var (server, first, second, third) = (new Party(), new Party(), new Party(), new Party());
        IStreamListener listener = null!;
        await _harness.RunAsync(() =>
        {
            listener = Listen(server, new StreamOptions(MaxConnections: 1));
            Connect(first, listener.Local);
        });
        await _harness.UntilAsync(() => server.Opened.Count == 1 && first.Opened.Count == 1, "the first");
        await _harness.RunAsync(() => Connect(second, listener.Local));
        await _harness.UntilAsync(() => second.Closed.Count == 1, "the second to be closed");
        await _harness.RunAsync(() => first.Opened[0].Close());
        await _harness.UntilAsync(() => server.Closed.Count == 1, "the first to be closed");
        await _harness.UntilAsync(() =>
        {
            if (server.Opened.Count == 1 && third.Opened.Count == third.Closed.Count) Connect(third, listener.Local);
            return server.Opened.Count == 2;
        }, "room for a third");
    }

    [Fact]
    public async Task Tls_proves_the_names_of_both_sides()
    {
        var (server, client) = (new Party(), new Party());
        await _harness.RunAsync(() =>
        {
            // The port is needed before the certificates of a virtual network can be placed, so it is taken by a listener first.
            var probe = Listen(new Party());
            var at = probe.Local;
            probe.Dispose();
            var (serverTls, clientTls) = _harness.Tls(at, "gateway.example.com", "sbc.example.net");
            var listener = _harness.Network.Listen(_harness.Loop, at, serverTls, server, new StreamOptions());
            var connection = _harness.Network.Connect(_harness.Loop, default, listener.Local, clientTls, client, new StreamOptions());
            connection.TrySend("over TLS"u8);
        });
        await _harness.UntilAsync(() => server.Received.Length == 8 && client.Opened.Count == 1, "the bytes");
        Assert.Equal(["gateway.example.com"], client.Opened[0].Tls!.CertificateNames);
        Assert.Equal(["sbc.example.net"], server.Opened[0].Tls!.CertificateNames);
        Assert.NotEmpty(client.Opened[0].Tls!.CipherSuite);

        await _harness.RunAsync(() => client.Opened[0].Close());
        await _harness.UntilAsync(() => server.Closed.Count == 1 && client.Closed.Count == 1, "both closed");
        Assert.Equal([null], server.Closed);
    }

    [Fact]
    public async Task A_side_that_speaks_plain_tcp_to_tls_fails_and_the_listener_lives()
    {
        var (server, plain, good) = (new Party(), new Party(), new Party());
        await _harness.RunAsync(() =>
        {
            var probe = Listen(new Party());
            var at = probe.Local;
            probe.Dispose();
            var (serverTls, clientTls) = _harness.Tls(at, "gateway.example.com", "sbc.example.net");
            _harness.Network.Listen(_harness.Loop, at, serverTls, server, new StreamOptions());
            Connect(plain, at).TrySend("OPTIONS sip:x SIP/2.0\r\n\r\n"u8);
            _harness.Network.Connect(_harness.Loop, default, at, clientTls, good, new StreamOptions());
        });
        await _harness.UntilAsync(() => plain.Closed.Count == 1 && good.Opened.Count == 1 && server.Opened.Count == 1, "one fails, one opens");
        Assert.Equal(0, server.Received.Length);
    }
}

public sealed class EpollStreamTests : StreamContract
{
    protected override NetworkHarness CreateHarness() => new SystemHarness(portable: false);
}

public sealed class PortableStreamTests : StreamContract
{
    protected override NetworkHarness CreateHarness() => new SystemHarness(portable: true);
}

public sealed class VirtualStreamTests : StreamContract
{
    protected override NetworkHarness CreateHarness() => new VirtualHarness();
}
