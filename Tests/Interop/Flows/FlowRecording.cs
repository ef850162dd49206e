using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;

namespace Telephony.Interop.Flows;

/// <summary>What a flow records now, as it grows on the disk of the gateway.</summary>
internal sealed class FlowRecording(GatewayProcess gateway)
{
    private const int BytesOfSecond = 32_000;

    private readonly string _folder = Path.Combine(gateway.DataFolder, "recordings");
    private HashSet<string> _before = [];

    /// <summary>Recordings that are there already are none of it.</summary>
    public FlowRecording Begins()
    {
        _before = [.. Files];
        return this;
    }

    public Task HasAsync(int seconds) => Until.TrueAsync(
        () => Files.Any(file => !_before.Contains(file) && new FileInfo(file).Length > seconds * BytesOfSecond), TimeSpan.FromSeconds(30), () => $"{seconds} seconds were to be recorded in {_folder}. Log:\n{gateway.Process.Log}");

    private IEnumerable<string> Files => Directory.Exists(_folder) ? Directory.EnumerateFiles(_folder, "*.wav") : [];
}
