using System.Globalization;
using Telephony.Benchmarks.Results;
using Telephony.Peers.Gateway;
using Telephony.Peers.Load;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Soak;

/// <summary>A million malformed messages, first with every one of them read, then with their sender banned: memory flat, no crash, a trunk works on (acceptance 11).</summary>
internal static class FloodCommand
{
    private const string Scanner = "127.0.0.66";
    private const int Parts = 10;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var messages = options.Number("messages", 1_000_000);
        var table = new ResultTable("flood", "bans", "sent", "memory MB", "malformed", "dropped unread", "banned sources", "calls answered");
        var good = true;
        foreach (var bans in (bool[])[false, true]) good &= await FloodAsync(bans, messages / 2, table);
        await table.PublishAsync($"{messages} malformed messages from {Scanner}, while a trunk on 127.0.0.1 calls; half of them without bans, half with.");
        Console.WriteLine(good ? "Verdict: memory flat, every call answered." : "Verdict: NOT good.");
        return good ? 0 : 1;
    }

    private static async Task<bool> FloodAsync(bool bans, int messages, ResultTable table)
    {
        using var work = new WorkFolder();
        var (nearPort, farPort) = (Ports.Take(), Ports.Take());
        var setup = new GatewaySetup { V6 = false }
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{nearPort}"))
            .Trunk("far.example", trunk => trunk.At($"127.0.0.1:{farPort}"))
            .Route(@"^\+", "far.example")
            .Setting("Protection__BanAfter", bans ? "20" : "0");
        await using var gateway = await GatewayProcess.StartAsync(work, setup);
        await using var ends = new LoadEnds(gateway.Address, nearPort, farPort);
        var (answered, memory) = (0, new List<double>());
        for (var part = 0; part < Parts; part++)
        {
            await Garbage.OverUdpAsync(gateway.GatewayPorts.Sip, part, messages / Parts, Scanner);
            var calls = await ends.DialAsync(5, 50, 20_000, TimeSpan.FromSeconds(10), firstIndex: part * 10);
            answered += calls.Count(static call => call.Answered);
            await ends.HangUpAsync(calls, TimeSpan.FromSeconds(10));
            memory.Add(ProcessFigures.OwnBytes(gateway.Process.Pid) / 1048576.0);
            table.Row(
                bans ? "on" : "off", $"{(part + 1) * (messages / Parts)}", memory[^1].ToString("F1", CultureInfo.InvariantCulture), $"{await gateway.MetricAsync("telephony_sip_malformed_total"):F0}",
                $"{await gateway.MetricAsync("telephony_bans_dropped_total"):F0}", $"{await gateway.MetricAsync("telephony_bans_active"):F0}", $"{answered}");
        }
        // The first parts fill the collector's nursery; from there on it must stay.
        return answered == Parts * 5 && memory[^1] <= memory[Parts / 2] * 1.1 + 8 && await gateway.MetricAsync("telephony_bans_active") > 0 == bans && gateway.Complaints.Count == 0;
    }
}
