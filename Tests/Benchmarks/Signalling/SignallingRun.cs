using Telephony.Benchmarks.Peers;
using Telephony.Peers.Agents;
using Telephony.Peers.Captures;
using Telephony.Peers.Processes;
using Telephony.Benchmarks.Results;

namespace Telephony.Benchmarks.Signalling;

/// <summary>SIPp, system under test, SIPp: short calls at a steady rate.</summary>
internal static class SignallingRun
{
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(1);
    private static readonly string[] s_bigBuffers = ["-buff_size", "4000000"];

    /// <param name="CpuSeconds">Of the system under test, from the first INVITE to a second after the last BYE: its writing counts.</param>
    public sealed record Result(int Calls, int Failed, int Retransmissions, double CpuSeconds, TimeSpan Took)
    {
        public double CpuPerThousand => CpuSeconds * 1000 / Calls;
    }

    public static async Task<Sipp> StartCalleeAsync(WorkFolder work, int port, int? core) =>
        await Sipp.StartAsync(work, new SippRun("uas-load") { Port = port, Calls = 0, Limit = TimeSpan.FromMinutes(10), Core = core, More = s_bigBuffers });

    public static async Task<Result> MeasureAsync(WorkFolder work, ISystemUnderTest system, int callerPort, int rate, int seconds, int? core, int holdMilliseconds = 500)
    {
        var calls = rate * seconds;
        var before = system.CpuTime;
        var start = TimeProvider.System.GetTimestamp();
        await using var caller = await Sipp.StartAsync(work, new SippRun("uac-load")
        {
            Remote = system.Address,
            Port = callerPort,
            Called = "+12065550100",
            Calls = calls,
            CallsPerSecond = rate,
            AtOnce = rate * 10,
            Pause = TimeSpan.FromMilliseconds(holdMilliseconds),
            Limit = TimeSpan.FromSeconds(seconds + 45),
            Core = core,
            More = s_bigBuffers,
        });
        await caller.EndsAsync();
        var took = TimeProvider.System.GetElapsedTime(start);
        await Task.Delay(s_settling);
        var figures = caller.Figures;
        return new Result(calls, calls - figures.Successful, figures.Retransmissions, (system.CpuTime - before).TotalSeconds, took);
    }

    /// <summary>Times from the caller's INVITE to its 200 in milliseconds, by the kernel's clock on the wire, the callee's own time included.</summary>
    public static async Task<Percentiles> SetUpDelayAsync(WorkFolder work, ISystemUnderTest system, int callerPort, int rate, int seconds, int? core)
    {
        await using var capture = await Capture.StartAsync(work, $"udp port {callerPort}", $"delays-{callerPort}-{rate}");
        await MeasureAsync(work, system, callerPort, rate, seconds, core);
        return Percentiles.Of(Delays(await capture.StopAsync(), callerPort));
    }

    private static IEnumerable<double> Delays(CapturedTraffic traffic, int callerPort)
    {
        var sent = new Dictionary<string, TimeSpan>();
        foreach (var datagram in traffic.Datagrams)
        {
            var text = System.Text.Encoding.ASCII.GetString(datagram.Payload);
            if (datagram.From.Port == callerPort && text.StartsWith("INVITE ", StringComparison.Ordinal)) sent.TryAdd(CallId(text), datagram.At);
            else if (datagram.To.Port == callerPort && text.StartsWith("SIP/2.0 200", StringComparison.Ordinal) && text.Contains(" INVITE\r\n", StringComparison.Ordinal)
                && sent.Remove(CallId(text), out var at)) yield return (datagram.At - at).TotalMilliseconds;
        }
    }

    private static string CallId(string message)
    {
        var at = message.IndexOf("\r\nCall-ID:", StringComparison.OrdinalIgnoreCase) + 10;
        return message[at..message.IndexOf("\r\n", at, StringComparison.Ordinal)].Trim();
    }
}
