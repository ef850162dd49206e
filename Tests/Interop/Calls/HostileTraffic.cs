using System.Text.Json.Nodes;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Load;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>What the open network sends: the gateway counts, answers or drops it, and good calls go through during and after.</summary>
[Trait("Machine", "alone")]
public sealed class HostileTraffic
{
    private const int Seed = 4711;

    [Fact]
    public async Task After_garbage_a_good_call_works()
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var far = await field.SippAsync(new SippRun("uas"));
        var gateway = await field.GatewayAsync(Field.Between(nearPort, far.Address));
        await Garbage.OverUdpAsync(gateway.GatewayPorts.Sip, Seed, datagrams: 3000);
        await Garbage.OverTcpAsync(gateway.GatewayPorts.Sip, Seed, connections: 40);
        await Garbage.OverUdpAsync(gateway.GatewayPorts.FirstMedia, Seed, datagrams: 200);
        await field.CallAsync(gateway, nearPort, new SippRun("uac") { Pause = TimeSpan.FromMilliseconds(500) }, far);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task A_stranger_is_refused_and_never_bridged()
    {
        await using var field = new Field();
        var far = await field.SippAsync(new SippRun("uas"));
        var gateway = await field.GatewayAsync(Field.Between(Ports.Take(), far.Address));
        var stranger = await field.SippAsync(new SippRun("uac-403") { Remote = gateway.Address });
        await stranger.SucceedsAsync();
        Assert.Equal(0, far.Figures.Received);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task A_flood_from_one_trunk_is_shed_while_another_trunks_calls_go_through()
    {
        await using var field = new Field();
        var (goodPort, floodPort) = (Ports.Take(), Ports.Take());
        var far = await field.SippAsync(new SippRun("uas-load") { Calls = 0 });
        var gateway = await field.GatewayAsync(Field.Between(goodPort, far.Address)
            .Trunk("flood.example", trunk => trunk.From($"127.0.0.1:{floodPort}").With("limits", new JsonObject { ["cpsIn"] = 5, ["requestsPerSecond"] = 20 })));
        var flood = await field.SippAsync(new SippRun("uac-flood")
        {
            Port = floodPort, Remote = gateway.Address, Calls = 6000, CallsPerSecond = 1000, AtOnce = 3000, Limit = TimeSpan.FromSeconds(60),
        });
        var good = await field.SippAsync(new SippRun("uac-load")
        {
            Port = goodPort, Remote = gateway.Address, Calls = 100, CallsPerSecond = 20, Pause = TimeSpan.FromMilliseconds(300), Limit = TimeSpan.FromSeconds(40),
        });
        await good.SucceedsAsync();
        await far.ReceivesAsync(100);
        Assert.InRange(far.Figures.Received, 100, 100 + 60 * 5);
        await flood.EndsAsync();
    }

    [Fact]
    public async Task A_flood_of_strangers_leaves_a_trunks_calls_alone()
    {
        await using var field = new Field();
        var goodPort = Ports.Take();
        var far = await field.SippAsync(new SippRun("uas-load") { Calls = 0 });
        var gateway = await field.GatewayAsync(Field.Between(goodPort, far.Address));
        await field.SippAsync(new SippRun("uac-flood") { Remote = gateway.Address, Calls = 6000, CallsPerSecond = 1000, AtOnce = 3000, Limit = TimeSpan.FromSeconds(60) });
        var good = await field.SippAsync(new SippRun("uac-load")
        {
            Port = goodPort, Remote = gateway.Address, Calls = 100, CallsPerSecond = 20, Pause = TimeSpan.FromMilliseconds(300), Limit = TimeSpan.FromSeconds(40),
        });
        await good.SucceedsAsync();
        await far.ReceivesAsync(100);
        Assert.Equal(100, far.Figures.Received);
    }

    [Fact]
    public async Task Two_gateways_that_route_to_each_other_end_in_483_and_hold_no_call()
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var (one, two) = (GatewayPorts.Take(400), GatewayPorts.Take(400));
        var first = field.Owns(await GatewayProcess.StartAsync(field.Work, Mirror(nearPort, two.Sip), one));
        var second = field.Owns(await GatewayProcess.StartAsync(field.Work, Mirror(Ports.Take(), one.Sip), two));
        var near = await field.SippAsync(new SippRun("uac-loop") { Port = nearPort, Remote = first.Address, Keys = new Dictionary<string, string> { ["hops"] = "9" } });
        await near.SucceedsAsync();
        await Field.EndsCleanAsync(first);
        await Field.EndsCleanAsync(second);
    }

    private static GatewaySetup Mirror(int nearPort, int otherPort) => new GatewaySetup()
        .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
        .Trunk("mirror.example", trunk => trunk.At($"127.0.0.1:{otherPort}"))
        .Route(@"^\+", "mirror.example");
}
