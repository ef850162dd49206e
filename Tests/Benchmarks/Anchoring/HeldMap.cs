using System.Globalization;
using Telephony.Benchmarks.Media;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Anchoring;

/// <summary>
/// <c>hold</c>: sets up calls and holds them until its input ends, with the media ports in a file for <c>rtp-load --map</c>. For looking at a system by hand:
/// profilers, short turns with another system.
/// </summary>
internal static class HeldMap
{
    private const int DialRate = 100;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var (name, start) = Systems.Of(options, anchored: true)[0];
        using var work = new WorkFolder();
        var (callerPort, calleePort) = (Ports.Take(), Ports.Take());
        await using var system = await start(work, callerPort, calleePort, Systems.SystemCore);
        await using var ends = new Telephony.Peers.Load.LoadEnds(system.Address, callerPort, calleePort);
        var calls = await ends.DialAsync(options.Number("calls", 400), DialRate, options.Number("load-port", 10_000), TimeSpan.FromSeconds(20));
        var lines = calls.SelectMany(static call => (string[])[Line(call.CallerMediaPort, call.TowardCallee), Line(call.CalleeMediaPort, call.TowardCaller)]);
        await File.WriteAllLinesAsync(options.Text("map", "media.map"), lines);
        Console.WriteLine($"{name}: {calls.Count(static call => call.Answered)} of {calls.Count} calls answered");
        Console.WriteLine("READY");
        using var ended = new EndOfInput();
        await Task.Run(ended.Wait);
        await ends.HangUpAsync(calls, TimeSpan.FromSeconds(10));
        return 0;
    }

    private static string Line(int local, int target) => string.Create(CultureInfo.InvariantCulture, $"{local} {target}");
}
