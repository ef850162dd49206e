using System.Net.Sockets;
using System.Runtime.InteropServices;
using Telephony.Net.Addresses;

namespace Telephony.Net.Linux;

/// <summary>Room for what one <c>recvmmsg</c> brings, shared by the batched sockets of a loop. Pages are only touched as far as datagrams fill them.</summary>
internal sealed unsafe class ReceiveBatch : IDisposable
{
    public const int Capacity = 32;

    private const int SolSocket = 1;
    private const int SoTimestampNs = 35;      // asm-generic/socket.h, SO_TIMESTAMPNS_OLD: struct timespec of the 64-bit systems
    private const int ControlBytes = 64;       // a struct cmsghdr of 16 bytes and a struct timespec of 16, and some to spare

    private readonly LibC.MultiMessage* _messages;
    private readonly LibC.IoVector* _vectors;
    private readonly byte* _addresses;
    private readonly byte* _data;
    private readonly byte* _control;

    public ReceiveBatch()
    {
        _messages = (LibC.MultiMessage*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(LibC.MultiMessage));
        _vectors = (LibC.IoVector*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(LibC.IoVector));
        _addresses = (byte*)NativeMemory.AllocZeroed(Capacity, RawAddress.MaxLength);
        _data = (byte*)NativeMemory.Alloc(Capacity, EpollLoop.DatagramBytes);
        _control = (byte*)NativeMemory.AllocZeroed(Capacity, ControlBytes);
        for (var i = 0; i < Capacity; i++)
        {
            _vectors[i] = new LibC.IoVector { Base = _data + (i * EpollLoop.DatagramBytes), Length = EpollLoop.DatagramBytes };
            _messages[i] = new LibC.MultiMessage
            {
                Name = _addresses + (i * RawAddress.MaxLength), NameLength = RawAddress.MaxLength, Vectors = _vectors + i, VectorCount = 1, Control = _control + (i * ControlBytes),
            };
        }
    }

    /// <summary>How many came, or -1 with errno.</summary>
    public int Receive(int fd)
    {
        for (var i = 0; i < Capacity; i++) _messages[i].ControlLength = ControlBytes;   // the kernel wrote the length it used
        return LibC.ReceiveMany(fd, _messages, Capacity, LibC.DontWait, null);
    }

    /// <summary>The kernel notes when each datagram came (socket(7), SO_TIMESTAMPNS). Where it cannot, waits read as zero.</summary>
    public static void AskForTimes(Socket socket) => socket.SetRawSocketOption(SolSocket, SoTimestampNs, [1, 0, 0, 0]);

    /// <summary>Milliseconds that the first datagram, which is the oldest, has waited in the kernel; 0 when it says nothing.</summary>
    public double OldestWait(TimeProvider clock)
    {
        if (_messages[0].ControlLength < 32) return 0;
        var words = (long*)(_control + 8);   // behind cmsg_len: cmsg_level and cmsg_type, then seconds and nanoseconds
        if (words[0] != (((long)SoTimestampNs << 32) | SolSocket)) return 0;
        return (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds - ((words[1] * 1000.0) + (words[2] / 1_000_000.0));
    }

    public Span<byte> Datagram(int index) => new(_vectors[index].Base, (int)_messages[index].Length);

    public NetEndpoint Remote(int index)
    {
        _messages[index].NameLength = RawAddress.MaxLength; // the kernel wrote the length it used
        return RawAddress.Read(_messages[index].Name);
    }

    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_addresses);
        NativeMemory.Free(_data);
        NativeMemory.Free(_control);
    }
}
