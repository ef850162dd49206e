namespace Telephony.Rtp.Ports;

/// <summary>
/// Free media ports of one local address, oldest free first, as even/odd pairs or as single ports for legs with RTP and RTCP on one.
/// A port rests before it is used again, so that late packets of the last call do not reach the next; one that another program
/// holds is parked for longer. Any thread: one short lock per call leg, none per packet.
/// </summary>
public sealed class PortAllocator
{
    private enum State : byte { FreeAsPair, FreeAlone, Taken }

    private readonly record struct Entry(ushort Port, long ReadyAt);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly PortRange _range;
    private readonly TimeSpan _rest;
    private readonly TimeSpan _park;
    private readonly State[] _states;
    private readonly Queue<Entry> _pairs = new();
    private readonly Queue<Entry> _singles = new();
    private readonly Queue<(Entry Entry, bool Pair)> _parked = new();

    /// <param name="rest">How long a returned port lies idle.</param>
    /// <param name="park">How long a port that could not be bound lies idle.</param>
    public PortAllocator(PortRange range, TimeProvider clock, TimeSpan rest, TimeSpan park)
    {
        _range = range;
        _clock = clock;
        _rest = rest;
        _park = park;
        _states = new State[range.Pairs * 2];
        for (var port = (int)range.First; port < range.Last; port += 2) _pairs.Enqueue(new Entry((ushort)port, 0));
    }

    /// <summary>Pairs that are in use, parked, or half of either.</summary>
    public int PairsTaken { get; private set; }

    public int PairsTotal => _range.Pairs;

    /// <summary>The even port of a pair; the odd one above it is the caller's too.</summary>
    public bool TryTakePair(out ushort even)
    {
        lock (_gate)
        {
            Unpark();
            even = 0;
            if (!TryDequeue(_pairs, State.FreeAsPair, out even)) return false;
            Mark(even, State.Taken);
            Mark(even + 1, State.Taken);
            PairsTaken++;
            return true;
        }
    }

    /// <summary>One port for RTP and RTCP together: the free half of a broken pair first, so that pairs last.</summary>
    public bool TryTakeSingle(out ushort port)
    {
        lock (_gate)
        {
            Unpark();
            if (!TryDequeue(_singles, State.FreeAlone, out port))
            {
                if (!TryDequeue(_pairs, State.FreeAsPair, out port)) return false;
                Mark(port + 1, State.FreeAlone);
                _singles.Enqueue(new Entry((ushort)(port + 1), 0));
                PairsTaken++;
            }
            Mark(port, State.Taken);
            return true;
        }
    }

    public void ReturnPair(ushort even)
    {
        lock (_gate) FreePair(even, Now + Ticks(_rest));
    }

    public void ReturnSingle(ushort port)
    {
        lock (_gate) FreeSingle(port, Now + Ticks(_rest));
    }

    /// <summary>Another program holds a port of this pair: it is tried again after a while.</summary>
    public void ParkPair(ushort even)
    {
        lock (_gate)
        {
            _parked.Enqueue((new Entry(even, Now + Ticks(_park)), Pair: true));
        }
    }

    /// <inheritdoc cref="ParkPair"/>
    public void ParkSingle(ushort port)
    {
        lock (_gate) _parked.Enqueue((new Entry(port, Now + Ticks(_park)), Pair: false));
    }

    private long Now => _clock.GetTimestamp();

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _clock.TimestampFrequency);

    private void Mark(int port, State state) => _states[port - _range.First] = state;

    private State StateOf(int port) => _states[port - _range.First];

    private void FreePair(ushort even, long readyAt)
    {
        Mark(even, State.FreeAsPair);
        Mark(even + 1, State.FreeAsPair);
        _pairs.Enqueue(new Entry(even, readyAt));
        PairsTaken--;
    }

    private void FreeSingle(ushort port, long readyAt)
    {
        if (StateOf(port ^ 1) == State.FreeAlone) { FreePair((ushort)(port & ~1), readyAt); return; }
        Mark(port, State.FreeAlone);
        _singles.Enqueue(new Entry(port, readyAt));
    }

    private void Unpark()
    {
        var now = Now;
        while (_parked.TryPeek(out var parked) && parked.Entry.ReadyAt <= now)
        {
            _parked.Dequeue();
            if (parked.Pair) FreePair(parked.Entry.Port, now);
            else FreeSingle(parked.Entry.Port, now);
        }
    }

    /// <summary>Entries of halves that were joined to a pair meanwhile are stale and skipped.</summary>
    private bool TryDequeue(Queue<Entry> queue, State expected, out ushort port)
    {
        port = 0;
        while (queue.TryPeek(out var entry))
        {
            if (StateOf(entry.Port) == expected)
            {
                if (entry.ReadyAt > Now) return false;
                port = entry.Port;
                queue.Dequeue();
                return true;
            }
            queue.Dequeue();
        }
        return false;
    }
}
