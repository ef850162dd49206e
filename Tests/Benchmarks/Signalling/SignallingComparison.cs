using System.Globalization;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;
using Telephony.Peers.Agents;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Signalling;

/// <summary>
/// CPU per 1000 calls and set-up delay at several rates. The systems run side by side and take the load in turn, round after round; the table has the
/// medians, because a shared machine is never quiet. The systems are pinned to one core, the load to the other.
/// </summary>
internal static class SignallingComparison
{
    private const int WarmUpSeconds = 30;      // at the highest rate: the just-in-time compiler's last tier is reached, tables and ports are there for as many calls, and the heap's old generations have their size
    private const int DelaySeconds = 8;        // longer than what comes now and then: a collection each 3 s at 1000 calls/s

    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(BenchmarkOptions options)
    {
        using var work = new WorkFolder();
        var contestants = new List<Contestant>();
        try
        {
            foreach (var (_, start) in Systems.Of(options, anchored: false, realTime: true)) contestants.Add(await Contestant.StartAsync(work, start));
            var rates = options.Numbers("rates", 200, 500, 1000);
            foreach (var contestant in contestants) await contestant.RunAsync(rates.Max(), WarmUpSeconds);
            await Task.Delay(s_quiet);
            for (var round = 0; round < options.Number("rounds", 3); round++)
            {
                foreach (var rate in rates)
                {
                    foreach (var contestant in contestants) await contestant.MeasureAsync(rate, options.Number("seconds", 6), DelaySeconds);
                }
            }

            await PublishAsync(contestants, rates);
        }
        finally
        {
            foreach (var contestant in contestants) await contestant.DisposeAsync();
        }
    }

    private static async Task PublishAsync(List<Contestant> contestants, IReadOnlyList<int> rates)
    {
        var table = new ResultTable("signalling", "system", "calls/s", "CPU s per 1000 calls", "ratio to the peer", "failed", "set-up p50 / p99 ms", "of it in the system", "lowest to highest CPU");
        foreach (var contestant in contestants)
        {
            foreach (var rate in rates)
            {
                var (cost, peer) = (contestant.Cost(rate), contestants[0].Cost(rate));
                table.Row(
                    contestant.System.Name, $"{rate}", Text(cost.Median), Text(cost.Median / peer.Median), $"{contestant.Failed(rate)}", contestant.Whole(rate), contestant.Added(rate),
                    $"{Text(cost.Lowest)} to {Text(cost.Highest)}");
            }
        }

        await table.PublishAsync($"Signalling: SIPp on core {Systems.LoadCore}, the system on core {Systems.SystemCore}; calls of 0.5 s; set-up delay on the wire from INVITE to 200 in runs of their own, and what of it is not the callee's; medians of the rounds.");
    }

    private static string Text(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>One system with its callee and what was measured of it, by rate.</summary>
    private sealed class Contestant(WorkFolder work, Sipp callee, ISystemUnderTest system, int callerPort, int calleePort) : IAsyncDisposable
    {
        private readonly Dictionary<int, List<(SignallingRun.Result Run, SignallingRun.Delays Delay)>> _rounds = [];

        public ISystemUnderTest System => system;

        public static async Task<Contestant> StartAsync(WorkFolder work, Systems.Starter start)
        {
            var (callerPort, calleePort) = (Ports.Take(), Ports.Take());
            var callee = await SignallingRun.StartCalleeAsync(work, calleePort, Systems.LoadCore);
            return new Contestant(work, callee, await start(work, callerPort, calleePort, Systems.SystemCore), callerPort, calleePort);
        }

        public Task<SignallingRun.Result> RunAsync(int rate, int seconds) => SignallingRun.MeasureAsync(work, system, callerPort, rate, seconds, Systems.LoadCore);

        public async Task MeasureAsync(int rate, int seconds, int delaySeconds)
        {
            var run = await RunAsync(rate, seconds);
            var delay = await SignallingRun.SetUpDelayAsync(work, system, callerPort, calleePort, rate, delaySeconds, Systems.LoadCore);
            if (!_rounds.TryGetValue(rate, out var rounds)) _rounds[rate] = rounds = [];
            rounds.Add((run, delay));
            Console.WriteLine($"{system.Name,-20} {rate,5}/s  {Text(run.CpuPerThousand)} s per 1000  {run.Failed} failed  {delay.Added} ms added, {delay.Callee} at the callee, {delay.Whole} in all");
        }

        public Spread Cost(int rate) => Spread.Of(_rounds[rate].Select(static round => round.Run.CpuPerThousand));

        public int Failed(int rate) => _rounds[rate].Sum(static round => round.Run.Failed);

        public string Added(int rate) => Median(rate, static delays => delays.Added);

        public string Whole(int rate) => Median(rate, static delays => delays.Whole);

        private string Median(int rate, Func<SignallingRun.Delays, Percentiles> part)
        {
            var rounds = _rounds[rate].Select(round => part(round.Delay)).ToArray();
            return new Percentiles(Spread.Of(rounds.Select(static round => round.P50)).Median, Spread.Of(rounds.Select(static round => round.P99)).Median, 1).ToString();
        }

        public async ValueTask DisposeAsync()
        {
            await system.DisposeAsync();
            await callee.DisposeAsync();
        }
    }
}
