namespace Telephony.Audio.Playout;

internal enum Placing : byte
{
    Next,
    Repeated,
    Doubtful,
    Restarted,
}

/// <summary>
/// Where packets stand in their stream: numbers and timestamps without their wrapping (RFC 3550 A.1), repetitions by a window of 64, new sources, and jumps of the timestamp. A
/// pause is none: its timestamp moves with the clock. One odd packet may be a stray and is left out unless it has the marker; a second one of the same kind makes it a jump.
/// </summary>
internal struct StreamPlace
{
    private const int Window = 64;

    private ulong _seen;
    private long _highest;
    private long _highestTimestamp;
    private long _transit;
    private long _doubtfulTransit;
    private long _step;              // of the timestamp, from the packet before, when this one follows it
    private uint _ssrc;
    private bool _started;
    private bool _doubts;

    public long Sequence { get; private set; }

    public long Timestamp { get; private set; }

    public long Received { get; private set; }

    public long Duplicates { get; private set; }

    public long Restarts { get; private set; }

    public Placing Find(ushort sequence, uint timestamp, uint ssrc, bool marker, long now, int clockHz)
    {
        Received++;
        if (!_started || ssrc != _ssrc) return Begin(sequence, timestamp, ssrc, now);
        Sequence = _highest + (short)(sequence - (ushort)_highest);
        Timestamp = _highestTimestamp + (int)(timestamp - (uint)_highestTimestamp);
        var transit = now - Timestamp;
        if (Math.Abs(transit - _transit) > clockHz)
        {
            if (marker || (_doubts && Math.Abs(transit - _doubtfulTransit) < clockHz / 5)) return Begin(sequence, timestamp, ssrc, now);
            (_doubts, _doubtfulTransit) = (true, transit);
            return Placing.Doubtful;
        }
        _doubts = false;
        if (IsRepeated()) { Duplicates++; return Placing.Repeated; }
        _transit = transit;
        return Placing.Next;
    }

    /// <summary>What a packet lasts: the step between two that follow each other, if it can be one.</summary>
    public readonly int PacketTicks(int known, int clockHz) => _step >= clockHz / 400 && _step <= clockHz * 12L / 100 ? (int)_step : known;

    public void Forget() => _started = false;

    private Placing Begin(ushort sequence, uint timestamp, uint ssrc, long now)
    {
        if (_started) Restarts++;
        (_started, _ssrc, _doubts, _seen, _step) = (true, ssrc, false, 1, 0);
        Sequence = _highest = sequence;
        Timestamp = _highestTimestamp = timestamp;
        _transit = now - Timestamp;
        return Placing.Restarted;
    }

    private bool IsRepeated()
    {
        var ahead = Sequence - _highest;
        _step = ahead == 1 ? Timestamp - _highestTimestamp : 0;
        if (ahead > 0)
        {
            _seen = ahead >= Window ? 1 : (_seen << (int)ahead) | 1;
            (_highest, _highestTimestamp) = (Sequence, Timestamp);
            return false;
        }
        if (-ahead >= Window) return false;
        var bit = 1UL << (int)-ahead;
        var repeated = (_seen & bit) != 0;
        _seen |= bit;
        return repeated;
    }
}
