using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Unit.Net;

public sealed class StreamLimitsTests : IAsyncLifetime
{
    private readonly SystemHarness _harness = new(portable: false);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    private sealed class Silent : IStreamReceiver
    {
        public int Opened { get; private set; }

        public List<string?> Closed { get; } = [];

        public void OnOpened(IStreamConnection connection) => Opened++;

        public void OnData(IStreamConnection connection, ReadOnlySpan<byte> bytes)
        {
        }

        public void OnClosed(IStreamConnection connection, string? error) => Closed.Add(error);
    }

    [Fact]
    public async Task A_handshake_that_is_never_answered_ends_at_the_time_limit_on_either_side()
    {
        var (plain, waiting, idle) = (new Silent(), new Silent(), new Silent());
        var brief = new StreamOptions(ConnectTimeout: TimeSpan.FromMilliseconds(100));
        var (server, client) = _harness.Tls(default, "gateway.example.com", "sbc.example.net");
        await _harness.RunAsync(() =>
        {
            // A TLS client and a listener that says nothing.
            var listener = _harness.Network.Listen(_harness.Loop, _harness.Loopback(v6: false), null, plain, new StreamOptions());
            _harness.Network.Connect(_harness.Loop, default, listener.Local, client, waiting, brief);
            // A TLS listener and a client that says nothing.
            var secured = _harness.Network.Listen(_harness.Loop, _harness.Loopback(v6: false), server, new Silent(), brief);
            _harness.Network.Connect(_harness.Loop, default, secured.Local, null, idle, new StreamOptions());
        });
        await _harness.UntilAsync(() => waiting.Closed.Count == 1 && idle.Closed.Count == 1, "both given up");
        Assert.Equal("Not open after 0.1 s", waiting.Closed[0]);
        Assert.Equal(0, waiting.Opened);
    }

    [Fact]
    public async Task A_local_address_that_is_not_ours_fails_the_connection_not_the_caller()
    {
        var client = new Silent();
        await _harness.RunAsync(() =>
        {
            var listener = _harness.Network.Listen(_harness.Loop, _harness.Loopback(v6: false), null, new Silent(), new StreamOptions());
            var notOurs = NetEndpoint.FromV4(0xC000024D, 0);
            _harness.Network.Connect(_harness.Loop, notOurs, listener.Local, null, client, new StreamOptions());
            Assert.Empty(client.Closed);
        });
        await _harness.UntilAsync(() => client.Closed.Count == 1, "the failure");
        Assert.Contains("192.0.2.77", client.Closed[0]);
    }
}
