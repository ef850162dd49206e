using Telephony.Peers.Processes;

namespace Telephony.Peers.Agents;

/// <summary>rtpengine in userspace: the media yardstick.</summary>
public sealed class Rtpengine : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private Rtpengine(ChildProcess process, int controlPort) => (_process, ControlPort) = (process, controlPort);

    /// <summary>The UDP port of the ng protocol.</summary>
    public int ControlPort { get; }

    public ChildProcess Process => _process;

    /// <param name="mediaPorts">Wide: a port rests for a while after each call.</param>
    public static async Task<Rtpengine> StartAsync(WorkFolder work, (int First, int Last) mediaPorts, int threads, int? core = null, TimeSpan? limit = null)
    {
        var control = Ports.Take();
        var process = await ChildProcess.StartAsync(
            "rtpengine", "rtpengine",
            [
                "--config-file=none", "--table=-1", "--interface=127.0.0.1", $"--listen-ng=127.0.0.1:{control}", $"--port-min={mediaPorts.First}",
                $"--port-max={mediaPorts.Last}", "--foreground", "--log-stderr", "--log-level=4", $"--num-threads={threads}",
                "--timeout=3600", "--silent-timeout=3600",      // calls of a benchmark may be held without media
                "--delete-delay=0",                             // an ended call gives its ports back at once
            ],
            work.Folder("rtpengine"), limit ?? TimeSpan.FromMinutes(3), core: core);
        await Ports.BoundAsync(control, process);
        return new Rtpengine(process, control);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
