using System.Globalization;

namespace Telephony.Peers.Processes;

/// <summary>Open files of another process: how many there are, and how many there may be.</summary>
public static class OpenFiles
{
    public static int Of(int pid) => Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count();

    /// <summary>Sets the soft limit of a process that runs (prlimit(1)); null: back to its hard limit.</summary>
    public static async Task LimitAsync(int pid, int? most, string folder)
    {
        var hard = File.ReadLines($"/proc/{pid}/limits").First(static line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        var soft = most?.ToString(CultureInfo.InvariantCulture) ?? hard;
        await using var limit = await ChildProcess.StartAsync("prlimit", "sh", ["-c", $"prlimit --pid {pid} --nofile={soft}:{hard}; sleep 0.2"], folder, TimeSpan.FromSeconds(10));
        var code = await limit.ExitAsync(TimeSpan.FromSeconds(10));
        if (code != 0) throw new InvalidOperationException($"prlimit ended with {code}:\n{limit.Log}");
    }
}
