using System.Globalization;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Signalling;

/// <summary>A ladder of rates up to the first that fails a call or cannot be kept up; nothing pinned: system and SIPp share the machine.</summary>
internal static class MostCalls
{
    private const int HoldMilliseconds = 200;      // a media port rests two seconds after its call: the shorter the call, the fewer ports a rate needs

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var rates = options.Numbers("rates", 500, 1000, 1500, 2000, 2500, 3000, 3500, 4000);
        var seconds = options.Number("seconds", 5);
        var table = new ResultTable("most-calls", "system", "most calls/s with none failed", "CPU s per 1000 calls there", "what ended the ladder");
        using var work = new WorkFolder();
        foreach (var (name, start) in Systems.Of(options, anchored: false))
        {
            var (callerPort, calleePort) = (Ports.Take(), Ports.Take());
            await using var callee = await SignallingRun.StartCalleeAsync(work, calleePort, core: null);
            await using var system = await start(work, callerPort, calleePort, null);
            await SignallingRun.MeasureAsync(work, system, callerPort, rates[0], 8, core: null);
            var (best, cost, end) = (0, 0.0, "the ladder's own end");
            foreach (var rate in rates)
            {
                var result = await SignallingRun.MeasureAsync(work, system, callerPort, rate, seconds, core: null, HoldMilliseconds);
                var kept = result.Calls / Math.Max(1, result.Took.TotalSeconds - 1);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} at {rate}/s: {result.Failed} failed, {result.Retransmissions} sent again, {kept:F0}/s kept, {result.CpuPerThousand:F3} s per 1000"));
                if (result.Failed > 0 || kept < rate * 0.9)
                {
                    end = result.Failed > 0 ? $"{result.Failed} of {result.Calls} failed at {rate}/s" : $"only {kept:F0}/s were kept at {rate}/s";
                    break;
                }

                (best, cost) = (rate, result.CpuPerThousand);
            }

            table.Row(name, $"{best}", cost.ToString("F3", CultureInfo.InvariantCulture), end);
        }

        await table.PublishAsync("Most calls per second with none failed: calls of 0.2 s, SIPp and the system share both cores.");
    }
}
