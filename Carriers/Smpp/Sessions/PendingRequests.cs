namespace Telephony.Smpp.Sessions;

/// <summary>Requests that wait for an answer, by sequence number. All wait equally long, so that the oldest is always due first. Callers hold the link's lock.</summary>
internal sealed class PendingRequests(TimeSpan limit)
{
    private readonly Dictionary<uint, Entry> _entries = [];
    private readonly Queue<uint> _order = [];
    private uint _sequence;

    private readonly record struct Entry(TaskCompletionSource<SmppAnswer> Done, DateTimeOffset Since);

    public int Count => _entries.Count;

    /// <summary>A new sequence number, 1 to 0x7FFFFFFF (SMPP 3.4 5.1.4), and what is done when its answer is there.</summary>
    public (uint Sequence, Task<SmppAnswer> Done) Add(DateTimeOffset now)
    {
        _sequence = _sequence >= int.MaxValue ? 1 : _sequence + 1;
        var done = new TaskCompletionSource<SmppAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _entries[_sequence] = new Entry(done, now);
        _order.Enqueue(_sequence);
        return (_sequence, done.Task);
    }

    /// <summary>False for an answer that nobody waits for any more.</summary>
    public bool Complete(uint sequence, SmppAnswer answer) => _entries.Remove(sequence, out var entry) && entry.Done.TrySetResult(answer);

    /// <summary>Ends what has waited longer than the limit; how many that were.</summary>
    public int Expire(DateTimeOffset now)
    {
        var expired = 0;
        while (_order.TryPeek(out var sequence))
        {
            if (_entries.TryGetValue(sequence, out var entry))
            {
                if (now - entry.Since < limit) break;
                Complete(sequence, SmppAnswer.Silent);
                expired++;
            }
            _order.Dequeue();
        }
        return expired;
    }

    /// <summary>The connection is gone. <paramref name="left"/> says of a sequence number whether it may have left us.</summary>
    public void End(Func<uint, bool> left)
    {
        foreach (var (sequence, entry) in _entries) entry.Done.TrySetResult(left(sequence) ? SmppAnswer.Silent : SmppAnswer.NotSent);
        _entries.Clear();
        _order.Clear();
    }
}
