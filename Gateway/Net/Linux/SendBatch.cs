using System.Runtime.InteropServices;
using Telephony.Net.Addresses;

namespace Telephony.Net.Linux;

/// <summary>What one socket sends at the end of a turn by one <c>sendmmsg</c>: copies, in order.</summary>
internal sealed unsafe class SendBatch : IDisposable
{
    private const int Capacity = 64;
    private const int SlabBytes = 128 * 1024;

    private readonly LibC.MultiMessage* _messages;
    private readonly LibC.IoVector* _vectors;
    private readonly byte* _addresses;
    private readonly byte* _slab;
    private int _used;

    public SendBatch()
    {
        _messages = (LibC.MultiMessage*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(LibC.MultiMessage));
        _vectors = (LibC.IoVector*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(LibC.IoVector));
        _addresses = (byte*)NativeMemory.AllocZeroed(Capacity, RawAddress.MaxLength);
        _slab = (byte*)NativeMemory.Alloc(SlabBytes);
        for (var i = 0; i < Capacity; i++)
            _messages[i] = new LibC.MultiMessage { Name = _addresses + (i * RawAddress.MaxLength), Vectors = _vectors + i, VectorCount = 1 };
    }

    public int Count { get; private set; }

    /// <summary>False when there is no room: send first, then it fits.</summary>
    public bool TryAdd(ReadOnlySpan<byte> datagram, in NetEndpoint remote)
    {
        if (Count == Capacity || datagram.Length > SlabBytes - _used) return false;
        var at = _slab + _used;
        datagram.CopyTo(new Span<byte>(at, datagram.Length));
        _used += datagram.Length;
        _vectors[Count] = new LibC.IoVector { Base = at, Length = (nuint)datagram.Length };
        _messages[Count].NameLength = RawAddress.Write(_messages[Count].Name, remote);
        Count++;
        return true;
    }

    /// <summary>How many of those from <paramref name="first"/> on the kernel took; -1 when it refused that first one, with errno.</summary>
    public int Send(int fd, int first) => LibC.SendMany(fd, _messages + first, (uint)(Count - first), LibC.DontWait);

    public NetEndpoint Remote(int index) => RawAddress.Read(_messages[index].Name);

    public void Clear() => Count = _used = 0;

    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_addresses);
        NativeMemory.Free(_slab);
    }
}
