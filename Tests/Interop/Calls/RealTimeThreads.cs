using System.Globalization;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary><c>Loops:RealTime</c>: where the kernel allows it, the loops and nothing else are of the real-time class; where it does not, the operator reads what to grant, and calls go on.</summary>
public sealed class RealTimeThreads
{
    private const string RoundRobin = "2";

    [Fact]
    public async Task The_loops_are_in_it_and_carry_a_call()
    {
        await using var field = new Field();
        var (gateway, call) = await StartAsync(field, without: null);

        var threads = Policies(gateway.Process.Pid);
        Assert.All(threads.Where(static thread => IsLoop(thread.Name)), static thread => Assert.Equal(RoundRobin, thread.Policy));
        Assert.Contains(threads, static thread => thread.Name == "sip-0");
        Assert.Contains(threads, static thread => thread.Name == "media-0");
        Assert.All(threads.Where(static thread => !IsLoop(thread.Name)), static thread => Assert.Equal("0", thread.Policy));

        await call();
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task Where_the_kernel_refuses_the_log_says_what_to_grant_and_calls_go_on()
    {
        await using var field = new Field();
        var (gateway, call) = await StartAsync(field, without: "sys_nice");

        foreach (var loop in (string[])["sip-0", "media-0"])
            Assert.Contains($"The kernel does not let loop {loop} run in the real-time class (Operation not permitted); it runs in the usual one. Grant CAP_SYS_NICE or LimitRTPRIO=1", gateway.Process.Log, StringComparison.Ordinal);
        Assert.All(Policies(gateway.Process.Pid), static thread => Assert.Equal("0", thread.Policy));

        await call();
        await gateway.HasNoCallAsync();
    }

    private static async Task<(GatewayProcess Gateway, Func<Task> Call)> StartAsync(Field field, string? without)
    {
        var nearPort = Ports.Take();
        var callee = await field.SippAsync(new SippRun("uas"));
        var setup = new GatewaySetup { Without = without }
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
            .Trunk("far.example", trunk => trunk.At(callee.Address))
            .Route(@"^\+", "far.example")
            .Setting("Loops__RealTime", "true");
        var gateway = await field.GatewayAsync(setup);
        return (gateway, () => field.CallAsync(gateway, nearPort, new SippRun("uac") { Pause = TimeSpan.FromMilliseconds(500) }, callee));
    }

    private static bool IsLoop(string name) => name.StartsWith("sip-", StringComparison.Ordinal) || name.StartsWith("media-", StringComparison.Ordinal);

    /// <summary>Name and scheduling policy of each thread: field 41 of proc(5), <c>stat</c>.</summary>
    private static List<(string Name, string Policy)> Policies(int pid) =>
    [
        .. Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task")).Select(static task =>
        {
            var line = File.ReadAllText(Path.Combine(task, "stat"));
            var end = line.LastIndexOf(')');
            return (line[(line.IndexOf('(', StringComparison.Ordinal) + 1)..end], line[(end + 2)..].Split(' ')[41 - 3]);
        }),
    ];
}
