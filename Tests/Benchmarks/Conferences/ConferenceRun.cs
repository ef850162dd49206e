using System.Globalization;
using Telephony.Benchmarks.Anchoring;
using Telephony.Benchmarks.Api;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;
using Telephony.Peers.Gateway;
using Telephony.Peers.Load;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Conferences;

/// <summary>
/// A conference on the wire: so many phones call an application, which brings them together; each says a tone of its own and has to hear all the others as loud as they are, itself not at all, and nothing else.
/// </summary>
internal static class ConferenceRun
{
    private const int FirstLoadPort = 10_000;
    private const double MostOffDb = 1;
    private const double MostOwnDb = -30;
    private const double MostRestDb = -20;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var table = new ResultTable("conference", "parties", "gateway's CPU, us per party and frame", "of a core per party, %", "worst tone, dB off the ideal mix", "own voice, dB", "what is no voice, dB below the mix", "packets missing");
        var isGood = true;
        foreach (var parties in options.Numbers("parties", [3, 50])) isGood &= await MeasureAsync(parties, TimeSpan.FromSeconds(options.Number("seconds", 5)), table);
        await table.PublishAsync($"Phones with PCMU, 50 packets a second both ways; jitter buffers, decoding, 8 to 16 kHz and back, mixing, encoding, packets and sockets are all in it. Gateway on core {Systems.SystemCore}, phones and application on core {Systems.LoadCore}.");
        Console.WriteLine(isGood ? "Verdict: everybody hears the ideal mix." : $"Verdict: NOT the ideal mix (at most {MostOffDb} dB off, own voice below {MostOwnDb} dB, the rest below {MostRestDb} dB).");
        return isGood ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(int parties, TimeSpan duration, ResultTable table)
    {
        using var work = new WorkFolder();
        var callerPort = Ports.Take();
        var setup = new GatewaySetup { V6 = false, MediaPorts = (4 * parties) + 100 }
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{callerPort}").At($"127.0.0.1:{callerPort}"))
            .Setting("Api__RequestsPerSecond", "0");
        for (var i = 0; i < parties; i++) setup.Number($"+1206{5_000_000 + i}", "app", "bench");     // as LoadEnds dials them
        await using var gateway = await GatewayProcess.StartAsync(work, setup, core: Systems.SystemCore);
        var requests = new SignedRequests(gateway.GatewayPorts.Http, (await gateway.ConnectionStringAsync()).Split("accesskey=")[1]);
        await using var application = await ConferenceApplication.StartAsync(Ports.Take(), requests);
        await gateway.CommandAsync("events", "subscriptions", "add", "calls", application.Url + "/events", "--type", "Microsoft.Communication.IncomingCall");
        await using var ends = new LoadEnds(gateway.Address, callerPort);
        var calls = await ends.DialAsync(parties, 10, FirstLoadPort, TimeSpan.FromSeconds(60));
        await Until.TrueAsync(() => application.Seated >= parties, TimeSpan.FromSeconds(30), () => $"{application.Seated} of {parties} phones are in the conference.");
        using var load = new ConferenceLoad(calls);
        var (begin, end) = (0.0, 0.0);
        await PinnedThread.RunAsync(Systems.LoadCore, () =>
        {
            load.Run(TimeSpan.FromSeconds(5));     // the compiler's, and until the buffers stand
            begin = gateway.Process.CpuTime.TotalSeconds;
            load.Run(duration);
            end = gateway.Process.CpuTime.TotalSeconds;
            return 0;
        });
        var heard = load.Heard.ToList();
        var (off, own, rest) = (heard.Max(static mix => mix.OffDb), heard.Max(static mix => mix.OwnDb), heard.Max(static mix => mix.RestDb));
        var share = (end - begin) / duration.TotalSeconds / parties;
        table.Row($"{parties}", F(share * 1e6 / 50, "F1"), F(share * 100, "F3"), F(off, "F2"), F(own, "F0"), F(rest, "F0"), $"{load.Missing}");
        await ends.HangUpAsync(calls, TimeSpan.FromSeconds(10));
        return off <= MostOffDb && own <= MostOwnDb && rest <= MostRestDb;
    }

    private static string F(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
