using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Telephony.Host.Certificates;
using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Telephony.Net.Tls;
using Telephony.Sip.Transports;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Unit.Host.Certificates;

/// <summary>Real TLS over loopback with the options of the gateway, on either side.</summary>
public sealed class TlsHandshakeTests : IAsyncLifetime
{
    private readonly SystemHarness _harness = new(portable: false);
    private readonly TestAuthority _authority = TestAuthority.Create(intermediate: true);
    private readonly CertificateBench _bench = new();
    private readonly Party _server = new();

    public ValueTask InitializeAsync()
    {
        _bench.Trust(_authority);
        _bench.Put(_authority, "gateway", "gw.example");
        _bench.Put(_authority, "tenant", "tenant.example");
        _bench.Put(_authority, "wild", "*.tenants.example");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _harness.DisposeAsync();
        _authority.Dispose();
        _bench.Dispose();
    }

    private sealed class Party : IStreamReceiver
    {
        public List<IStreamConnection> Opened { get; } = [];

        public List<string?> Closed { get; } = [];

        public void OnOpened(IStreamConnection connection) => Opened.Add(connection);

        public void OnData(IStreamConnection connection, ReadOnlySpan<byte> bytes)
        {
        }

        public void OnClosed(IStreamConnection connection, string? error) => Closed.Add(error);
    }

    [Theory]
    [InlineData("gw.example", "gw.example")]
    [InlineData("tenant.example", "tenant.example")]
    [InlineData("TENANT.example", "tenant.example")]
    [InlineData("a.tenants.example", "*.tenants.example")]
    [InlineData("b.a.tenants.example", "gw.example")]
    [InlineData("unknown.example", "gw.example")]
    [InlineData("127.0.0.1", "gw.example")]        // an address is not sent
    public async Task The_certificate_is_the_one_of_the_name_that_is_asked_for(string asked, string shown)
    {
        var client = await ConnectAsync(_bench.Handshakes(), Plain(asked));
        Assert.Equal([shown], client.Opened[0].Tls!.CertificateNames);
        Assert.Equal("Tls13", client.Opened[0].Tls!.Protocol);
    }

    [Theory]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, true)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, true)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, true)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, true)]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, false)]
    [InlineData(TlsCipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, false)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, false)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, false)]
    public async Task With_TLS_1_2_the_four_suites_of_direct_routing_are_spoken_and_no_others(TlsCipherSuite suite, bool spoken)
    {
        var options = Plain("gw.example");
        options.EnabledSslProtocols = SslProtocols.Tls12;
        options.CipherSuitesPolicy = OperatingSystem.IsLinux() ? new CipherSuitesPolicy([suite]) : null;
        var client = await ConnectAsync(_bench.Handshakes(), options, spoken);
        if (spoken) Assert.Equal((suite.ToString(), "Tls12"), (client.Opened[0].Tls!.CipherSuite, client.Opened[0].Tls!.Protocol));
    }

    [Theory]
    [InlineData("", "gw.example")]
    [InlineData("tenant", "tenant.example")]
    public async Task The_client_certificate_is_the_one_of_the_trunk(string identity, string shown)
    {
        var handshakes = _bench.Handshakes();
        var client = await ConnectAsync(handshakes, handshakes.Client(To("gw.example", new TlsProfile { Name = "gw.example", Identity = identity }))!);
        await _harness.UntilAsync(() => _server.Opened.Count == 1, "the server's side");
        Assert.Equal([shown], _server.Opened[0].Tls!.CertificateNames);
        Assert.Equal(CertificateFault.None, _server.Opened[0].Tls!.Certificate!.Fault);
        Assert.Equal("gw.example", _server.Opened[0].Tls!.ServerName);
        Assert.Equal(_server.Opened[0].Tls!.Presented, _bench.Store().Usual!.Thumbprint);
        Assert.Equal(client.Opened[0].Tls!.Presented, _bench.Store().Find(identity)!.Thumbprint);
    }

    [Fact]
    public void A_trunk_whose_certificate_is_not_there_cannot_be_called() =>
        Assert.Null(_bench.Handshakes().Client(To("gw.example", new TlsProfile { Name = "gw.example", Identity = "gone" })));

    [Fact]
    public async Task A_client_certificate_of_a_stranger_is_let_in_and_known_for_what_it_is()
    {
        using var stranger = TestAuthority.Create("Stranger");
        using var shown = stranger.Issue("stranger.example");
        var options = Plain("gw.example");
        options.ClientCertificateContext = SslStreamCertificateContext.Create(X509CertificateLoader.LoadPkcs12(shown.Export(X509ContentType.Pkcs12), null), null, offline: true);
        await ConnectAsync(_bench.Handshakes(), options);
        await _harness.UntilAsync(() => _server.Opened.Count == 1, "the server's side");
        Assert.Equal(CertificateFault.IncompleteChain, _server.Opened[0].Tls!.Certificate!.Fault);
    }

    [Theory]
    [InlineData("gw.example", PeerProof.Chain, null)]
    [InlineData("tenant.example", PeerProof.Chain, null)]
    [InlineData("GW.example.", PeerProof.Chain, null)]
    [InlineData("other.example", PeerProof.Chain, "is not for other.example; it is for gw.example")]
    [InlineData("[::1]", PeerProof.Chain, "is not for ::1; it is for gw.example")]
    [InlineData("other.example", PeerProof.None, null)]
    [InlineData("other.example", PeerProof.Key, null, true)]
    [InlineData("other.example", PeerProof.Key, "none of the pinned ones")]
    public async Task The_server_must_prove_what_the_trunk_wants(string called, PeerProof proof, string? refusal, bool pinned = false)
    {
        var handshakes = _bench.Handshakes();
        var pin = pinned ? _bench.Store().Usual!.Facts.KeyPin : "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        var profile = new TlsProfile { Name = CertificateName.Canonical(called)!, Proof = proof, Pins = proof == PeerProof.Key ? "x " + pin : "" };
        var client = await ConnectAsync(handshakes, handshakes.Client(To(called, profile))!, refusal is null);
        if (refusal is not null) Assert.Contains(refusal, client.Closed[0]);
    }

    [Fact]
    public async Task The_host_that_was_called_or_the_trunks_own_name_is_proof_enough()
    {
        var handshakes = _bench.Handshakes();
        await ConnectAsync(handshakes, handshakes.Client(To("gw.example", new TlsProfile { Name = "trunk.example" }))!);
        await ConnectAsync(handshakes, handshakes.Client(To("unknown.example", new TlsProfile { Name = "gw.example" }))!);
    }

    [Fact]
    public async Task A_trunk_for_TLS_1_3_speaks_nothing_older()
    {
        var handshakes = _bench.Handshakes();
        var client = handshakes.Client(To("gw.example", new TlsProfile { Name = "gw.example", OnlyTls13 = true }))!;
        Assert.Equal(SslProtocols.Tls13, client.EnabledSslProtocols);
        await ConnectAsync(handshakes, client);
    }

    [Fact]
    public async Task A_renewed_certificate_counts_from_the_next_handshake_on()
    {
        var store = _bench.Store();
        var handshakes = new TlsHandshakes(store);
        var before = await ConnectAsync(handshakes, Plain("gw.example"));
        var old = store.Usual!.Thumbprint;
        Assert.False(store.Reload());
        _bench.Put(_authority, "gateway", "gw.example", "also.example");
        Assert.True(store.Reload());
        Assert.False(store.IsCurrent(old));
        Assert.True(before.Opened[0].IsOpen);
        var after = await ConnectAsync(handshakes, Plain("gw.example"));
        Assert.Equal(["gw.example", "also.example"], after.Opened[0].Tls!.CertificateNames);
    }

    [Fact]
    public async Task A_broken_renewal_is_refused_and_the_old_certificate_stays()
    {
        var store = _bench.Store();
        using var other = _authority.Issue("gw.example");
        _authority.Write(other, _bench.File("gateway.pem"), _bench.File("elsewhere.key"));   // the key has not come yet
        var broken = Assert.Throws<InvalidOperationException>(() => store.Reload());
        Assert.Contains("gateway.pem", broken.Message);
        await ConnectAsync(new TlsHandshakes(store), Plain("gw.example"));
    }

    [Fact]
    public async Task Garbage_and_silence_cost_a_bounded_number_of_handshakes_and_nobody_else()
    {
        IStreamListener listener = null!;
        var (garbage, good, handshakes) = (new Party(), new Party(), _bench.Handshakes());
        var failures = _harness.System.HandshakeFailures;
        await _harness.RunAsync(() =>
        {
            listener = _harness.Network.Listen(_harness.Loop, _harness.Loopback(v6: false), handshakes.Server, _server, new StreamOptions(MaxHandshakesPerSource: 4));
            for (var i = 0; i < 10; i++) _harness.Network.Connect(_harness.Loop, default, listener.Local, null, garbage, new StreamOptions());
        });
        // Four wait for a hello that does not come; the others are sent away at once.
        await _harness.UntilAsync(() => garbage.Closed.Count == 6, "six of ten to be closed");
        Assert.Equal(6, _harness.System.HandshakeFailures - failures);
        await _harness.RunAsync(() =>
        {
            foreach (var connection in garbage.Opened.Where(static c => c.IsOpen)) connection.TrySend("\x16\x03\x01\x00\x05garbage garbage garbage"u8);
        });
        await _harness.UntilAsync(() => garbage.Closed.Count == 10, "all to be closed");
        await _harness.RunAsync(() => _harness.Network.Connect(_harness.Loop, default, listener.Local, Plain("gw.example"), good, new StreamOptions()));
        await _harness.UntilAsync(() => good.Opened.Count == 1, "a good one");
    }

    private SslClientAuthenticationOptions Plain(string name) => new()
    {
        TargetHost = name,
        CertificateChainPolicy = PeerVerdict.NoChain(),
        RemoteCertificateValidationCallback = PeerVerdict.Asking(static (shown, _) => new PeerVerdict(shown is null ? null : PeerCertificate.Read(shown), null)),
    };

    private static SipTarget To(string name, TlsProfile profile) => new(SipTransportKind.Tls, NetEndpoint.FromV4(0x7F000001, 5061), TlsServerName: name, Profile: profile);

    private async Task<Party> ConnectAsync(TlsHandshakes server, SslClientAuthenticationOptions client, bool opens = true)
    {
        var party = new Party();
        await _harness.RunAsync(() =>
        {
            var listener = _harness.Network.Listen(_harness.Loop, _harness.Loopback(v6: false), server.Server, _server, new StreamOptions());
            _harness.Network.Connect(_harness.Loop, default, listener.Local, client, party, new StreamOptions());
        });
        await _harness.UntilAsync(() => opens ? party.Opened.Count == 1 : party.Closed.Count == 1, opens ? "the handshake" : "its failure");
        return party;
    }
}
