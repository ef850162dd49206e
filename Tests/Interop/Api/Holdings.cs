using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;

namespace Telephony.Interop.Api;

/// <summary>What a gateway holds on behalf of calls: counted before trouble and behind it.</summary>
/// <param name="Ports">Pairs of media ports in use: neither free nor kept ready for the next calls.</param>
/// <param name="Datagrams">UDP sockets but those of the pairs of media ports.</param>
/// <param name="Pipes">To child programs, among others.</param>
/// <param name="Temporary">Open recordings, and files and folders that are not meant to stay.</param>
internal sealed record Holdings(double Ports, double Datagrams, int Pipes, IReadOnlyList<string> Temporary)
{
    private static readonly string[] s_ofCalls =
    [
        "telephony_calls_active", "telephony_automation_connections", "telephony_automation_work", "telephony_automation_streams", "telephony_media_legs", "telephony_sip_dialogs", "telephony_trunk_channels",
    ];

    /// <param name="temporary">The gateway's folder of temporary files.</param>
    public static async Task<Holdings> OfAsync(GatewayProcess gateway, string temporary)
    {
        var files = OpenFiles.Named(gateway.Process.Pid);
        var recordings = Path.Combine(gateway.DataFolder, "recordings");
        var taken = await gateway.MetricAsync("telephony_media_port_pairs_taken");
        return new Holdings(
            taken - await gateway.MetricAsync("telephony_media_port_pairs_kept"),
            files.Count(static name => name == "udp") - (2 * taken),
            files.Count(static name => name.StartsWith("pipe:", StringComparison.Ordinal)),
            [.. files.Where(name => name.StartsWith(recordings, StringComparison.Ordinal) || name.StartsWith(temporary, StringComparison.Ordinal)), .. Directory.EnumerateFileSystemEntries(temporary, "telephony-*")]);
    }

    /// <summary>Waits until nothing is held for any call, and no more than at the time of <paramref name="before"/>.</summary>
    public static async Task ComeBackAsync(GatewayProcess gateway, string temporary, Holdings before)
    {
        var (left, now) = ("", before);
        await Until.TrueAsync(
            async () =>
            {
                var held = new List<string>();
                foreach (var name in s_ofCalls)
                {
                    if (await gateway.MetricAsync(name) is > 0 and var count) held.Add($"{name} is {count}");
                }
                left = string.Join(", ", held);
                now = await OfAsync(gateway, temporary);
                return held.Count == 0 && now.Temporary.Count == 0 && now.Ports <= before.Ports && now.Datagrams <= before.Datagrams && now.Pipes <= before.Pipes;
            },
            TimeSpan.FromSeconds(30),
            () => $"{left}; {now}, {string.Join(", ", now.Temporary)}; before: {before}. Log:\n{gateway.Process.Log}",
            TimeSpan.FromMilliseconds(200));
    }
}
