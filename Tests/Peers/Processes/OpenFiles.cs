using System.Globalization;

namespace Telephony.Peers.Processes;

/// <summary>Open files of another process: how many there are, of which kinds, and how many there may be.</summary>
public static class OpenFiles
{
    public static int Of(int pid) => Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count();

    /// <summary>What each of them is, as <c>/proc</c> has it: a path, <c>pipe:[…]</c>, <c>anon_inode:…</c>; of sockets <c>udp</c> and <c>socket</c>.</summary>
    public static IReadOnlyList<string> Named(int pid)
    {
        var datagrams = File.ReadLines($"/proc/{pid}/net/udp").Concat(File.ReadLines($"/proc/{pid}/net/udp6")).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(static fields => fields.Length > 9).Select(static fields => $"socket:[{fields[9]}]").ToHashSet();
        var found = new List<string>();
        foreach (var entry in Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd"))
        {
            var name = new FileInfo(entry).LinkTarget;
            if (name is not null) found.Add(datagrams.Contains(name) ? "udp" : name.StartsWith("socket:", StringComparison.Ordinal) ? "socket" : name);   // null: closed meanwhile
        }
        return found;
    }

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
