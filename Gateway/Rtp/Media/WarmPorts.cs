namespace Telephony.Rtp.Media;

/// <summary>
/// Open ports of one worker between two calls: opening and closing sockets is the dearest part of a short call's media.
/// Oldest first, and each rests like a closed one would. Signalling threads take, the media thread gives back.
/// </summary>
internal sealed class WarmPorts
{
    private readonly Lock _gate = new();
    private readonly Queue<MediaPort>[] _queues;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _rest;
    private readonly int _capacity;
    private int _count;

    public WarmPorts(int addresses, int capacity, TimeProvider clock, TimeSpan rest)
    {
        (_capacity, _clock, _rest) = (capacity, clock, rest);
        _queues = new Queue<MediaPort>[addresses * 2];
        for (var i = 0; i < _queues.Length; i++) _queues[i] = new Queue<MediaPort>();
    }

    /// <summary>Any thread; may be a moment old.</summary>
    public int Count => Volatile.Read(ref _count);

    public bool TryTake(int addressIndex, bool muxed, out MediaPort? port)
    {
        lock (_gate)
        {
            var queue = QueueOf(addressIndex, muxed);
            if (!queue.TryPeek(out port) || port.RestsUntil > _clock.GetTimestamp()) { port = null; return false; }
            queue.Dequeue();
            _count--;
            return true;
        }
    }

    /// <summary>False when there are enough: the caller closes it.</summary>
    public bool TryKeep(MediaPort port)
    {
        lock (_gate)
        {
            if (_count >= _capacity) return false;
            port.RestsUntil = _clock.GetTimestamp() + (long)(_rest.TotalSeconds * _clock.TimestampFrequency);
            QueueOf(port.AddressIndex, port.Muxed).Enqueue(port);
            _count++;
            return true;
        }
    }

    /// <summary>Takes everything out, rested or not, and keeps nothing more.</summary>
    public IReadOnlyList<MediaPort> Close()
    {
        lock (_gate)
        {
            _count = _capacity;
            var all = _queues.SelectMany(static queue => queue).ToArray();
            foreach (var queue in _queues) queue.Clear();
            return all;
        }
    }

    private Queue<MediaPort> QueueOf(int addressIndex, bool muxed) => _queues[(addressIndex * 2) + (muxed ? 1 : 0)];
}
