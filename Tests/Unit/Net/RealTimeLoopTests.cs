using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Xunit;

namespace Telephony.Unit.Net;

/// <summary>The class of a loop's thread, as the kernel tells it (proc(5), <c>stat</c>: 40 is the real-time priority, 41 the policy).</summary>
public sealed class RealTimeLoopTests
{
    private const int Other = 0;
    private const int RoundRobin = 2;

    [Theory]
    [InlineData(true, RoundRobin, 1)]
    [InlineData(false, Other, 0)]
    public async Task A_loop_runs_in_the_class_it_was_asked_to_and_its_children_do_not(bool realTime, int policy, int priority)
    {
        var network = new SystemNetwork(TimeProvider.System, NullLogger<SystemNetwork>.Instance, new LoopOptions { RealTime = realTime });
        await using var loop = network.CreateLoop("test");

        var own = await OnAsync(loop, ReadClass);
        var child = await await OnAsync(loop, static () => OnNewThreadAsync(ReadClass));

        Assert.Equal((priority, policy), own);
        Assert.Equal((0, Other), child);
    }

    private static (int Priority, int Policy) ReadClass()
    {
        var line = File.ReadAllText("/proc/thread-self/stat");
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');      // from the third on: a name may have blanks
        return (Field(40), Field(41));

        int Field(int number) => int.Parse(fields[number - 3], CultureInfo.InvariantCulture);
    }

    private static Task<T> OnNewThreadAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => done.SetResult(work())) { IsBackground = true }.Start();
        return done.Task;
    }

    private static Task<T> OnAsync<T>(IRunningLoop loop, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(_ => done.SetResult(work()), null);
        return done.Task;
    }
}
