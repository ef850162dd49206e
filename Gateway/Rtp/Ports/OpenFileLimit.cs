namespace Telephony.Rtp.Ports;

/// <summary>Each media port in use is an open file: whether the limit of the process lets the whole port range be used.</summary>
public static class OpenFileLimit
{
    /// <summary>Files that are not media ports: signalling connections, the store, logs.</summary>
    private const int Reserve = 1024;

    /// <summary>The soft limit of this process, null where the system has none to read.</summary>
    public static long? Read()
    {
        const string Limits = "/proc/self/limits";
        if (!File.Exists(Limits)) return null;
        foreach (var line in File.ReadLines(Limits))
        {
            if (!line.StartsWith("Max open files", StringComparison.Ordinal)) continue;
            var soft = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
            return long.TryParse(soft, out var limit) ? limit : null;
        }
        return null;
    }

    /// <summary>A sentence that says what to set, or null when the limit is enough.</summary>
    public static string? Shortage(long limit, PortRange ports, int addresses)
    {
        var needed = (ports.Pairs * 2L * addresses) + Reserve;
        return limit >= needed
            ? null
            : $"The open-file limit is {limit}, but {ports.Pairs * 2L * addresses} media ports ({ports}) and {Reserve} other files need {needed}: "
              + $"raise it (ulimit -n {needed}, or LimitNOFILE={needed} in the service unit) or narrow Telephony:Media:Ports.";
    }
}
