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
    private static readonly string[] s_bigBuffers = ["-buff_size", "4000000", "-timer_resol", "1"];

    /// <param name="CpuSeconds">Of the system under test, from the first INVITE to a second after the last BYE: its writing counts.</param>
    public sealed record Result(int Calls, int Failed, int Retransmissions, double CpuSeconds, TimeSpan Took)
    {
        public double CpuPerThousand => CpuSeconds * 1000 / Calls;
    }

    public static async Task<Sipp> StartCalleeAsync(WorkFolder work, int port, int? core) =>
        await Sipp.StartAsync(work, new SippRun("uas-load") { Port = port, Calls = 0, Limit = TimeSpan.FromMinutes(10), Core = core, Punctual = core is not null, More = s_bigBuffers });

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
            Punctual = core is not null,
            More = s_bigBuffers,
        });
        await caller.EndsAsync();
        var took = TimeProvider.System.GetElapsedTime(start);
        await Task.Delay(s_settling);
        var figures = caller.Figures;
        return new Result(calls, calls - figures.Successful, figures.Retransmissions, (system.CpuTime - before).TotalSeconds, took);
    }

    /// <summary>Set-up delays of one run, on the wire by the kernel's clock, and whose they are.</summary>
    /// <param name="Whole">Milliseconds from the caller's INVITE to its 200, the callee's own time included.</param>
    /// <param name="Callee">Milliseconds from the callee's INVITE to its 200.</param>
    /// <param name="Added">The difference: both ways through the system under test.</param>
    public sealed record Delays(Percentiles Whole, Percentiles Callee, Percentiles Added);

    /// <summary>Measured in a run of its own, as the recording takes time of the same cores, and on cores that do not halt.</summary>
    public static async Task<Delays> SetUpDelayAsync(WorkFolder work, ISystemUnderTest system, int callerPort, int calleePort, int rate, int seconds, int? core)
    {
        await using var awake = await AwakeCores.StartAsync(work, core is null ? [] : [Systems.SystemCore, Systems.LoadCore]);
        await using var capture = await Capture.StartAsync(work, $"udp port {callerPort} or udp port {calleePort}", $"delays-{callerPort}-{rate}", core);
        await MeasureAsync(work, system, callerPort, rate, seconds, core);
        var traffic = await capture.StopAsync();
        var (whole, callee) = (Answers(traffic, callerPort, asks: true), Answers(traffic, calleePort, asks: false));
        return new Delays(
            Percentiles.Of(whole.Values), Percentiles.Of(callee.Values), Percentiles.Of(whole.Where(call => callee.ContainsKey(call.Key)).Select(call => call.Value - callee[call.Key])));
    }

    /// <summary>Milliseconds from INVITE to 200 by the number that the caller gives each call in the display name of its From.</summary>
    private static Dictionary<string, double> Answers(CapturedTraffic traffic, int port, bool asks)
    {
        var sent = new Dictionary<string, TimeSpan>();
        var answers = new Dictionary<string, double>();
        foreach (var datagram in traffic.Datagrams)
        {
            var text = System.Text.Encoding.ASCII.GetString(datagram.Payload);
            var (request, response) = asks ? (datagram.From.Port, datagram.To.Port) : (datagram.To.Port, datagram.From.Port);
            if (request == port && text.StartsWith("INVITE ", StringComparison.Ordinal)) sent.TryAdd(Number(text), datagram.At);
            else if (response == port && text.StartsWith("SIP/2.0 200", StringComparison.Ordinal) && text.Contains(" INVITE\r\n", StringComparison.Ordinal)
                && sent.Remove(Number(text), out var at)) answers[Number(text)] = (datagram.At - at).TotalMilliseconds;
        }

        return answers;
    }

    private static string Number(string message)
    {
        var at = message.IndexOf("\r\nFrom: \"", StringComparison.OrdinalIgnoreCase) + 9;
        return message[at..message.IndexOf('"', at)];
    }
}
