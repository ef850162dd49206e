using System.Globalization;
using Telephony.Benchmarks.Media;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;
using Telephony.Peers.Load;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Anchoring;

/// <summary>
/// G.711 calls held with media both ways: calls are set up by SIP, then the RTP generator sends from the ports of both ends to the ports that each call
/// negotiated. The system is on one core, the generator on the other.
/// </summary>
internal static class AnchoringComparison
{
    private const int FirstLoadPort = 10_000;
    private const int DialRate = 100;

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var table = new ResultTable(
            "anchoring", "system", "calls", "CPU us per relayed packet", "ratio to the peer", "lost", "delay p50 / p99 us", "ratio of delays", "jitter us", "kB per held call");
        var peer = new Dictionary<int, (double Cpu, double P50, double P99)>();
        foreach (var (name, start) in Systems.Of(options, anchored: true))
        {
            var counts = options.Numbers("calls", 200, 400);
            if (name == "gateway") counts = [.. counts, .. options.Numbers("alone", 800)];
            foreach (var count in counts)
            {
                var (result, memory) = await MeasureAsync(start, count, options.Number("seconds", 10));
                var (p50, p99) = (result.Report.Delays.Microseconds(0.5), result.Report.Delays.Microseconds(0.99));
                if (name != "gateway") peer[count] = (result.CpuMicroseconds, p50, p99);
                var known = peer.TryGetValue(count, out var other);
                table.Row(
                    name, $"{count}", Text(result.CpuMicroseconds), known ? Text(result.CpuMicroseconds / other.Cpu) : "-", $"{result.Report.Lost} of {result.Report.Sent}",
                    string.Create(CultureInfo.InvariantCulture, $"{p50:F0} / {p99:F0}"), known ? $"{Text(p50 / other.P50)} / {Text(p99 / other.P99)}" : "-",
                    string.Create(CultureInfo.InvariantCulture, $"{result.Report.JitterMicroseconds:F0}"), Text(memory));
            }
        }

        await table.PublishAsync("Media: generator on core 0, the system on core 1; 50 packets a second both ways of each call; the delay is through the system, the generator's own wake-up included.");
    }

    private sealed record Result(double CpuMicroseconds, RtpLoadReport Report);

    private static async Task<(Result Result, double KilobytesPerCall)> MeasureAsync(Systems.Starter start, int count, int seconds)
    {
        using var work = new WorkFolder();
        var (callerPort, calleePort) = (Ports.Take(), Ports.Take());
        await using var system = await start(work, callerPort, calleePort, Systems.SystemCore);
        await using var ends = new LoadEnds(system.Address, callerPort, calleePort);
        await ends.HangUpAsync(await ends.DialAsync(20, DialRate, FirstLoadPort, TimeSpan.FromSeconds(10)), TimeSpan.FromSeconds(5));      // warm
        var before = system.MemoryBytes;
        var calls = await ends.DialAsync(count, DialRate, FirstLoadPort, TimeSpan.FromSeconds(20));
        if (calls.FirstOrDefault(static call => !call.Answered) is { } open)
            throw new InvalidOperationException($"{system.Name}: {calls.Count(static call => !call.Answered)} of {count} calls were not answered; the first was refused with {open.RefusedWith} (0: no answer).");

        Result result;
        using (var load = new RtpLoad())
        {
            foreach (var call in calls)
            {
                load.AddEnd(call.CallerMediaPort, call.TowardCallee);
                load.AddEnd(call.CalleeMediaPort, call.TowardCaller);
            }

            // The generator busy-loops on its thread, so it gets the core that the system does not have.
            result = await PinnedThread.RunAsync(Systems.LoadCore, () =>
            {
                var cpu = new List<double>();
                var report = load.Run(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(seconds), () => cpu.Add(system.CpuTime.TotalMicroseconds));
                return new Result((cpu[1] - cpu[0]) / report.Sent, report);
            });
        }

        var memory = (system.MemoryBytes - before) / 1024.0 / count;
        await ends.HangUpAsync(calls, TimeSpan.FromSeconds(10));
        return (result, memory);
    }

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
