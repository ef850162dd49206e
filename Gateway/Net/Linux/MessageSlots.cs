using System.Runtime.InteropServices;
using Telephony.Net.Addresses;

namespace Telephony.Net.Linux;

/// <summary>Room for some datagrams with their addresses, in the form of <c>sendmsg</c> and <c>recvmsg</c>. Pages are touched only as far as datagrams fill them.</summary>
internal sealed unsafe class MessageSlots : IDisposable
{
    private const int AddressStride = 32;

    private readonly LibC.MultiMessage* _messages;
    private readonly LibC.IoVector* _vectors;
    private readonly byte* _addresses;
    private readonly byte* _bytes;

    /// <param name="stride">From the beginning of one datagram to that of the next.</param>
    /// <param name="room">Of each datagram.</param>
    public MessageSlots(int count, int stride, int room)
    {
        _messages = (LibC.MultiMessage*)NativeMemory.AllocZeroed((nuint)count, (nuint)sizeof(LibC.MultiMessage));
        _vectors = (LibC.IoVector*)NativeMemory.AllocZeroed((nuint)count, (nuint)sizeof(LibC.IoVector));
        _addresses = (byte*)NativeMemory.AllocZeroed((nuint)count, AddressStride);
        _bytes = (byte*)NativeMemory.Alloc((nuint)count, (nuint)stride);
        for (var i = 0; i < count; i++)
        {
            _vectors[i] = new LibC.IoVector { Base = _bytes + ((nint)i * stride), Length = (nuint)room };
            _messages[i] = new LibC.MultiMessage { Name = _addresses + (i * AddressStride), NameLength = RawAddress.MaxLength, Vectors = _vectors + i, VectorCount = 1 };
        }
    }

    public LibC.MultiMessage* this[int index] => _messages + index;

    /// <summary>A datagram that is to be sent.</summary>
    public void Fill(int index, ReadOnlySpan<byte> datagram, in NetEndpoint remote)
    {
        _vectors[index].Length = (nuint)datagram.Length;
        _messages[index].NameLength = RawAddress.Write(_messages[index].Name, remote);
        datagram.CopyTo(new Span<byte>(_vectors[index].Base, datagram.Length));
    }

    /// <summary>For the next datagram to receive: the kernel wrote the length of the address that it used.</summary>
    public LibC.MultiMessage* Emptied(int index)
    {
        _messages[index].NameLength = RawAddress.MaxLength;
        return _messages + index;
    }

    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_addresses);
        NativeMemory.Free(_bytes);
    }
}
