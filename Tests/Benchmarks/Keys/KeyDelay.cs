using System.Globalization;
using Telephony.Benchmarks.Anchoring;
using Telephony.Benchmarks.Api;
using Telephony.Benchmarks.Media;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;
using Telephony.Peers.Gateway;
using Telephony.Peers.Load;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Keys;

/// <summary>
/// From the end of a key on the wire (the first packet of RFC 4733 with its end bit) to the arrival of <c>ContinuousDtmfRecognitionToneReceived</c> at the application, while so many calls of applications carry sound both ways.
/// </summary>
internal static class KeyDelay
{
    private const int FirstLoadPort = 10_000;
    private const int DialRate = 10;
    private const int WarmCalls = 10;
    private const int WantedP99 = 30_000;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var table = new ResultTable("keys", "calls", "keys", "lost", "p50, ms", "p99, ms", "p99.9, ms", "most, ms", "gateway's CPU, % of a core");
        var worst = 0;
        foreach (var calls in options.Numbers("calls", [50, 200])) worst = Math.Max(worst, await MeasureAsync(calls, TimeSpan.FromSeconds(options.Number("seconds", 20)), table));
        await table.PublishAsync($"Calls answered by an application, PCMU in and out, a key each two seconds in each of them; the application is a Kestrel in the load's process, on core {Systems.LoadCore} with it; the gateway on core {Systems.SystemCore}.");
        Console.WriteLine(worst <= WantedP99 ? "Verdict: within 30 ms at p99." : "Verdict: NOT within 30 ms at p99.");
        return worst <= WantedP99 ? 0 : 1;
    }

    private static async Task<int> MeasureAsync(int count, TimeSpan duration, ResultTable table)
    {
        using var work = new WorkFolder();
        var callerPort = Ports.Take();
        var setup = new GatewaySetup { V6 = false, MediaPorts = (4 * count) + 100 }
            .Trunk("near.example", trunk => trunk.From($"127.0.0.1:{callerPort}").At($"127.0.0.1:{callerPort}"))
            .Setting("Api__RequestsPerSecond", "0");
        for (var i = 0; i < count + WarmCalls; i++) setup.Number(NumberOf(i), "app", "bench");
        await using var gateway = await GatewayProcess.StartAsync(work, setup, core: Systems.SystemCore);
        var requests = new SignedRequests(gateway.GatewayPorts.Http, (await gateway.ConnectionStringAsync()).Split("accesskey=")[1]);
        await using var application = await KeyApplication.StartAsync(Ports.Take(), requests);
        await gateway.CommandAsync("events", "subscriptions", "add", "calls", application.Url + "/events", "--type", "Microsoft.Communication.IncomingCall");
        await using var ends = new LoadEnds(gateway.Address, callerPort, media: LoadMedia.WithKeys);
        await ends.HangUpAsync(await ends.DialAsync(WarmCalls, 2, FirstLoadPort, TimeSpan.FromSeconds(20), count), TimeSpan.FromSeconds(5));      // the compiler's
        var calls = await ends.DialAsync(count, DialRate, FirstLoadPort, TimeSpan.FromSeconds(60));
        if (calls.Count(static call => call.Answered) < count) throw new InvalidOperationException($"{calls.Count(static call => !call.Answered)} of {count} calls were not answered; the first was refused with {calls.First(static call => !call.Answered).RefusedWith}. {gateway.Process.Log[Math.Max(0, gateway.Process.Log.Length - 1500)..]}");
        await Until.TrueAsync(() => application.Listening >= count, TimeSpan.FromSeconds(30), () => $"{application.Listening} of {count} calls are listened to.");
        using var load = new KeyLoad(calls);
        var cpu = new List<double>();
        var (sent, seconds) = await PinnedThread.RunAsync(Systems.LoadCore, () => load.Run(TimeSpan.FromSeconds(5), duration, key => application.Expect(calls[key.Call].Caller, key.EndsAt), () => cpu.Add(gateway.Process.CpuTime.TotalSeconds)));
        await Task.Delay(1000);
        var delays = application.Delays;
        table.Row(
            F(count), F(sent), F(sent - delays.Count), Ms(delays.Microseconds(0.5)), Ms(delays.Microseconds(0.99)), Ms(delays.Microseconds(0.999)), Ms(delays.MaxMicroseconds), ((cpu[1] - cpu[0]) / seconds * 100).ToString("F0", CultureInfo.InvariantCulture));
        await ends.HangUpAsync(calls, TimeSpan.FromSeconds(10));
        return delays.Microseconds(0.99);
    }

    /// <summary>As <see cref="LoadEnds"/> dials them.</summary>
    private static string NumberOf(int index) => $"+1206{5_000_000 + index}";

    private static string F(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Ms(double microseconds) => (microseconds / 1000).ToString("F1", CultureInfo.InvariantCulture);
}
