using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Telephony.Benchmarks.Media;

/// <summary>The bare system calls of the load generator and of the yardstick: nothing of the product is in their loops.</summary>
internal static unsafe partial class LinuxCalls
{
    public const int DontWait = 0x40;
    private const int CloseOnExec = 0x80000;
    private const int Datagram = 2;
    private const int InterNetwork = 2;

    [LibraryImport("libc", EntryPoint = "recvfrom")]
    public static partial nint Receive(int fd, byte* buffer, nuint length, int flags, byte* address, uint* addressLength);

    [LibraryImport("libc", EntryPoint = "sendto")]
    public static partial nint Send(int fd, byte* buffer, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2")]
    public static partial int Wait(int epoll, EpollEvent* events, int most, TimeSpec* timeout, void* mask);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    private static partial int EpollControl(int epoll, int operation, int fd, EpollEvent* wanted);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int NewSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(int fd, byte* address, uint length);

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    public struct EpollEvent
    {
        public uint Events;
        public ulong Data;
    }

    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary><c>struct sockaddr_in</c> of a port on 127.0.0.1.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct LoopbackAddress
    {
        public const uint Length = 16;
        private readonly ushort _family;
        private readonly ushort _port;
        private readonly uint _address;
        private readonly ulong _zero;

        public LoopbackAddress(int port)
        {
            _family = InterNetwork;
            _port = BinaryPrimitives.ReverseEndianness((ushort)port);
            _address = BinaryPrimitives.ReverseEndianness(0x7F00_0001u);
            _zero = 0;
        }
    }

    public static int OpenEpoll() => EpollCreate(CloseOnExec);

    public static int OpenPort(int port)
    {
        var fd = NewSocket(InterNetwork, Datagram | CloseOnExec, 0);
        var address = new LoopbackAddress(port);
        return fd >= 0 && Bind(fd, (byte*)&address, LoopbackAddress.Length) == 0
            ? fd
            : throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Port {port}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public static void Watch(int epoll, int fd, int place)
    {
        const int Add = 1;
        const uint In = 1;
        var wanted = new EpollEvent { Events = In, Data = (ulong)place };
        if (EpollControl(epoll, Add, fd, &wanted) < 0) throw new InvalidOperationException("epoll_ctl failed");
    }
}
