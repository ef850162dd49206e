using Telephony.Benchmarks.Anchoring;
using Telephony.Benchmarks.Holding;
using Telephony.Benchmarks.Media;
using Telephony.Benchmarks.Micro;
using Telephony.Benchmarks.Results;
using Telephony.Benchmarks.Signalling;

namespace Telephony.Benchmarks;

/// <summary>The benchmarks by name; <c>bench.sh</c> runs them all.</summary>
internal static class Program
{
    private const string Help = """
        Telephony.Benchmarks WORD [--name value …]
          signalling   CPU per 1000 calls and set-up delay, Kamailio proxy and gateway in turn   [--rates 200,500,1000] [--seconds 10] [--peer-only]
          most-calls   most calls per second with none failed                                  [--rates 500,1000,…] [--seconds 5] [--peer-only]
          anchoring    media through Kamailio with rtpengine and through the gateway          [--calls 200,400] [--alone 800] [--seconds 10] [--peer-only]
          holding      memory and CPU per held call                                          [--calls 10,1000,5000] [--peer-only]
          micro        nanoseconds and bytes of single operations                             [--filter PATTERN]
        Tables go to the console and to artifacts/bench.
        """;

    private static async Task<int> Main(string[] args)
    {
        if (MediaCommands.TryRun(args, out var exit) || MicroCommands.TryRun(args, out exit)) return exit;
        var options = new BenchmarkOptions(args);
        switch (args.FirstOrDefault())
        {
            case "signalling": await SignallingComparison.RunAsync(options); return 0;
            case "most-calls": await MostCalls.RunAsync(options); return 0;
            case "anchoring": await AnchoringComparison.RunAsync(options); return 0;
            case "holding": await HeldCalls.RunAsync(options); return 0;
            default: Console.WriteLine(Help); return 2;
        }
    }
}
