namespace Telephony.Rtp.Events;

/// <summary>A digit that has ended.</summary>
/// <param name="Duration">In units of <paramref name="ClockHz"/>.</param>
internal readonly record struct SeenDigit(DtmfDigit Digit, uint Duration, int ClockHz)
{
    public int Milliseconds => ClockHz == 0 ? 0 : (int)(Duration * 1000UL / (uint)ClockHz);
}

/// <summary>
/// Reads digits from telephone-event packets in passing: each is reported once, at its end, however often packets repeat or get lost.
/// Packets of one event share the timestamp of its start (RFC 4733 2.5.1.2); a long one continues in segments (2.5.1.3).
/// </summary>
internal struct DigitReceiver
{
    private uint _timestamp;
    private uint _finishedSegments;
    private long _lastAt;
    private int _clockHz;
    private ushort _duration;
    private byte _event;
    private bool _started;
    private bool _open;

    /// <summary>A digit has begun that has not ended.</summary>
    public readonly bool IsOpen => _open;

    /// <summary>True when the packet ends a digit, or begins one while the end of the last was lost; that digit is in <paramref name="seen"/>.</summary>
    public bool OnPacket(uint timestamp, in TelephoneEvent packet, int clockHz, long now, out SeenDigit seen)
    {
        seen = default;
        if (packet.Event >= DtmfDigit.Count) return false;

        var endOfLastWasLost = false;
        if (!_started || timestamp != _timestamp || packet.Event != _event)
        {
            if (_started && (int)(timestamp - _timestamp) < 0) return false;   // a late packet of an older digit
            if (ContinuesSegment(timestamp, packet)) _finishedSegments += _duration;
            else
            {
                endOfLastWasLost = _open;
                if (_open) seen = Current;
                _finishedSegments = 0;
                _open = true;
            }
            (_started, _timestamp, _event, _duration, _clockHz) = (true, timestamp, packet.Event, 0, clockHz);
        }

        _lastAt = now;
        _duration = Math.Max(_duration, packet.Duration);
        if (!packet.End || !_open) return endOfLastWasLost;
        if (endOfLastWasLost) return true;    // this one is reported by the repeat of its end, or by the sweep
        _open = false;
        seen = Current;
        return true;
    }

    /// <summary>Reports a digit whose end never came, some time after its last packet.</summary>
    public bool Expire(long now, long silenceMilliseconds, out SeenDigit seen)
    {
        seen = default;
        if (!_open || now - _lastAt < silenceMilliseconds) return false;
        _open = false;
        seen = Current;
        return true;
    }

    /// <summary>Another source: its timestamps are not comparable with what came before.</summary>
    public void Reset() => this = default;

    private readonly SeenDigit Current => new(new DtmfDigit(_event), _finishedSegments + _duration, _clockHz);

    private readonly bool ContinuesSegment(uint timestamp, in TelephoneEvent packet) =>
        _open && packet.Event == _event && _duration == ushort.MaxValue && timestamp == _timestamp + _duration;
}
