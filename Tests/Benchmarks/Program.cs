using Telephony.Benchmarks.Media;

namespace Telephony.Benchmarks;

internal static class Program
{
    private static int Main(string[] args) => MediaCommands.TryRun(args, out var exit) ? exit : 0;
}
