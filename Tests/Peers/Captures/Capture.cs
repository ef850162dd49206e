using Telephony.Peers.Processes;

namespace Telephony.Peers.Captures;

/// <summary>Records loopback traffic with dumpcap, to be read back as datagrams and RTP streams.</summary>
public sealed class Capture : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly string _path;

    private Capture(ChildProcess process, string path) => (_process, _path) = (process, path);

    /// <param name="filter">In libpcap's words, such as <c>udp portrange 20000-20999</c>.</param>
    public static async Task<Capture> StartAsync(WorkFolder work, string filter, string name = "capture", int? core = null)
    {
        var path = work.File(name + ".pcap");
        var process = await ChildProcess.StartAsync(
            "dumpcap", "dumpcap", ["-i", "lo", "-P", "-B", "32", "-f", filter, "-w", path], work.Path, TimeSpan.FromMinutes(3), core: core);
        await process.SaysAsync("File:", TimeSpan.FromSeconds(15));
        return new Capture(process, path);
    }

    /// <summary>Ends the recording and reads it.</summary>
    public async Task<CapturedTraffic> StopAsync()
    {
        _process.Signal(PosixSignalNumber.Interrupt);
        await _process.ExitAsync(TimeSpan.FromSeconds(15));
        return CapturedTraffic.Read(_path);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
