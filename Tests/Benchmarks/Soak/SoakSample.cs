using System.Globalization;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Soak;

/// <summary>What a process holds at one moment.</summary>
/// <param name="MemoryBytes">Anonymous memory in RAM.</param>
/// <param name="Files">Open files: sockets, pipes, the store.</param>
/// <param name="PortPairs">Media port pairs in use or kept ready.</param>
internal readonly record struct SoakSample(TimeSpan At, long MemoryBytes, int Files, int Threads, int PortPairs, int Calls, int Transactions)
{
    public static async Task<SoakSample> TakeAsync(GatewayProcess gateway, TimeSpan at)
    {
        var pid = gateway.Process.Pid;
        return new SoakSample(
            at, ProcessFigures.OwnBytes(pid), OpenFiles.Of(pid), Directory.EnumerateDirectories($"/proc/{pid}/task").Count(),
            (int)await gateway.MetricAsync("telephony_media_port_pairs_taken"), await gateway.CallsAsync(), (int)await gateway.MetricAsync("telephony_sip_transactions"));
    }

    public string[] Cells =>
    [
        At.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture), (MemoryBytes / 1048576.0).ToString("F1", CultureInfo.InvariantCulture), $"{Files}", $"{Threads}", $"{PortPairs}", $"{Calls}", $"{Transactions}",
    ];
}
