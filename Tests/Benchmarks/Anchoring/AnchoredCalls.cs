using Telephony.Benchmarks.Media;
using Telephony.Benchmarks.Peers;
using Telephony.Peers.Load;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Anchoring;

/// <summary>One measurement: calls are set up by SIP, then the RTP generator sends from the ports of both ends to the ports that each call negotiated.</summary>
/// <param name="CpuMicroseconds">Of the system, per packet relayed.</param>
internal sealed record AnchoredCalls(double CpuMicroseconds, double KilobytesPerCall, RtpLoadReport Report)
{
    private const int FirstLoadPort = 10_000;
    private const int DialRate = 100;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(4);

    public static async Task<AnchoredCalls> MeasureAsync(Systems.Starter start, int count, int seconds)
    {
        using var work = new WorkFolder();
        var (callerPort, calleePort) = (Ports.Take(), Ports.Take());
        await using var system = await start(work, callerPort, calleePort, Systems.SystemCore);
        await using var ends = new LoadEnds(system.Address, callerPort, calleePort);
        await ends.HangUpAsync(await ends.DialAsync(50, DialRate, FirstLoadPort, TimeSpan.FromSeconds(10)), TimeSpan.FromSeconds(5));      // warm
        var before = system.MemoryBytes;
        var calls = await ends.DialAsync(count, DialRate, FirstLoadPort, TimeSpan.FromSeconds(20));
        if (calls.FirstOrDefault(static call => !call.Answered) is { } open)
            throw new InvalidOperationException($"{system.Name}: {calls.Count(static call => !call.Answered)} of {count} calls were not answered; the first was refused with {open.RefusedWith} (0: no answer).");

        var (cpu, report) = await LoadAsync(system, calls, TimeSpan.FromSeconds(seconds));
        var memory = (system.MemoryBytes - before) / 1024.0 / count;
        await ends.HangUpAsync(calls, TimeSpan.FromSeconds(10));
        return new AnchoredCalls(cpu / report.Sent, memory, report);
    }

    private static async Task<(double CpuMicroseconds, RtpLoadReport Report)> LoadAsync(ISystemUnderTest system, IReadOnlyList<LoadCall> calls, TimeSpan duration)
    {
        using var load = new RtpLoad();
        foreach (var call in calls)
        {
            load.AddEnd(call.CallerMediaPort, call.TowardCallee);
            load.AddEnd(call.CalleeMediaPort, call.TowardCaller);
        }

        var cpu = new List<double>();
        var report = await PinnedThread.RunAsync(Systems.LoadCore, () => load.Run(s_warmUp, duration, () => cpu.Add(system.CpuTime.TotalMicroseconds)));
        return (cpu[1] - cpu[0], report);
    }
}
