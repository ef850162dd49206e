using System.Globalization;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;

namespace Telephony.Benchmarks.Anchoring;

/// <summary>
/// What more than relaying costs: each task beside plain relay of the same system, and beside rtpengine doing the same. As in <see cref="AnchoringComparison"/>, each
/// measurement has a system of its own, the systems and tasks take turns, and the table has the medians of the rounds.
/// </summary>
internal static class TaskComparison
{
    private static readonly string s_note =
        $"Generator on core {Systems.LoadCore}, the system on core {Systems.SystemCore}; 50 packets a second both ways of each call; the caller's side has the task's form, the callee's is plain. "
        + "CPU is of the system, per packet that came to it; medians of the rounds.";

    public static Task RunSrtpAsync(BenchmarkOptions options) =>
        RunAsync(options, "srtp", options.Number("calls", 400), [MediaTask.Relay, MediaTask.CounterMode, MediaTask.Gcm]);

    public static Task RunTranscodingAsync(BenchmarkOptions options) =>
        RunAsync(options, "transcoding", options.Number("calls", 50), [MediaTask.Transcode]);

    private static async Task RunAsync(BenchmarkOptions options, string name, int calls, MediaTask[] tasks)
    {
        var rounds = new Dictionary<(string System, MediaTask Task), List<AnchoredCalls>>();
        var (warmUp, duration) = (AnchoredLoad.WarmUpOf(options), TimeSpan.FromSeconds(options.Number("seconds", 8)));
        for (var round = 0; round < options.Number("rounds", 3); round++)
        {
            foreach (var task in tasks)
            {
                foreach (var (system, start) in Systems.Of(options, anchored: true, task))
                {
                    var measured = await AnchoredCalls.MeasureAsync(start, new AnchoredLoad(calls, warmUp, duration, task));
                    if (!rounds.TryGetValue((system, task), out var list)) rounds[(system, task)] = list = [];
                    list.Add(measured);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{system,-20} {task.Text(),-34} {measured.CpuMicroseconds:F2} us  {measured.Report}"));
                }
            }
        }

        await PublishAsync(name, calls, rounds);
    }

    private static Task PublishAsync(string name, int calls, Dictionary<(string System, MediaTask Task), List<AnchoredCalls>> rounds)
    {
        var table = new ResultTable(
            name, "system", "task", "calls", "CPU us per packet", "CPU ms a second per call", "ratio to its plain relay", "ratio to rtpengine", "arrived of sent", "delay p50 / p99 us");
        foreach (var ((system, task), list) in rounds)
        {
            var cpu = Cpu(list);
            table.Row(
                system, task.Text(), $"{calls}", Text(cpu), Text(cpu * 100 / 1000), Ratio(cpu, rounds.GetValueOrDefault((system, MediaTask.Relay))),
                Ratio(cpu, rounds.Where(pair => pair.Key.Task == task && pair.Key.System != "gateway").Select(static pair => pair.Value).FirstOrDefault()),
                $"{list.Sum(static round => round.Report.Received)} of {list.Sum(static round => round.Report.Sent)}",
                list.Exists(static round => round.Report.Delays.Count > 0) ? $"{Delay(list, 0.5):F0} / {Delay(list, 0.99):F0}" : "-");
        }

        return table.PublishAsync(s_note);
    }

    private static double Cpu(List<AnchoredCalls> rounds) => Spread.Of(rounds.Select(static round => round.CpuMicroseconds)).Median;

    private static double Delay(List<AnchoredCalls> rounds, double part) => Spread.Of(rounds.Select(round => (double)round.Report.Delays.Microseconds(part))).Median;

    private static string Ratio(double cpu, List<AnchoredCalls>? other) => other is null ? "-" : Text(cpu / Cpu(other));

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
