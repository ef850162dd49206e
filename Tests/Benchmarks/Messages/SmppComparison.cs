using System.Globalization;
using Telephony.Benchmarks.Api;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Messages;

/// <summary>
/// Messages by SMPP: taken by HTTP, stored, submitted to the same message centre and settled, by the gateway and by kannel's smsbox and bearerbox with a spool of files, in turn, each on one core.
/// From the first request until the centre has them all. Neither waits for the disk: kannel makes a file a message before it answers, without fsync, and removes it when the centre has taken it; the
/// gateway commits to SQLite's log, without fsync, and keeps the message, that it was being sent, and what became of it.
/// </summary>
internal static class SmppComparison
{
    private const int Window = 10;
    private const int Connections = 16;
    private const double HalfTheCpu = 0.5;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var (rounds, seconds, warm) = (options.Number("rounds", 3), options.Number("seconds", 4), options.Number("warm", 20));
        using var work = new WorkFolder();
        await using var forGateway = await CountingCentre.StartAsync(work, Systems.LoadCore);
        await using var forKannel = await CountingCentre.StartAsync(work, Systems.LoadCore);
        var file = work.Write("messaging.json", $$"""{ "carriers": [ { "name": "centre", "smpp": { "host": "127.0.0.1", "port": {{forGateway.Port}}, "systemId": "telephony", "password": "{{CountingCentre.Password}}", "window": {{Window}} } } ] }""");
        await using var gateway = await GatewayProcess.StartAsync(work, new GatewaySetup { V6 = false }.Setting("Api__RequestsPerSecond", "0").Setting("Messaging__File", file), core: Systems.SystemCore);
        await using var kannel = await Kannel.StartAsync(work, forKannel.Port, CountingCentre.Password, Window, Systems.SystemCore);
        var key = (await gateway.ConnectionStringAsync()).Split("accesskey=")[1];
        await Until.TrueAsync(async () => await forGateway.IsBoundAsync() && await forKannel.IsBoundAsync(), TimeSpan.FromSeconds(20), () => $"Not bound: {kannel.Log}");

        WrkRequest Ours() => SmsRequests.Make(new SignedRequests(gateway.GatewayPorts.Http, key));
        WrkRequest Theirs() => SignedRequests.Unsigned("GET", "/cgi-bin/sendsms?username=bench&password=bench&from=%2B12025550100&to=%2B14255550190&text=Hello+there%2C+this+is+a+message", "", kannel.Port);
        var (mine, other) = (new Turns("gateway", forGateway, Ours, () => gateway.Process.CpuTime), new Turns("kannel", forKannel, Theirs, () => kannel.CpuTime));
        await mine.RunAsync(work, warm, keep: false);       // the compiler's: on one core it is at it for a while
        await other.RunAsync(work, 2, keep: false);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var turn in (Turns[])[mine, other]) await turn.RunAsync(work, seconds, keep: true);
        }

        var table = new ResultTable("smpp", "system", "messages/s", "spread", "CPU us per message", "lost");
        foreach (var turn in (Turns[])[mine, other])
        {
            table.Row(turn.Name, F(turn.Rate, "F0"), $"{F(turn.Rates.Min(), "F0")}-{F(turn.Rates.Max(), "F0")}", F(turn.Micros, "F0"), $"{turn.Lost}");
        }
        await table.PublishAsync($"After {warm} s of the gateway alone: {rounds} rounds of {seconds} s of requests on {Connections} connections, then until the centre has all; window {Window}; npm smpp as centre and wrk on core {Systems.LoadCore}, the system on core {Systems.SystemCore}. Kannel: smsbox and bearerbox, store-type spool; the gateway: SQLite, signed requests.");
        var good = mine.Rate >= other.Rate && mine.Micros <= HalfTheCpu * other.Micros && mine.Lost == 0;
        Console.WriteLine(good ? "Verdict: at least as fast, half the CPU." : $"Verdict: NOT good: {F(mine.Rate / other.Rate, "F2")} of its rate, {F(mine.Micros / other.Micros, "F2")} of its CPU.");
        return good ? 0 : 1;
    }

    private static string F(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private sealed class Turns(string name, CountingCentre centre, Func<WrkRequest> request, Func<TimeSpan> cpu)
    {
        private readonly List<double> _micros = [];

        public string Name => name;

        public List<double> Rates { get; } = [];

        public int Lost { get; private set; }

        public double Rate => Rates.Order().ElementAt(Rates.Count / 2);

        public double Micros => _micros.Order().ElementAt(_micros.Count / 2);

        public async Task RunAsync(WorkFolder work, int seconds, bool keep)
        {
            var (before, used, start) = (await centre.CountAsync(), cpu(), TimeProvider.System.GetTimestamp());
            var figures = await Wrk.RunAsync(work, request(), Connections, seconds, Systems.LoadCore);
            var accepted = figures.Answers - figures.Errors;
            var all = await centre.TakesAsync(before + accepted, TimeSpan.FromSeconds(60));
            var elapsed = TimeProvider.System.GetElapsedTime(start);
            if (!keep) return;
            if (!all) Lost += before + accepted - await centre.CountAsync();
            Rates.Add(accepted / elapsed.TotalSeconds);
            _micros.Add((cpu() - used).TotalMicroseconds / accepted);
        }
    }
}
