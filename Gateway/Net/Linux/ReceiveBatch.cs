using System.Runtime.InteropServices;
using Telephony.Net.Addresses;

namespace Telephony.Net.Linux;

/// <summary>Room for what one <c>recvmmsg</c> brings, shared by the batched sockets of a loop. Pages are only touched as far as datagrams fill them.</summary>
internal sealed unsafe class ReceiveBatch : IDisposable
{
    public const int Capacity = 32;

    private readonly LibC.MultiMessage* _messages;
    private readonly LibC.IoVector* _vectors;
    private readonly byte* _addresses;
    private readonly byte* _data;

    public ReceiveBatch()
    {
        _messages = (LibC.MultiMessage*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(LibC.MultiMessage));
        _vectors = (LibC.IoVector*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(LibC.IoVector));
        _addresses = (byte*)NativeMemory.AllocZeroed(Capacity, RawAddress.MaxLength);
        _data = (byte*)NativeMemory.Alloc(Capacity, EpollLoop.DatagramBytes);
        for (var i = 0; i < Capacity; i++)
        {
            _vectors[i] = new LibC.IoVector { Base = _data + (i * EpollLoop.DatagramBytes), Length = EpollLoop.DatagramBytes };
            _messages[i] = new LibC.MultiMessage
            {
                Name = _addresses + (i * RawAddress.MaxLength), NameLength = RawAddress.MaxLength, Vectors = _vectors + i, VectorCount = 1,
            };
        }
    }

    /// <summary>How many came, or -1 with errno.</summary>
    public int Receive(int fd) => LibC.ReceiveMany(fd, _messages, Capacity, LibC.DontWait, null);

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
    }
}
