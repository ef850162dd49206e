using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Load;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>The gateway is told to stop, and the gateway is killed.</summary>
public sealed class Endings
{
    private const int Kills = 20;
    private const int CallsPerSecond = 100;
    private const int Seed = 20_261;
    private static readonly TimeSpan s_firstCall = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task SIGTERM_refuses_new_calls_and_lets_running_ones_finish()
    {
        await using var field = new Field();
        var (talking, late) = (Ports.Take(), Ports.Take());
        var far = await field.SippAsync(new SippRun("uas"));
        var setup = Field.Between(talking, far.Address).Trunk("late.example", trunk => trunk.From($"127.0.0.1:{late}"));
        var gateway = await field.GatewayAsync(setup);
        var caller = await field.SippAsync(new SippRun("uac") { Port = talking, Remote = gateway.Address, Pause = TimeSpan.FromSeconds(4) });
        await far.SeesAsync("ACK sip:");
        gateway.Drain();
        await gateway.Process.SaysAsync("rain", TimeSpan.FromSeconds(5));
        var refused = await field.SippAsync(new SippRun("uac-503") { Port = late, Remote = gateway.Address });
        await refused.SucceedsAsync();
        Assert.Contains("Retry-After", refused.Messages, StringComparison.OrdinalIgnoreCase);
        await caller.SucceedsAsync();
        await far.SucceedsAsync();
        Assert.Equal(0, await gateway.Process.ExitAsync(TimeSpan.FromSeconds(10)));
        Assert.Empty(gateway.Complaints);
    }

    [Fact]
    public async Task SIGTERM_ends_what_talks_past_the_limit()
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var far = await field.SippAsync(new SippRun("uas"));
        var gateway = await field.GatewayAsync(Field.Between(nearPort, far.Address).Setting("Calls__DrainSeconds", "1"));
        var caller = await field.SippAsync(new SippRun("uac-waits") { Port = nearPort, Remote = gateway.Address });
        await far.SeesAsync("ACK sip:");
        gateway.Drain();
        await caller.SucceedsAsync();
        await far.SucceedsAsync();
        Assert.Equal(0, await gateway.Process.ExitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Twenty_kills_under_load_lose_no_record_and_both_sides_of_an_answered_call_get_BYE()
    {
        await using var field = new Field();
        var random = new Random(Seed);
        var (callerPort, calleePort) = (Ports.Take(), Ports.Take());
        var gateway = await field.GatewayAsync(new GatewaySetup { MediaPorts = 1200 }
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{callerPort}"))
            .Trunk("far.example", trunk => trunk.At($"127.0.0.1:{calleePort}"))
            .Route(@"^\+", "far.example"));
        await using var ends = new LoadEnds(gateway.Address, callerPort, calleePort);
        for (var kill = 0; kill < Kills; kill++)
        {
            var started = new List<LoadCall>();
            var stopAfter = TimeSpan.FromMilliseconds(random.Next(300, 1500));
            var start = TimeProvider.System.GetTimestamp();
            // At a random moment, and not before a call has reached the far side: a gateway that has just started on a busy machine takes a second for its first.
            while (TimeProvider.System.GetElapsedTime(start) is var elapsed && (elapsed < stopAfter || (elapsed < s_firstCall && !started.Exists(static call => call.InviteReachedAt != 0))))
            {
                var due = TimeProvider.System.GetElapsedTime(start).TotalSeconds * CallsPerSecond;
                while (started.Count < due) started.Add(ends.Start(kill * 1000 + started.Count, 60_000));
                await Task.Delay(3, TestContext.Current.CancellationToken);
            }

            gateway.Kill();
            await gateway.Process.ExitAsync(TimeSpan.FromSeconds(10));
            await gateway.RunAsync();
            var answered = started.Where(static call => call.Answered).ToList();
            await Until.TrueAsync(
                () => answered.All(static call => call is { CallerGotBye: true, CalleeGotBye: true }), TimeSpan.FromSeconds(20),
                () => $"Kill {kill} (seed {Seed}): of {answered.Count} answered calls, {answered.Count(static call => !call.CallerGotBye)} callers and {answered.Count(static call => !call.CalleeGotBye)} callees got no BYE. Log:\n{gateway.Process.Log}");
            await RecordsHoldAsync(gateway, [.. started.Where(static call => call.InviteReachedAt != 0)], kill);
        }
    }

    private static async Task RecordsHoldAsync(GatewayProcess gateway, IReadOnlyList<LoadCall> reached, int kill)
    {
        Assert.NotEmpty(reached);
        List<string> missing = [];
        await Until.TrueAsync(
            () =>
            {
                var records = GatewayRecords.Read(gateway, "+1425");
                missing = [.. reached.Where(call => !records.TryGetValue(call.Caller, out var record) || !record.HasEnd).Select(static call => call.Caller)];
                return missing.Count == 0;
            },
            TimeSpan.FromSeconds(20), () => $"Kill {kill} (seed {Seed}): {missing.Count} of {reached.Count} calls that reached the far trunk have no closed record: {string.Join(", ", missing.Take(10))}");
    }
}
