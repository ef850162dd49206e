namespace Telephony.Rtp.Playback;

/// <summary>
/// Numbering of a stream that is ours: one SSRC for the life of a leg, sequence numbers without a hole, timestamps that follow the clock over pauses.
/// Media thread only.
/// </summary>
internal struct OwnStream
{
    private uint _nextTimestamp;
    private uint _lastTimestamp;
    private long _lastAt;
    private uint _echoSsrc;
    private uint _echoTimestampShift;
    private ushort _echoSequenceShift;
    private ushort _nextSequence;
    private bool _started;
    private bool _echoes;

    public OwnStream(uint ssrc, ushort firstSequence, uint firstTimestamp)
    {
        Ssrc = ssrc;
        _nextSequence = firstSequence;
        _nextTimestamp = firstTimestamp;
    }

    public uint Ssrc { get; }

    /// <summary>Begins a stretch of audio: the timestamp moves on by the time that passed since the last packet.</summary>
    public void Resume(int clockHz, long now)
    {
        var byClock = _lastTimestamp + (uint)(Math.Max(0, now - _lastAt) * clockHz / 1000);
        if (_started && (int)(byClock - _nextTimestamp) > 0) _nextTimestamp = byClock;
        _echoes = false;
    }

    /// <summary>Numbers of the next packet made here.</summary>
    /// <param name="advance">Clock units until the packet after it; 0 while an event goes on.</param>
    public (ushort Sequence, uint Timestamp) Next(uint advance, long now)
    {
        _started = true;
        var numbers = (_nextSequence++, _nextTimestamp);
        _lastTimestamp = _nextTimestamp;
        _nextTimestamp += advance;
        _lastAt = now;
        return numbers;
    }

    /// <summary>A frame that is not sent: only its time passes.</summary>
    public void Skip(uint advance, long now)
    {
        _lastTimestamp = _nextTimestamp;
        _nextTimestamp += advance;
        _lastAt = now;
    }

    /// <summary>Numbers for a packet sent back: shifted by constants, so loss and reordering of the source stay visible.</summary>
    public (ushort Sequence, uint Timestamp) Shift(uint sourceSsrc, ushort sequence, uint timestamp, uint advance, int clockHz, long now)
    {
        if (!_echoes || sourceSsrc != _echoSsrc)
        {
            Resume(clockHz, now);
            _echoes = true;
            _echoSsrc = sourceSsrc;
            _echoSequenceShift = (ushort)(_nextSequence - sequence);
            _echoTimestampShift = _nextTimestamp - timestamp;
        }
        var shifted = ((ushort)(sequence + _echoSequenceShift), timestamp + _echoTimestampShift);
        if ((short)(shifted.Item1 - _nextSequence) >= 0)
        {
            _nextSequence = (ushort)(shifted.Item1 + 1);
            _lastTimestamp = shifted.Item2;
            _nextTimestamp = shifted.Item2 + advance;
        }
        _started = true;
        _lastAt = now;
        return shifted;
    }
}
