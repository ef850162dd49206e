using System.Text.Json.Nodes;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>The first trunk does not take the call, the second does.</summary>
public sealed class Failover
{
    [Theory]
    [InlineData("uas-503")]
    [InlineData("uas-silent")]
    [InlineData(null)]      // nothing listens there
    public async Task The_next_trunk_takes_the_call(string? first)
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var broken = first is null ? $"127.0.0.1:{Ports.Take()}" : (await field.SippAsync(new SippRun(first) { Pause = TimeSpan.FromSeconds(10) })).Address;
        var good = await field.SippAsync(new SippRun("uas"));
        var gateway = await field.GatewayAsync(Setup(nearPort, broken, good.Address));
        await field.CallAsync(gateway, nearPort, new SippRun("uac") { Pause = TimeSpan.FromMilliseconds(400) }, good);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task A_decline_is_the_callees_answer_and_ends_the_search()
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var declines = await field.SippAsync(new SippRun("uas-603"));
        var never = await field.SippAsync(new SippRun("uas"));
        var gateway = await field.GatewayAsync(Setup(nearPort, declines.Address, never.Address));
        await field.CallAsync(gateway, nearPort, new SippRun("uac-603"), declines);
        Assert.Equal(0, never.Figures.Received);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task With_no_trunk_left_the_caller_gets_503()
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var one = await field.SippAsync(new SippRun("uas-503"));
        var two = await field.SippAsync(new SippRun("uas-503"));
        var gateway = await field.GatewayAsync(Setup(nearPort, one.Address, two.Address));
        await field.CallAsync(gateway, nearPort, new SippRun("uac-503"), one);
        await two.SucceedsAsync();
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task A_trunk_that_stops_answering_pings_is_passed_over_and_comes_back()
    {
        await using var field = new Field();
        var (nearPort, firstPort) = (Ports.Take(), Ports.Take());
        var second = await field.SippAsync(new SippRun("uas"));
        var setup = new GatewaySetup()
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
            .Trunk("first.example", trunk => trunk.At($"127.0.0.1:{firstPort}")
                .With("options", new JsonObject { ["interval"] = 1, ["timeout"] = 0.5, ["misses"] = 2, ["recoveries"] = 2 }))
            .Trunk("second.example", trunk => trunk.At(second.Address))
            .Route(@"^\+", "first.example", "second.example");
        var gateway = await field.GatewayAsync(setup);
        await gateway.SaysTrunkIsAsync("first.example", "inactive");
        await field.CallAsync(gateway, nearPort, new SippRun("uac") { Pause = TimeSpan.FromMilliseconds(200) }, second);

        var first = await field.SippAsync(new SippRun("uas") { Port = firstPort, Calls = 0 });
        await gateway.SaysTrunkIsAsync("first.example", "active");
        var near = await field.SippAsync(new SippRun("uac") { Port = nearPort, Remote = gateway.Address, Pause = TimeSpan.FromMilliseconds(200) });
        await near.SucceedsAsync();
        await first.ReceivesAsync(1);
        await gateway.HasNoCallAsync();
    }

    private static GatewaySetup Setup(int nearPort, string first, string second) => new GatewaySetup()
        .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
        .Trunk("first.example", trunk => trunk.At(first).With("failover", new JsonObject { ["noReply"] = 1 }))
        .Trunk("second.example", trunk => trunk.At(second))
        .Route(@"^\+", "first.example", "second.example");
}
