using System.Runtime.InteropServices;

namespace Telephony.Net.Linux;

/// <summary>
/// Asks the scheduler to run a thread for short stretches and therefore soon. A loop works for microseconds at a time; beside it on the same core are the just-in-time compiler, the store's
/// feeder and the thread pool, which work for milliseconds. Since Linux 6.12 a thread of the usual class may ask for a slice of its own, without a privilege: the share of the core stays the same, but
/// one that wants less at a time is let in before one that wants more (EEVDF: the earlier virtual deadline, and a shorter slice interrupts a longer one). Older kernels take no notice.
/// </summary>
internal static unsafe class ShortSlice
{
    private const ulong Nanoseconds = 100_000;      // the least the kernel takes
    private const ulong NotForChildren = 0x01;      // SCHED_FLAG_RESET_ON_FORK: a pool or compiler thread that a loop's thread happens to start works for milliseconds

    private static readonly nint s_number = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 314, Architecture.Arm64 => 274, _ => -1 };

    /// <summary>For the thread that calls. False: the kernel does not know of it, or a sandbox forbids it; nothing is lost but time.</summary>
    public static bool TryAsk()
    {
        if (s_number < 0) return false;
        var attributes = new Attributes { Size = (uint)sizeof(Attributes), Flags = NotForChildren, Nice = LibC.GetPriority(0, 0), Runtime = Nanoseconds };
        return LibC.SchedulerSetAttributes(s_number, 0, &attributes, 0) == 0;
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
