using System.Globalization;

namespace Telephony.Benchmarks.Peers;

/// <summary>
/// The open-file limit of this machine bounds how many calls can be held: each has four media sockets, at the gateway and at rtpengine alike.
/// <c>bench.sh</c> raises it as far as it may.
/// </summary>
internal static class FileLimit
{
    private const int FilesBesideMedia = 1100;
    private const int SocketsPerCall = 4;

    private static readonly int s_limit = Read();

    public static int MediaPorts(int wanted) => Math.Min(wanted, (s_limit - FilesBesideMedia) & ~1);

    public static int Calls(int wanted) => Math.Min(wanted, MediaPorts(int.MaxValue) / SocketsPerCall - 25);

    private static int Read()
    {
        var line = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        return int.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture, out var limit) ? limit : 1 << 20;
    }
}
