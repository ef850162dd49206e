using System.Runtime.InteropServices;
using Telephony.Net.Addresses;

namespace Telephony.Net.Linux;

/// <summary>
/// What the unbatched sockets of a loop send in one turn, in order, at the turn's end: in one call of the kernel where it has a <see cref="SubmissionRing"/>, else each by a call of its own.
/// Reading all that is ready first and sending afterwards keeps the kernel's receiving path, then its sending path, in the processor's cache.
/// </summary>
internal sealed unsafe class Outbox : IDisposable
{
    public const int MostBytes = 2048;

    /// <summary>A line more than the room: the heads of all would lie in the same places of the cache.</summary>
    private const int Stride = MostBytes + 64;

    private const int Capacity = SubmissionRing.Capacity;

    /// <summary>The result of a call that a signal ended.</summary>
    private const int NotNow = -LibC.Eintr;

    private readonly MessageSlots _slots = new(Capacity, Stride, MostBytes);
    private readonly int[] _sockets = new int[Capacity];
    private readonly int[] _results = new int[Capacity];
    private int _count;

    /// <param name="datagram">At most <see cref="MostBytes"/>.</param>
    public void Add(EpollLoop loop, int socket, ReadOnlySpan<byte> datagram, in NetEndpoint remote)
    {
        if (_count == Capacity) Flush(loop);
        _sockets[_count] = socket;
        _slots.Fill(_count, datagram, remote);
        _count++;
    }

    public void Flush(EpollLoop loop)
    {
        if (_count > 1 && loop.Ring is { } ring) SendByRing(loop, ring);
        else for (var i = 0; i < _count; i++) SendOne(loop, i);
        loop.DatagramsOut += _count;
        _count = 0;
    }

    public void Dispose() => _slots.Dispose();

    private void SendByRing(EpollLoop loop, SubmissionRing ring)
    {
        for (var i = 0; i < _count; i++) ring.AddSend(_sockets[i], _slots[i]);
        if (!ring.Run(_results)) loop.GiveUpRing();
        for (var i = 0; i < _count; i++)
        {
            if (_results[i] >= 0) continue;
            if (_results[i] is SubmissionRing.NotDone or NotNow) SendOne(loop, i);
            else CountFailure(loop);
        }
    }

    private void SendOne(EpollLoop loop, int index)
    {
        var message = _slots[index];
        while (LibC.SendTo(_sockets[index], message->Vectors->Base, message->Vectors->Length, LibC.DontWait, message->Name, message->NameLength) < 0)
        {
            if (Marshal.GetLastSystemError() == LibC.Eintr) continue;
            CountFailure(loop);
            return;
        }
    }

    private static void CountFailure(EpollLoop loop)
    {
        loop.SendFailures++;
        loop.DatagramsOut--;
    }
}
