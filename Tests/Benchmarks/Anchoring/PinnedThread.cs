using System.Runtime.InteropServices;

namespace Telephony.Benchmarks.Anchoring;

/// <summary>Runs work on a thread of its own that stays on one core (sched_setaffinity(2); thread 0 is the calling one).</summary>
internal static unsafe partial class PinnedThread
{
    public static Task<T> RunAsync<T>(int core, Func<T> work) => Task.Factory.StartNew(
        () =>
        {
            var mask = 1UL << core;
            if (SetAffinity(0, sizeof(ulong), &mask) != 0) throw new InvalidOperationException($"Core {core} cannot be had: error {Marshal.GetLastPInvokeError()}.");
            return work();
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nint size, ulong* mask);
}
