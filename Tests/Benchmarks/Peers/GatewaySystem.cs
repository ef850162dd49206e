using System.Text.Json.Nodes;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Peers;

/// <summary>The gateway between two trunks, as an operator would run it: records written, media relayed, no limits set.</summary>
internal sealed class GatewaySystem : ISystemUnderTest
{
    private const int FirstMediaPort = 34_000;
    private const int MostMediaPorts = 30_000;

    private readonly GatewayProcess _gateway;

    private GatewaySystem(GatewayProcess gateway) => _gateway = gateway;

    public string Name => "gateway";

    public string Address => _gateway.Address;

    public TimeSpan CpuTime => _gateway.Process.CpuTime;

    public long MemoryBytes => ProcessFigures.OwnBytes(_gateway.Process.Pid);

    public GatewayProcess Process => _gateway;

    public static async Task<GatewaySystem> StartAsync(WorkFolder work, int callerPort, int calleePort, int? core, MediaTask task = MediaTask.Relay, bool realTime = false)
    {
        var setup = new GatewaySetup { V6 = false }
            .Trunk("near.example", trunk => Near(Silent(trunk.From($"127.0.0.1:{callerPort}")), task))
            .Trunk("far.example", trunk => Far(Silent(trunk.At($"127.0.0.1:{calleePort}")), task))
            .Route(@"^\+", "far.example")
            .Setting("Loops__RealTime", realTime ? "true" : "false");
        var ports = new GatewayPorts(Ports.Take(), Ports.Take(), Ports.Take(), FirstMediaPort, FirstMediaPort + FileLimit.MediaPorts(MostMediaPorts) - 1);
        return new GatewaySystem(await GatewayProcess.StartAsync(work, setup, ports, core));
    }

    /// <summary>Held calls of a benchmark may have no media: nobody is asked whether they are still there, which would be work that a call in use does not make.</summary>
    private static TrunkSetup Silent(TrunkSetup trunk) => trunk.With("media.timeouts.beforeFirst", 3600);

    private static TrunkSetup Near(TrunkSetup trunk, MediaTask task) => task switch
    {
        MediaTask.CounterMode or MediaTask.Gcm => trunk.With("srtp.policy", "require"),
        MediaTask.Transcode => trunk.With("codecs.order", new JsonArray("pcmu")),
        _ => trunk,
    };

    private static TrunkSetup Far(TrunkSetup trunk, MediaTask task) =>
        task == MediaTask.Transcode ? trunk.With("codecs.order", new JsonArray("opus")).With("codecs.transcode", "allow") : trunk;

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();
}
