using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Peers;

/// <summary>
/// Cores that do not halt. A virtual core with nothing to do goes back to the host, and on a shared host a datagram waits milliseconds until it has it again, whatever system the
/// datagram is for. So something of the idle class, which gives way to everything else at once, runs on each core while delays are measured, for the peer and the gateway alike.
/// </summary>
internal sealed class AwakeCores : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);
    private readonly List<ChildProcess> _spinning = [];

    public static async Task<AwakeCores> StartAsync(WorkFolder work, params IReadOnlyList<int> cores)
    {
        var awake = new AwakeCores();
        foreach (var core in cores)
            awake._spinning.Add(await ChildProcess.StartAsync($"awake-{core}", "chrt", ["--idle", "0", "sh", "-c", "while :; do :; done"], work.Path, s_limit, core: core));
        return awake;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _spinning) await process.DisposeAsync();
    }
}
