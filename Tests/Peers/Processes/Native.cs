using System.Runtime.InteropServices;

namespace Telephony.Peers.Processes;

internal static partial class Native
{
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "sysconf")]
    internal static partial long SystemConfiguration(int name);
}
