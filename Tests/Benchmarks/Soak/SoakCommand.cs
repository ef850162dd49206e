using System.Globalization;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Soak;

/// <summary>A moderate load with media for a long time: memory, files, threads and ports of the gateway must not grow.</summary>
internal static class SoakCommand
{
    private const int MediaPorts = 4_000;
    private const int WarmUpRate = 200;
    private const int WarmUpCalls = 5_000;

    private static readonly TimeSpan s_hold = TimeSpan.FromSeconds(8);

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var minutes = options.Number("minutes", 30);
        var (rate, mediaRate) = (options.Number("rate", 20), options.Number("media-rate", 2));
        var length = TimeSpan.FromMinutes(minutes);
        var between = TimeSpan.FromSeconds(Math.Clamp(minutes * 60 / 60, 3, 30));
        using var work = new WorkFolder();
        var (nearPort, mediaPort) = (Ports.Take(), Ports.Take());
        await using var far = await Sipp.StartAsync(work, new SippRun("uas-load") { Calls = 0, Limit = length + TimeSpan.FromMinutes(2) });
        await using var farMedia = await Sipp.StartAsync(work, new SippRun("uas") { Calls = 0, Limit = length + TimeSpan.FromMinutes(2) });
        await using var gateway = await GatewayProcess.StartAsync(
            work,
            new GatewaySetup { V6 = false, LongestRun = length + TimeSpan.FromMinutes(5) }
                .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}", $"127.0.0.1:{mediaPort}"))
                .Trunk("far.example", trunk => trunk.At(far.Address))
                .Trunk("media.example", trunk => trunk.At(farMedia.Address))
                .Route(@"^\+1206", "media.example")
                .Route(@"^\+", "far.example"),
            new GatewayPorts(Ports.Take(), Ports.Take(), Ports.Take(), 34_000, 34_000 + MediaPorts - 1));
        // The collector's nursery grows until it is full once: that is no leak, and at the soak's own rate it would take minutes.
        await using (var warmUp = await Sipp.StartAsync(work, Caller("uac-load", nearPort, gateway, WarmUpRate, TimeSpan.Zero) with { Calls = WarmUpCalls, Pause = TimeSpan.FromMilliseconds(200), Limit = TimeSpan.FromMinutes(2) }))
        {
            await warmUp.SucceedsAsync();
        }
        await using var near = await Sipp.StartAsync(work, Caller("uac-load", nearPort, gateway, rate, length) with { Pause = s_hold });
        await using var nearMedia = await Sipp.StartAsync(work, Caller("uac", mediaPort, gateway, mediaRate, length) with { Called = "+12065550100", Pause = s_hold });

        var (start, samples) = (TimeProvider.System.GetTimestamp(), new List<SoakSample>());
        var table = new ResultTable("soak", "time", "memory MB", "open files", "threads", "port pairs", "calls", "transactions");
        while (TimeProvider.System.GetElapsedTime(start) < length)
        {
            await Task.Delay(between);
            samples.Add(await SoakSample.TakeAsync(gateway, TimeProvider.System.GetElapsedTime(start)));
            table.Row(samples[^1].Cells);
        }
        near.StopCalling();
        nearMedia.StopCalling();
        await Task.WhenAll(near.EndsAsync(), nearMedia.EndsAsync());
        await gateway.HasNoCallAsync();
        var verdicts = Judge(samples);
        var calls = $"{near.Figures.Successful + nearMedia.Figures.Successful} calls, {near.Figures.Failed + nearMedia.Figures.Failed} failed, {gateway.Complaints.Count} complaints in the log";
        await table.PublishAsync(string.Create(CultureInfo.InvariantCulture, $"{minutes} minutes of {rate} calls/s, and {mediaRate} calls/s with audio both ways, each of {s_hold.TotalSeconds:0} s: {calls}.\n{string.Join('\n', verdicts.Select(static v => v.Sentence))}"));
        var good = verdicts.All(static v => v.Flat) && gateway.Complaints.Count == 0;
        Console.WriteLine(good ? "Verdict: flat." : "Verdict: NOT flat.");
        return good ? 0 : 1;
    }

    private static IReadOnlyList<(bool Flat, string Sentence)> Judge(IReadOnlyList<SoakSample> samples) =>
    [
        SoakVerdict.Of("memory MB", samples, static s => s.MemoryBytes / 1048576.0, 0.1, 8),
        SoakVerdict.Of("open files", samples, static s => s.Files, 0.05, 20),
        SoakVerdict.Of("threads", samples, static s => s.Threads, 0, 3),
        SoakVerdict.Of("port pairs", samples, static s => s.PortPairs, 0.05, 20),
        SoakVerdict.Of("transactions", samples, static s => s.Transactions, 0.1, 100),
    ];

    private static SippRun Caller(string scenario, int port, GatewayProcess gateway, int rate, TimeSpan length) => new(scenario)
    {
        Port = port, Remote = gateway.Address, CallsPerSecond = rate, Calls = (int)(rate * (length.TotalSeconds + 60)), AtOnce = rate * 20, Limit = length + TimeSpan.FromMinutes(2),
    };
}
