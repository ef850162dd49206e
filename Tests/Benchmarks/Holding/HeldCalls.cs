using System.Globalization;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;
using Telephony.Peers.Load;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Holding;

/// <summary>
/// Memory per held call with media anchored, and CPU of a further call while so many are held: a system that scans its calls shows here.
/// </summary>
internal static class HeldCalls
{
    private const int DialRate = 200;
    private const int FurtherCalls = 1000;
    private const int FurtherRounds = 3;
    private const int WarmUpRounds = 8;             // a just-in-time compiler is at it for a minute
    private const int FirstMediaPort = 20_000;      // named in SDP only: nothing is sent

    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var table = new ResultTable("holding", "system", "held calls", "kB per held call", "MB in all", "CPU ms of a further call", "ratio to the fewest held");
        foreach (var (name, start) in Systems.Of(options, anchored: true))
        {
            var fewest = 0.0;
            foreach (var count in options.Numbers("calls", 10, 1000, 5000).Select(FileLimit.Calls))
            {
                var (memory, total, cost) = await MeasureAsync(start, count);
                if (fewest == 0) fewest = cost;
                table.Row(name, $"{count}", memory.ToString("F1", CultureInfo.InvariantCulture), total.ToString("F0", CultureInfo.InvariantCulture), cost.ToString("F3", CultureInfo.InvariantCulture), (cost / fewest).ToString("F2", CultureInfo.InvariantCulture));
            }
        }

        await table.PublishAsync($"Held calls (at most {FileLimit.Calls(int.MaxValue)} by this machine's open-file limit): anonymous memory after minus before, settled for 5 s; then 1000 further calls at 200/s, the median of three times.");
    }

    private static async Task<(double KilobytesPerCall, double Megabytes, double CpuMilliseconds)> MeasureAsync(Systems.Starter start, int count)
    {
        using var work = new WorkFolder();
        var (callerPort, calleePort) = (Ports.Take(), Ports.Take());
        await using var system = await start(work, callerPort, calleePort, Systems.SystemCore);
        await using var ends = new LoadEnds(system.Address, callerPort, calleePort);
        for (var warmUp = 0; warmUp < WarmUpRounds; warmUp++) await FurtherAsync(ends, 0);
        await Task.Delay(s_settling);
        var before = system.MemoryBytes;
        var held = await ends.DialAsync(count, DialRate, FirstMediaPort, TimeSpan.FromSeconds(30));
        if (held.Count(static call => !call.Answered) is > 0 and var open) throw new InvalidOperationException($"{system.Name}: {open} of {count} calls were not answered: {string.Join(", ", held.Where(static call => !call.Answered).CountBy(static call => call.RefusedWith).Select(static pair => $"{pair.Value} times {pair.Key}"))} (0: no reply).");
        if (held.Count(static call => call.TowardCallee == call.CalleeMediaPort) is > 0 and var passed) throw new InvalidOperationException($"{system.Name}: the media of {passed} of {count} calls was not anchored.");
        await Task.Delay(s_settling);
        var total = system.MemoryBytes;
        var memory = (total - before) / 1024.0 / count;

        // What holding alone costs in the same time is not the further calls' cost.
        var costs = new List<double>();
        for (var round = 0; round < FurtherRounds; round++)
        {
            var clock = TimeProvider.System.GetTimestamp();
            var cpu = system.CpuTime;
            await FurtherAsync(ends, count);
            var took = TimeProvider.System.GetElapsedTime(clock);
            var cost = system.CpuTime - cpu;
            await Task.Delay(s_settling);
            cpu = system.CpuTime;
            await Task.Delay(took);
            costs.Add((cost - (system.CpuTime - cpu)).TotalMilliseconds / FurtherCalls);
        }

        costs.Sort();
        if (held.Count(static call => call.CallerGotBye) is > 0 and var lost) throw new InvalidOperationException($"{system.Name}: {lost} of {count} held calls were ended.");
        await ends.HangUpAsync(held, TimeSpan.FromSeconds(20));
        return (memory, total / 1048576.0, costs[FurtherRounds / 2]);
    }

    private static async Task FurtherAsync(LoadEnds ends, int firstIndex) =>
        await ends.HangUpAsync(await ends.DialAsync(FurtherCalls, DialRate, FirstMediaPort, TimeSpan.FromSeconds(20), firstIndex), TimeSpan.FromSeconds(10));
}
