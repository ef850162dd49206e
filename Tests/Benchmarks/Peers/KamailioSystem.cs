using Telephony.Peers.Agents;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Peers;

/// <summary>Kamailio as a stateful proxy with Record-Route: one worker, fast allocator. With <c>anchored</c>, rtpengine in userspace carries the media.</summary>
internal sealed class KamailioSystem : ISystemUnderTest
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);
    private static readonly (int First, int Last) s_mediaPorts = (40_000, 59_999);      // wide: a port rests for a while after each call

    private readonly Kamailio _proxy;
    private readonly Rtpengine? _relay;

    private KamailioSystem(Kamailio proxy, Rtpengine? relay) => (_proxy, _relay) = (proxy, relay);

    public string Name => _relay is null ? "Kamailio proxy" : "Kamailio + rtpengine";

    public string Address => _proxy.Address;

    public TimeSpan CpuTime => _proxy.Process.CpuTime + MediaCpuTime;

    /// <summary>The relay's share of <see cref="CpuTime"/>.</summary>
    public TimeSpan MediaCpuTime => _relay?.Process.CpuTime ?? TimeSpan.Zero;

    public long MemoryBytes => ProcessFigures.OwnBytes(_proxy.Process.Pid) + (_relay is null ? 0 : ProcessFigures.OwnBytes(_relay.Process.Pid));

    /// <param name="core">Pins all of it to this core; null leaves it free.</param>
    public static async Task<KamailioSystem> StartAsync(WorkFolder work, int calleePort, bool anchored, int? core, MediaTask task = MediaTask.Relay, bool realTime = false)
    {
        var target = $"sip:127.0.0.1:{calleePort}";
        if (!anchored) return new KamailioSystem(await Kamailio.StartAsync(work, KamailioRoutes.Proxy(target), parameters: realTime ? KamailioRoutes.RealTime : "", core: core, limit: s_limit), null);
        var relay = await Rtpengine.StartAsync(work, s_mediaPorts, threads: core is null ? Environment.ProcessorCount : 1, core, s_limit);
        var proxy = await Kamailio.StartAsync(
            work, KamailioRoutes.Anchor(target, Offer(task)), parameters: KamailioRoutes.AnchorParameters(relay.ControlPort), core: core, limit: s_limit);
        return new KamailioSystem(proxy, relay);
    }

    private static string Offer(MediaTask task) => task switch
    {
        MediaTask.Relay => "replace-origin",
        MediaTask.Transcode => "RTP/AVP replace-origin codec-mask-all codec-transcode-opus",
        _ => "RTP/AVP replace-origin ICE=remove",
    };

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        if (_relay is not null) await _relay.DisposeAsync();
    }
}
