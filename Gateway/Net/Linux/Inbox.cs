namespace Telephony.Net.Linux;

/// <summary>
/// What is ready on the unbatched sockets of a loop, read by one call of the kernel, a datagram of each, and then handed over. A socket that has more is ready in the next turn again.
/// </summary>
internal sealed unsafe class Inbox : IDisposable
{
    private const int Capacity = SubmissionRing.Capacity;

    /// <summary>An odd number of lines more than the room: the heads of all would lie in the same places of the cache.</summary>
    private const int Stride = EpollLoop.DatagramBytes + (35 * 64);

    private readonly MessageSlots _slots = new(Capacity, Stride, EpollLoop.DatagramBytes);
    private readonly EpollDatagramSocket[] _sockets = new EpollDatagramSocket[Capacity];
    private readonly int[] _results = new int[Capacity];
    private int _count;

    public bool IsFull => _count == Capacity;

    /// <summary>The socket is ready. It may be closed before it is read.</summary>
    public void Add(EpollDatagramSocket socket) => _sockets[_count++] = socket;

    public void Read(EpollLoop loop)
    {
        if (_count > 1 && loop.Ring is { } ring) ReadByRing(loop, ring);
        else _results.AsSpan(0, _count).Fill(SubmissionRing.NotDone);
        var next = 0;
        while (next < _count)
        {
            try
            {
                while (next < _count) Hand(next++);
            }
            catch (Exception failure)
            {
                loop.Fail(failure);
            }
        }
        _count = 0;
    }

    public void Dispose() => _slots.Dispose();

    private void ReadByRing(EpollLoop loop, SubmissionRing ring)
    {
        var open = 0;
        for (var i = 0; i < _count; i++)
        {
            if (!_sockets[i].IsWatched) continue;
            _sockets[open] = _sockets[i];
            ring.AddReceive(_sockets[i].Fd, _slots.Emptied(open++));
        }
        _count = open;
        if (!ring.Run(_results)) loop.GiveUpRing();
    }

    private void Hand(int index)
    {
        var (socket, result) = (_sockets[index], _results[index]);
        if (!socket.IsWatched) return;      // closed by what came before
        if (result == SubmissionRing.NotDone) socket.OnReady();
        else socket.OnRead(result, (byte*)_slots[index]->Vectors->Base, _slots[index]->Name);
    }
}
