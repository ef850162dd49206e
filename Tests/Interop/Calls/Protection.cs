using System.Text.Json.Nodes;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Load;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>What protects the gateway, with real sockets: bans, overload, drain by command, no open files left.</summary>
[Trait("Machine", "alone")]
public sealed class Protection
{
    private const int Seed = 815;
    private const string Scanner = "127.0.0.66";

    [Fact]
    public async Task A_scanner_is_banned_its_flood_costs_no_memory_and_a_trunk_works_beside_it()
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var far = await field.SippAsync(new SippRun("uas"));
        var gateway = await field.GatewayAsync(Field.Between(nearPort, far.Address));
        await Garbage.OverUdpAsync(gateway.GatewayPorts.Sip, Seed, datagrams: 5_000, Scanner);
        await Until.TrueAsync(async () => await gateway.MetricAsync("telephony_bans_active") > 0, TimeSpan.FromSeconds(5), static () => "nobody was banned");
        Assert.Contains(Scanner, await gateway.CommandAsync("bans"), StringComparison.Ordinal);

        var before = ProcessFigures.OwnBytes(gateway.Process.Pid);
        await Garbage.OverUdpAsync(gateway.GatewayPorts.Sip, Seed, datagrams: 60_000, Scanner);
        Assert.InRange(ProcessFigures.OwnBytes(gateway.Process.Pid) - before, long.MinValue, 48 << 20);
        Assert.True(await gateway.MetricAsync("telephony_bans_dropped_total") > 10_000);
        await field.CallAsync(gateway, nearPort, new SippRun("uac") { Pause = TimeSpan.FromMilliseconds(300) }, far);

        Assert.Contains("is listened to again", await gateway.CommandAsync("unban", Scanner), StringComparison.Ordinal);
        Assert.Contains("Nobody is banned", await gateway.CommandAsync("bans"), StringComparison.Ordinal);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task More_calls_than_the_machine_can_do_are_refused_and_calls_in_progress_live_on()
    {
        await using var field = new Field();
        var (floodPort, nearPort, farPort) = (Ports.Take(), Ports.Take(), Ports.Take());
        var far = await field.SippAsync(new SippRun("uas-load") { Calls = 0 });
        var gateway = await field.GatewayAsync(new GatewaySetup { V6 = false, MediaPorts = 2_000 }
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
            .Trunk("flood.example", trunk => trunk.From($"127.0.0.1:{floodPort}"))
            .Trunk("held.example", trunk => trunk.At($"127.0.0.1:{farPort}"))
            .Trunk("far.example", trunk => trunk.At(far.Address))
            .Route(@"^\+1206", "held.example")
            .Route(@"^\+", "far.example")
            .Setting("Protection__ShedAfterMilliseconds", "40"));
        await using var ends = new LoadEnds(gateway.Address, nearPort, farPort);
        var held = await ends.DialAsync(20, 100, 20_000, TimeSpan.FromSeconds(10));
        Assert.All(held, static call => Assert.True(call.Answered));

        var flood = await field.SippAsync(new SippRun("uac-overload")
        {
            Port = floodPort, Remote = gateway.Address, Calls = 24_000, CallsPerSecond = 6_000, AtOnce = 6_000, Limit = TimeSpan.FromSeconds(60),
        });
        await Until.TrueAsync(async () => await gateway.MetricAsync("telephony_requests_shed_total") > 100, TimeSpan.FromSeconds(30), () => $"nothing was shed. Log:\n{gateway.Process.Log}");
        await ends.HangUpAsync(held, TimeSpan.FromSeconds(15));      // requests within dialogs, in the middle of it
        await Until.TrueAsync(() => held.All(static call => call.CalleeGotBye), TimeSpan.FromSeconds(15), () => "A BYE has not crossed.");   // the caller has its 200 before the callee has its BYE
        Assert.All(held, static call => Assert.True(call is { HungUp: true, CallerGotBye: false }));
        await flood.EndsAsync();

        // Accepted calls of the flood have had most ports, which rest for some seconds: until then 503 is right.
        var (next, answered) = (100, false);
        await Until.TrueAsync(
            async () =>
            {
                var after = await ends.DialAsync(1, 10, 20_000, TimeSpan.FromSeconds(2), firstIndex: next++);
                answered = after[0].Answered;
                await ends.HangUpAsync(after, TimeSpan.FromSeconds(5));
                return answered;
            },
            TimeSpan.FromSeconds(20), () => $"no call works after the overload. Log:\n{gateway.Process.Log}");
        await gateway.HasNoCallAsync();
        Assert.Equal(0, await gateway.MetricAsync("telephony_loop_handler_failures_total"));
    }

    [Fact]
    public async Task A_trunk_is_drained_by_command_and_takes_calls_again()
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var first = await field.SippAsync(new SippRun("uas"));
        var second = await field.SippAsync(new SippRun("uas"));
        var gateway = await field.GatewayAsync(new GatewaySetup()
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
            .Trunk("first.example", trunk => trunk.At(first.Address).With("options", new JsonObject { ["off"] = true }))
            .Trunk("second.example", trunk => trunk.At(second.Address))
            .Route(@"^\+", "first.example", "second.example"));
        Assert.Contains("takes no new calls; 0 are left", await gateway.CommandAsync("drain", "first.example"), StringComparison.Ordinal);
        Assert.Contains("draining", await gateway.CommandAsync("trunks"), StringComparison.Ordinal);
        await field.CallAsync(gateway, nearPort, new SippRun("uac") { Pause = TimeSpan.FromMilliseconds(200) }, second);
        Assert.Equal(0, first.Figures.Received);
        Assert.Contains("takes calls again", await gateway.CommandAsync("drain", "first.example", "--off"), StringComparison.Ordinal);
        await field.CallAsync(gateway, nearPort, new SippRun("uac") { Pause = TimeSpan.FromMilliseconds(200) }, first);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task Without_open_files_new_calls_are_refused_with_a_reason_and_the_gateway_recovers()
    {
        await using var field = new Field();
        var (nearPort, farPort) = (Ports.Take(), Ports.Take());
        var gateway = await field.GatewayAsync(new GatewaySetup { V6 = false, MediaPorts = 400 }
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
            .Trunk("far.example", trunk => trunk.At($"127.0.0.1:{farPort}"))
            .Route(@"^\+", "far.example"));
        await using var ends = new LoadEnds(gateway.Address, nearPort, farPort);
        await ends.HangUpAsync(await ends.DialAsync(5, 50, 20_000, TimeSpan.FromSeconds(10)), TimeSpan.FromSeconds(10));   // what is opened once is open now

        await OpenFiles.LimitAsync(gateway.Process.Pid, OpenFiles.Of(gateway.Process.Pid) + 10, field.Work.Path);
        var calls = await ends.DialAsync(60, 100, 20_000, TimeSpan.FromSeconds(20), firstIndex: 100);
        Assert.Contains(calls, static call => call.Answered);
        var refused = calls.Where(static call => !call.Answered).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, static call => Assert.Equal(503, call.RefusedWith));
        await gateway.Process.SaysAsync("the open-file limit is", TimeSpan.FromSeconds(5));
        Assert.All(calls, static call => Assert.False(call.CallerGotBye));      // those that were there live on

        await OpenFiles.LimitAsync(gateway.Process.Pid, null, field.Work.Path);
        await ends.HangUpAsync(calls, TimeSpan.FromSeconds(20));
        var again = await ends.DialAsync(20, 50, 20_000, TimeSpan.FromSeconds(10), firstIndex: 200);
        Assert.All(again, static call => Assert.True(call.Answered));
        await ends.HangUpAsync(again, TimeSpan.FromSeconds(10));
        await gateway.HasNoCallAsync();
    }
}
