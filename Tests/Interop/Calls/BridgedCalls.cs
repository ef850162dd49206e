using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>SIPp as SBC and SIPp as carrier, the gateway between.</summary>
public sealed class BridgedCalls(BridgedCalls.Line line) : IClassFixture<BridgedCalls.Line>
{
    private static readonly TimeSpan s_talk = TimeSpan.FromMilliseconds(1200);

    [Theory]
    [InlineData("uac", "uas")]
    [InlineData("uac", "uas-early")]
    [InlineData("uac-late", "uas")]
    [InlineData("uac-codec", "uas")]
    public async Task Each_side_hears_the_other(string caller, string callee)
    {
        var capture = await line.Field.CaptureAsync();
        await line.CallAsync(new SippRun(caller) { ToneHertz = 1000, Pause = s_talk }, new SippRun(callee) { ToneHertz = 700, Pause = callee == "uas-early" ? s_talk : TimeSpan.Zero });
        var traffic = await capture.StopAsync();

        // Four streams: each tone into the gateway and out of it again.
        var fromGateway = traffic.Streams.Where(stream => IsMedia(line.Gateway.GatewayPorts, stream.From.Port) && stream.Packets.Count > 5).ToList();
        Assert.Equal(2, fromGateway.Count);
        foreach (var stream in fromGateway) stream.Carries(Tone(stream), TimeSpan.FromMilliseconds(900));
        Assert.Equal([700, 1000], fromGateway.Select(Tone).Order());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public Task TCP_and_IPv6_on_the_near_side(bool tcp, bool v6) => line.CallAsync(new SippRun("uac") { Tcp = tcp, V6 = v6, Pause = TimeSpan.FromMilliseconds(500) }, new SippRun("uas"));

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task TCP_and_IPv6_on_the_far_side(bool tcp, bool v6)
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var far = await field.SippAsync(new SippRun("uas") { Tcp = tcp, V6 = v6 });
        var setup = new GatewaySetup()
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
            .Trunk("far.example", trunk => trunk.At(far.Address).With("transport", tcp ? "tcp" : "udp"))
            .Route(@"^\+", "far.example");
        var gateway = await field.GatewayAsync(setup);
        await field.CallAsync(gateway, nearPort, new SippRun("uac") { Pause = TimeSpan.FromMilliseconds(500) }, far);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public Task The_callee_may_hang_up_first() => line.CallAsync(new SippRun("uac-waits"), new SippRun("uas-hangs-up") { Pause = TimeSpan.FromMilliseconds(400) });

    [Theory]
    [InlineData("uac-486", "uas-486")]
    [InlineData("uac-603", "uas-603")]
    [InlineData("uac-404", "uas-404")]
    public Task A_refusal_of_the_callee_reaches_the_caller(string caller, string callee) => line.CallAsync(new SippRun(caller), new SippRun(callee));

    [Fact]
    public async Task A_number_that_is_not_ours_is_refused_where_transit_is_off()
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var gateway = await field.GatewayAsync(new GatewaySetup()
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}").With("transit", false))
            .Trunk("far.example", trunk => trunk.At($"127.0.0.1:{Ports.Take()}"))
            .Route(@"^\+", "far.example"));
        var near = await field.SippAsync(new SippRun("uac-404") { Port = nearPort, Remote = gateway.Address });
        await near.SucceedsAsync();
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task A_carrier_that_challenges_gets_our_credentials()
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var far = await field.SippAsync(new SippRun("uas-digest") { Keys = new Dictionary<string, string> { ["username"] = "we", ["password"] = "outbound-secret" } });
        var gateway = await field.GatewayAsync(new GatewaySetup()
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
            .Trunk("far.example", trunk => trunk.At(far.Address).Digest("we", "outbound-secret"))
            .Route(@"^\+", "far.example"));
        await field.CallAsync(gateway, nearPort, new SippRun("uac") { Pause = TimeSpan.FromMilliseconds(300) }, far);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task A_caller_without_a_known_address_is_challenged()
    {
        await using var field = new Field();
        var far = await field.SippAsync(new SippRun("uas"));
        var gateway = await field.GatewayAsync(new GatewaySetup()
            .Trunk("near.example", trunk => trunk.Digest("alice", "inbound-secret"))
            .Trunk("far.example", trunk => trunk.At(far.Address))
            .Route(@"^\+", "far.example"));
        var near = await field.SippAsync(new SippRun("uac-digest")
        {
            Remote = gateway.Address, User = "alice", Password = "inbound-secret", Caller = "alice", Pause = TimeSpan.FromMilliseconds(300),
        });
        await near.SucceedsAsync();
        await far.SucceedsAsync();
        await Field.EndsCleanAsync(gateway);
    }

    private static bool IsMedia(GatewayPorts ports, int port) => port >= ports.FirstMedia && port <= ports.LastMedia;

    private static int Tone(Telephony.Peers.Captures.CapturedStream stream) =>
        Telephony.Peers.Sounds.ToneCheck.Of(stream.Audio, 8000, 1000).Heard > TimeSpan.FromMilliseconds(200) ? 1000 : 700;

    /// <summary>One gateway for all calls that need nothing of their own: a port for the SBC, one for the carrier.</summary>
    public sealed class Line : IAsyncLifetime
    {
        private readonly int _near = Ports.Take();
        private readonly int _far = Ports.Take();

        public Field Field { get; } = new();

        public GatewayProcess Gateway { get; private set; } = null!;   // set before any test

        // Over TCP the near side's port is whatever the system gave it.
        public async ValueTask InitializeAsync() => Gateway = await Field.GatewayAsync(
            Field.Between(_near, $"127.0.0.1:{_far}").Trunk("stream.example", static trunk => trunk.From("127.0.0.1", "::1").With("transport", "tcp")));

        /// <summary>A call that goes well on both sides and leaves nothing.</summary>
        public async Task CallAsync(SippRun caller, SippRun callee)
        {
            await Field.CallAsync(Gateway, _near, caller, await Field.SippAsync(callee with { Port = _far }));
            await Field.EndsCleanAsync(Gateway);
        }

        public ValueTask DisposeAsync() => Field.DisposeAsync();
    }
}
