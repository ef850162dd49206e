using System.Globalization;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;

namespace Telephony.Benchmarks.Anchoring;

/// <summary>
/// G.711 calls held with media both ways. Each measurement has a system of its own, started afresh, on one core and the generator on the other;
/// the systems take turns, and the table has the medians of the rounds.
/// </summary>
internal static class AnchoringComparison
{
    public static async Task RunAsync(BenchmarkOptions options)
    {
        var systems = Systems.Of(options, anchored: true);
        var (compared, alone) = (options.Numbers("calls", 200, 400), options.Numbers("alone", 800));
        var (warmUp, duration) = (AnchoredLoad.WarmUpOf(options), TimeSpan.FromSeconds(options.Number("seconds", 8)));
        var rounds = new Dictionary<(string System, int Calls), List<AnchoredCalls>>();
        for (var round = 0; round < options.Number("rounds", 3); round++)
        {
            foreach (var calls in compared.Concat(alone).Where(static calls => calls > 0))
            {
                foreach (var (name, start) in systems)
                {
                    if (name != "gateway" && !compared.Contains(calls)) continue;
                    var measured = await AnchoredCalls.MeasureAsync(start, new AnchoredLoad(calls, warmUp, duration, DelaysApart: true));
                    if (!rounds.TryGetValue((name, calls), out var list)) rounds[(name, calls)] = list = [];
                    list.Add(measured);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-20} {calls,4} calls  {measured.CpuMicroseconds:F2} us  {measured.Report}"));
                }
            }
        }

        await PublishAsync(rounds, systems[0].Name);
    }

    private static async Task PublishAsync(Dictionary<(string System, int Calls), List<AnchoredCalls>> rounds, string peer)
    {
        var table = new ResultTable(
            "anchoring", "system", "calls", "CPU us per relayed packet", "ratio to the peer", "lost", "delay p50 / p99 us", "ratio of delays", "jitter us", "kB per held call");
        foreach (var ((system, calls), list) in rounds.OrderBy(static pair => pair.Key.System == "gateway").ThenBy(static pair => pair.Key.Calls))
        {
            var (cpu, p50, p99) = Figures(list);
            var (ratio, delays) = ("-", "-");
            if (rounds.TryGetValue((peer, calls), out var other))
            {
                var (otherCpu, otherP50, otherP99) = Figures(other);
                (ratio, delays) = (Text(cpu / otherCpu), $"{Text(p50 / otherP50)} / {Text(p99 / otherP99)}");
            }

            table.Row(
                system, $"{calls}", Text(cpu), ratio, $"{list.Sum(static round => round.LostBefore + round.Report.Lost)} of {list.Sum(static round => 2 * round.Report.Sent)}",
                string.Create(CultureInfo.InvariantCulture, $"{p50:F0} / {p99:F0}"), delays,
                string.Create(CultureInfo.InvariantCulture, $"{Median(list, static round => round.Report.JitterMicroseconds):F0}"), Text(Median(list, static round => round.KilobytesPerCall)));
        }

        await table.PublishAsync($"Media: generator on core {Systems.LoadCore}, the system on core {Systems.SystemCore}; 50 packets a second both ways of each call; the delay is through the system, the generator's own wake-up included; medians of the rounds.");
    }

    private static (double Cpu, double P50, double P99) Figures(List<AnchoredCalls> rounds) => (
        Median(rounds, static round => round.CpuMicroseconds),
        Median(rounds, static round => round.Report.Delays.Microseconds(0.5)),
        Median(rounds, static round => round.Report.Delays.Microseconds(0.99)));

    private static double Median(List<AnchoredCalls> rounds, Func<AnchoredCalls, double> figure) => Spread.Of(rounds.Select(figure)).Median;

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
