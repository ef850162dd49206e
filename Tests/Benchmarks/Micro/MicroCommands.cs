using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Telephony.Benchmarks.Micro;

/// <summary><c>micro [--filter …]</c>: nanoseconds and bytes of single operations, in this process.</summary>
internal static class MicroCommands
{
    public static bool TryRun(string[] args, out int exit)
    {
        exit = 0;
        if (args is not ["micro", ..])
        {
            return false;
        }
        var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        var arguments = args.Length > 1 ? args[1..] : ["--filter", "*"];
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroCommands).Assembly).Run(arguments, config);
        exit = summaries.All(static summary => !summary.HasCriticalValidationErrors && summary.Reports.All(static report => report.Success)) ? 0 : 1;
        return true;
    }
}
