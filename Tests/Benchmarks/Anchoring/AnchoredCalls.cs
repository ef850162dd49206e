using Telephony.Benchmarks.Media;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;
using Telephony.Peers.Load;
using Telephony.Peers.Processes;
using Telephony.Rtp.Srtp;

namespace Telephony.Benchmarks.Anchoring;

/// <summary>What one measurement sets up and for how long.</summary>
/// <param name="DelaysApart">Delays by a second load, on cores that do not halt. It begins its numbering anew, which encrypted media takes for a replay: for plain media alone.</param>
internal sealed record AnchoredLoad(int Calls, TimeSpan WarmUp, TimeSpan Duration, MediaTask Task = MediaTask.Relay, bool DelaysApart = false)
{
    /// <summary>The runtime compiles a fresh process anew in its first seconds under load: the figures are of the hours after them.</summary>
    private const int WarmUpSeconds = 10;

    public static TimeSpan WarmUpOf(BenchmarkOptions options) => TimeSpan.FromSeconds(options.Number("warm-up", WarmUpSeconds));
}

/// <summary>One measurement: calls are set up by SIP, then the RTP generator sends from the ports of both ends to the ports that each call negotiated.</summary>
/// <param name="CpuMicroseconds">Of the system, per packet that came to it.</param>
/// <param name="LostBefore">Packets, while the cost was measured; those of <paramref name="Report"/>, the delays', are not in it.</param>
internal sealed record AnchoredCalls(double CpuMicroseconds, double KilobytesPerCall, long LostBefore, RtpLoadReport Report)
{
    private const int FirstLoadPort = 10_000;
    private const int DialRate = 100;

    // Few calls at once: what the held ones need is still to come.
    private const int WarmUpRounds = 8;
    private const int WarmUpCalls = 50;

    private static readonly TimeSpan s_warmUpMedia = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(2);

    public static async Task<AnchoredCalls> MeasureAsync(Systems.Starter start, AnchoredLoad wanted)
    {
        using var work = new WorkFolder();
        var (callerPort, calleePort) = (Ports.Take(), Ports.Take());
        await using var system = await start(work, callerPort, calleePort, Systems.SystemCore);
        await using var ends = new LoadEnds(system.Address, callerPort, calleePort, wanted.Task.Media());
        await WarmUpAsync(system, ends, wanted);
        var before = system.MemoryBytes;
        var calls = await ends.DialAsync(wanted.Calls, DialRate, FirstLoadPort, TimeSpan.FromSeconds(20));
        if (calls.FirstOrDefault(static call => !call.Answered) is { } open)
            throw new InvalidOperationException($"{system.Name}: {calls.Count(static call => !call.Answered)} of {calls.Count} calls were not answered; the first was refused with {open.RefusedWith} (0: no answer).");

        var (cpu, cost) = await LoadAsync(system, calls, wanted);
        var memory = (system.MemoryBytes - before) / 1024.0 / wanted.Calls;
        if (!wanted.DelaysApart)
        {
            await ends.HangUpAsync(calls, TimeSpan.FromSeconds(10));
            return new AnchoredCalls(cpu / cost.Sent, memory, 0, cost);
        }

        await using var awake = await AwakeCores.StartAsync(work, Systems.SystemCore, Systems.LoadCore);
        var (_, report) = await LoadAsync(system, calls, wanted with { WarmUp = s_quiet });
        await ends.HangUpAsync(calls, TimeSpan.FromSeconds(10));
        return new AnchoredCalls(cpu / cost.Sent, memory, cost.Lost, report);
    }

    /// <summary>Calls, and media of some of them: the compiler's last tier works in 8 MB of its own, which are no held call's.</summary>
    private static async Task WarmUpAsync(ISystemUnderTest system, LoadEnds ends, AnchoredLoad wanted)
    {
        for (var round = 0; round < WarmUpRounds; round++)
        {
            var calls = await ends.DialAsync(WarmUpCalls, DialRate, FirstLoadPort, TimeSpan.FromSeconds(10));
            if (round == 0) await LoadAsync(system, calls, wanted with { WarmUp = TimeSpan.Zero, Duration = s_warmUpMedia });
            await ends.HangUpAsync(calls, TimeSpan.FromSeconds(5));
        }

        await Task.Delay(s_quiet);
    }

    private static async Task<(double CpuMicroseconds, RtpLoadReport Report)> LoadAsync(ISystemUnderTest system, IReadOnlyList<LoadCall> calls, AnchoredLoad wanted)
    {
        using var load = new RtpLoad();
        var isSound = wanted.Task == MediaTask.Transcode;
        foreach (var call in calls)
        {
            load.AddEnd(call.CallerMediaPort, call.TowardCallee, Keys(call, wanted.Task), isSound ? LoadSound.MuLaw : null);
            load.AddEnd(call.CalleeMediaPort, call.TowardCaller, null, isSound ? LoadSound.Opus : null);
        }

        var cpu = new List<double>();
        var report = await PinnedThread.RunAsync(Systems.LoadCore, () => load.Run(wanted.WarmUp, wanted.Duration, () => cpu.Add(system.CpuTime.TotalMicroseconds)));
        return (cpu[1] - cpu[0], report);
    }

    private static LoadKeys? Keys(LoadCall call, MediaTask task)
    {
        if (call.CallerKey is not { } own) return null;
        var suite = task == MediaTask.Gcm ? SrtpSuite.AeadAes128Gcm : SrtpSuite.AesCm128HmacSha1Tag80;
        return new LoadKeys(suite, own, call.AnswerKey ?? throw new InvalidOperationException("The answer has no crypto line."));
    }
}
