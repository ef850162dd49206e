namespace Telephony.Audio.Playout;

/// <summary>
/// An adaptive jitter buffer: packets in as they come, packets out as they are due, by the clock of whoever plays them. It waits as long as 98 of 100 packets need, measured
/// (<see cref="DelayEstimate"/>): it grows when a packet is missed that may still come, shrinks after half a second of waiting too long, and takes its delay anew after every pause.
/// Reordering, repetition, loss, pauses, clock drift, new sources and jumps of the timestamp are its business; codecs are not. One owner; nothing is allocated per packet once warm.
/// <code>
///   timestamp  ├── played ──┤ due │ waiting … newest ┤          lag = now - least transit - due     lag &lt; wanted: hold,  lag > wanted + a packet for long: skip
/// </code>
/// </summary>
public sealed class JitterBuffer
{
    private const int MostPayloadBytes = 8192;
    private const int PausePackets = 5;
    private const long None = long.MinValue;

    private readonly JitterBufferOptions _options;
    private readonly int _clockHz;
    private readonly PacketQueue _queue;
    private readonly int _mostPackets;
    private DelayEstimate _estimate;
    private StreamPlace _place;
    private int _packetTicks;
    private long _due;
    private long _playedAt;
    private long _playedSequence = None;
    private long _late, _overflowed, _held, _skipped, _lost, _played;
    private int _starved;
    private long _longSince;
    private bool _playing;

    /// <param name="clockHz">Clock of the stream's timestamps.</param>
    public JitterBuffer(int clockHz, JitterBufferOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clockHz);
        (_clockHz, _options) = (clockHz, options ?? new JitterBufferOptions());
        _mostPackets = Math.Max(2, _options.MostPackets);
        _queue = new PacketQueue(_mostPackets);
        _estimate = new DelayEstimate(clockHz);
        _packetTicks = clockHz / 50;
    }

    public PlayoutStatistics Statistics => new(_place.Received, _played, _lost, _late, _place.Duplicates, _held, _skipped, _overflowed, _place.Restarts);

    /// <summary>Packets that wait.</summary>
    public int Count => _queue.Count;

    public int ClockHz => _clockHz;

    /// <summary>What a packet lasts, judged by those that came; in ticks of the clock.</summary>
    public int PacketTicks => _packetTicks;

    /// <summary>The delay aimed at.</summary>
    public TimeSpan Wanted => Time(WantedTicks());

    /// <summary>Takes a packet.</summary>
    /// <param name="nowMicroseconds">A clock that never goes back; the same as <see cref="Next"/> is given.</param>
    /// <param name="timed">False: its timestamp says nothing of when it was sent (telephone-events repeat themselves).</param>
    /// <returns>False when it is of no use: late, repeated, too long, or the first one of what may be a jump of the timestamp.</returns>
    public bool Put(ushort sequence, uint timestamp, uint ssrc, byte payloadType, bool marker, ReadOnlySpan<byte> payload, long nowMicroseconds, bool timed = true)
    {
        if (payload.Length > MostPayloadBytes) return false;
        var now = Ticks(nowMicroseconds);
        switch (_place.Find(sequence, timestamp, ssrc, marker, now, _clockHz))
        {
            case Placing.Repeated or Placing.Doubtful: return false;
            case Placing.Restarted: Restart(); break;
            default: break;
        }
        _packetTicks = _place.PacketTicks(_packetTicks, _clockHz);
        if (timed || _estimate.Count == 0) _estimate.Add(now, now - _place.Timestamp);
        if (_place.Sequence <= _playedSequence || (_playing && _place.Timestamp < _due))
        {
            _late++;
            return false;
        }
        if (_queue.Count == _mostPackets)
        {
            _queue.Take();
            _overflowed++;
        }
        _queue.Insert(_place.Sequence, _place.Timestamp, payloadType, payload);
        return true;
    }

    /// <summary>Whether <see cref="Next"/> would have sound, or is in the middle of it: a metronome may rest until then.</summary>
    public bool IsDue(long nowMicroseconds) => _playing || CanBegin(Ticks(nowMicroseconds) - _estimate.Base);

    /// <summary>What to play next, for the length of a packet. Call it as often as a metronome needs sound.</summary>
    /// <param name="payload">Of <see cref="PlayoutKind.Play"/> and <see cref="PlayoutKind.Skip"/>; of use until the next call of <see cref="Put"/>.</param>
    public PlayoutKind Next(long nowMicroseconds, out byte payloadType, out ReadOnlySpan<byte> payload)
    {
        payloadType = 0;
        payload = default;
        var lag = Ticks(nowMicroseconds) - _estimate.Base;
        if (!_playing && !Begin(lag)) return PlayoutKind.Wait;
        if (_queue.Count == 0) return Empty(lag - _due);
        if (_queue.First.Timestamp > _due && Gap() is { } missing) return missing;
        var packet = _queue.Take();
        payloadType = packet.PayloadType;
        payload = packet.Buffer.AsSpan(0, packet.Length);
        _lost += packet.Sequence - _playedSequence - 1;
        (_due, _playedAt, _playedSequence, _starved) = (packet.Timestamp + _packetTicks, packet.Timestamp, packet.Sequence, 0);
        _played++;
        if (!IsTooLong(lag - _due)) return PlayoutKind.Play;
        _skipped++;
        return PlayoutKind.Skip;
    }

    /// <summary>The packet just played was shorter than the ones before it: the next is due sooner.</summary>
    public void Lasted(int ticks) => _due = Math.Min(_due, _playedAt + ticks);

    /// <summary>After <see cref="PlayoutKind.Lost"/>: the packet behind the lost one, which may hold a copy of it.</summary>
    public bool TryPeekFollowing(out byte payloadType, out ReadOnlySpan<byte> payload)
    {
        payloadType = 0;
        payload = default;
        if (!_playing || _queue.Count == 0 || _queue.First.Timestamp != _due) return false;
        payloadType = _queue.First.PayloadType;
        payload = _queue.FirstPayload;
        return true;
    }

    /// <summary>Forgets the stream; totals stay.</summary>
    public void Reset()
    {
        _place.Forget();
        Restart();
    }

    private void Restart()
    {
        _queue.Clear();
        _estimate.Reset();
        (_playing, _playedSequence) = (false, None);
    }

    /// <summary>A spurt begins when its first packet has waited as long as wanted.</summary>
    private bool CanBegin(long lag) => _queue.Count > 0 && lag - _queue.First.Timestamp >= WantedTicks();

    private bool Begin(long lag)
    {
        if (!CanBegin(lag)) return false;
        if (_queue.First.Sequence <= _playedSequence || _playedSequence == None) _playedSequence = _queue.First.Sequence - 1;
        (_playing, _due, _starved, _longSince) = (true, _queue.First.Timestamp, 0, 0);
        return true;
    }

    private PlayoutKind Empty(long lag)
    {
        if (++_starved > PausePackets)
        {
            _playing = false;
            return PlayoutKind.Wait;
        }
        if (lag < (_options.Adapts ? WantedTicks() : _packetTicks))
        {
            _held++;
            return PlayoutKind.Hold;
        }
        _due += _packetTicks;
        return PlayoutKind.Lost;                 // counted when a later packet shows that it was sent
    }

    /// <summary>The next packet is not due yet: what lies between was lost, or never sent when the numbers follow each other.</summary>
    private PlayoutKind? Gap()
    {
        var missing = _queue.First.Sequence - _playedSequence - 1;
        if (missing <= 0 && _queue.First.Timestamp - _due <= _clockHz * 12L / 100) return null;   // the last one was longer than the ones before it
        if (missing <= 0 || _queue.First.Timestamp - _due > _clockHz)
        {
            _playing = false;
            return PlayoutKind.Wait;
        }
        _due = Math.Min(_due + _packetTicks, _queue.First.Timestamp);
        _playedSequence = Math.Min(_playedSequence + 1, _queue.First.Sequence - 1);
        _lost++;
        return PlayoutKind.Lost;
    }

    /// <summary>Half a second in which even the next packet is due later than wanted, by 10 ms or more: one packet can be left out.</summary>
    private bool IsTooLong(long lag)
    {
        if (!_options.Adapts || lag <= WantedTicks() + (_clockHz / 100) || _queue.Count == 0)
        {
            _longSince = 0;
            return false;
        }
        _longSince += _packetTicks;
        if (_longSince < _clockHz / 2) return false;
        _longSince = 0;
        return true;
    }

    private long WantedTicks() => _options.Adapts && _estimate.IsReliable
        ? Math.Clamp(_estimate.Wait(), Ticks(_options.Least), Ticks(_options.Most))
        : Ticks(_options.Initial);

    private long Ticks(long microseconds) => (long)((Int128)microseconds * _clockHz / 1_000_000);

    private long Ticks(TimeSpan time) => time.Ticks * _clockHz / TimeSpan.TicksPerSecond;

    private TimeSpan Time(long ticks) => TimeSpan.FromTicks(ticks * TimeSpan.TicksPerSecond / _clockHz);
}
