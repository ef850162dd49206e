using System.Globalization;

namespace Telephony.Peers.Processes;

/// <summary>What <c>/proc</c> tells about a process (proc(5)). A process that has gone reads as zero.</summary>
public static class ProcessFigures
{
    private const int ClockTicksName = 2;      // _SC_CLK_TCK
    private const int UserTimeField = 13;      // after "pid (comm)" the fields count from 2: state
    private const int ResidentField = 23;

    private static readonly double s_ticksPerSecond = Native.SystemConfiguration(ClockTicksName);

    /// <summary>User and system time of the process, its ended children and its living descendants.</summary>
    public static TimeSpan CpuTime(int pid)
    {
        if (Stat(pid) is not { } fields) return TimeSpan.Zero;
        var ticks = fields[UserTimeField..(UserTimeField + 4)].Sum(static text => long.Parse(text, CultureInfo.InvariantCulture));
        var own = TimeSpan.FromSeconds(ticks / s_ticksPerSecond);
        return Children(pid).Aggregate(own, static (sum, child) => sum + CpuTime(child));
    }

    public static long ResidentBytes(int pid) =>
        Stat(pid) is { } fields ? long.Parse(fields[ResidentField], CultureInfo.InvariantCulture) * Environment.SystemPageSize : 0;

    /// <summary>Anonymous and shared-anonymous memory in RAM of the process and its living descendants; what they share counts once (proportional set size).</summary>
    public static long OwnBytes(int pid)
    {
        try
        {
            var own = File.ReadLines($"/proc/{pid}/smaps_rollup")
                .Where(static line => line.StartsWith("Pss_Anon:", StringComparison.Ordinal) || line.StartsWith("Pss_Shmem:", StringComparison.Ordinal))
                .Sum(static line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024);
            return own + Children(pid).Sum(OwnBytes);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Living child processes of all threads of the process.</summary>
    public static IReadOnlyList<int> Children(int pid)
    {
        try
        {
            return
            [
                .. Directory.EnumerateDirectories($"/proc/{pid}/task")
                    .SelectMany(static task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Select(static text => int.Parse(text, CultureInfo.InvariantCulture)),
            ];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>True while the process still runs one of these programs: a wrapper that has not replaced itself yet.</summary>
    public static bool IsRunning(int pid, params ReadOnlySpan<string> programs) =>
        Stat(pid) is { } fields && programs.Contains(fields[1]);

    // Field 0 is the pid, 1 the name without its parentheses, then as in proc(5) from "state" on.
    private static string[]? Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            var (open, close) = (text.IndexOf('(', StringComparison.Ordinal), text.LastIndexOf(')'));
            return [text[..open].Trim(), text[(open + 1)..close], .. text[(close + 2)..].Split(' ')];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
