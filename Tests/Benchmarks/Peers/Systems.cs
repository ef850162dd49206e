using Telephony.Benchmarks.Results;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Peers;

/// <summary>The systems that one run compares, each with the pinning of the run.</summary>
internal static class Systems
{
    /// <summary>The core of the system under test in pinned runs; the load has <see cref="LoadCore"/>.</summary>
    public const int SystemCore = 0;

    public const int LoadCore = 1;

    public delegate Task<ISystemUnderTest> Starter(WorkFolder work, int callerPort, int calleePort, int? core);

    /// <summary>The peer first, then the gateway, unless it is not built or left out by <c>--peer-only</c>.</summary>
    /// <param name="realTime">Each by its own setting in the real-time class, where this program may grant it.</param>
    public static IReadOnlyList<(string Name, Starter Start)> Of(BenchmarkOptions options, bool anchored, MediaTask task = MediaTask.Relay, bool realTime = false)
    {
        realTime &= Environment.IsPrivilegedProcess;
        List<(string, Starter)> systems = [(anchored ? "Kamailio + rtpengine" : "Kamailio proxy", async (work, _, callee, core) => await KamailioSystem.StartAsync(work, callee, anchored, core, task, realTime))];
        if (options.Has("gateway-only")) systems.Clear();
        if (!options.Has("peer-only") && File.Exists(Repository.HostAssembly)) systems.Add(("gateway", async (work, caller, callee, core) => await GatewaySystem.StartAsync(work, caller, callee, core, task, realTime)));
        return systems;
    }
}
