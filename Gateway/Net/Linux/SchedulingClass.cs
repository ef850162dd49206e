using System.Runtime.InteropServices;

namespace Telephony.Net.Linux;

/// <summary>
/// When a loop's thread gets the core. A loop works for microseconds at a time; beside it on the same core are the just-in-time compiler, the store's feeder and the thread pool, which work for
/// milliseconds. Both are for the thread that calls, and not for threads that it happens to start: a pool or compiler thread works for milliseconds.
/// </summary>
internal static unsafe class SchedulingClass
{
    private const uint RoundRobin = 2;              // SCHED_RR
    private const uint LeastPriority = 1;           // below everything else that is real-time on the machine
    private const ulong ShortestSlice = 100_000;    // ns: the least the kernel takes
    private const ulong NotForChildren = 0x01;      // SCHED_FLAG_RESET_ON_FORK

    private static readonly nint s_number = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 314, Architecture.Arm64 => 274, _ => -1 };

    /// <summary>
    /// The real-time class: before everything of the usual one, at once. The kernel leaves the usual one a twentieth of each second whatever happens (<c>sched_rt_runtime_us</c>). Needs
    /// CAP_SYS_NICE or a limit RLIMIT_RTPRIO of 1.
    /// </summary>
    /// <param name="errno">Why not, when false.</param>
    public static bool TryRealTime(out int errno) => TryTake(new Attributes { Policy = RoundRobin, Priority = LeastPriority }, out errno);

    /// <summary>
    /// Short stretches in the usual class, and therefore soon. Since Linux 6.12 a thread may ask for a slice of its own, without a privilege: the share of the core stays the same, but one that wants
    /// less at a time is let in before one that wants more (EEVDF: the earlier virtual deadline, and a shorter slice interrupts a longer one). Older kernels take no notice; nothing is lost but time.
    /// </summary>
    public static bool TryShortSlice() => TryTake(new Attributes { Nice = LibC.GetPriority(0, 0), Runtime = ShortestSlice }, out _);

    private static bool TryTake(Attributes wanted, out int errno)
    {
        wanted.Size = (uint)sizeof(Attributes);
        wanted.Flags = NotForChildren;
        var taken = s_number >= 0 && LibC.SchedulerSetAttributes(s_number, 0, &wanted, 0) == 0;
        errno = taken ? 0 : s_number < 0 ? LibC.Enosys : Marshal.GetLastPInvokeError();
        return taken;
    }

    /// <summary><c>struct sched_attr</c> in its first shape: policy 0 is SCHED_OTHER.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Attributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }
}
