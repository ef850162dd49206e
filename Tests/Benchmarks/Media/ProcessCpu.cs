using System.Globalization;

namespace Telephony.Benchmarks.Media;

/// <summary>CPU time of processes, user and system, as the kernel accounts it.</summary>
public static class ProcessCpu
{
    private const double TicksPerSecond = 100;

    /// <summary>Seconds since the process began. Field 14 and 15 of <c>/proc/PID/stat</c>, counted after the name, which may hold blanks.</summary>
    public static double Seconds(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Parse(fields[11]) + Parse(fields[12])) / TicksPerSecond;
    }

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
