using System.Globalization;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Signalling;

/// <summary>CPU per 1000 calls at several rates, the systems in turn at each rate, pinned: the system on one core, the load on the other.</summary>
internal static class SignallingComparison
{
    private const int WarmUpRate = 500;
    private const int WarmUpSeconds = 8;      // enough calls for the just-in-time compiler's second tier

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var rates = options.Numbers("rates", 200, 500, 1000);
        var seconds = options.Number("seconds", 10);
        var table = new ResultTable("signalling", "system", "calls/s", "CPU s per 1000 calls", "ratio to the peer", "failed", "set-up p50 / p99 ms");
        var peer = new Dictionary<int, double>();
        using var work = new WorkFolder();
        foreach (var (name, start) in Systems.Of(options, anchored: false))
        {
            var (callerPort, calleePort) = (Ports.Take(), Ports.Take());
            await using var callee = await SignallingRun.StartCalleeAsync(work, calleePort, Systems.LoadCore);
            await using var system = await start(work, callerPort, calleePort, Systems.SystemCore);
            await SignallingRun.MeasureAsync(work, system, callerPort, WarmUpRate, WarmUpSeconds, Systems.LoadCore);
            foreach (var rate in rates)
            {
                var result = await SignallingRun.MeasureAsync(work, system, callerPort, rate, seconds, Systems.LoadCore);
                var delays = await SignallingRun.SetUpDelayAsync(work, system, callerPort, rate, Math.Min(seconds, 5), Systems.LoadCore);
                if (peer.TryAdd(rate, result.CpuPerThousand) && name == "gateway") peer.Remove(rate);
                table.Row(name, $"{rate}", Text(result.CpuPerThousand), peer.TryGetValue(rate, out var other) ? Text(result.CpuPerThousand / other) : "-", $"{result.Failed}", delays.ToString());
            }
        }

        await table.PublishAsync("Signalling: SIPp on core 0, the system on core 1; calls of 0.5 s; set-up delay on the wire from INVITE to 200 in a run of its own.");
    }

    private static string Text(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
