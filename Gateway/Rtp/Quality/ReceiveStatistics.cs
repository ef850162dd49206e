using Telephony.Rtp.Packets;

namespace Telephony.Rtp.Quality;

/// <summary>
/// What one leg has received, per packet and without allocation: extended sequence numbers (RFC 3550 A.1), loss (A.3), jitter (A.8),
/// late and repeated packets by a window over the last 64. A new source starts a new segment; totals run on. Media thread only.
/// </summary>
internal struct ReceiveStatistics
{
    private const int MaxDropout = 3000;
    private const int MaxMisorder = 100;
    private const int SequenceModulus = 1 << 16;

    private ulong _window;
    private long _lastArrival;
    private long _lostBefore;
    private uint _ssrc;
    private uint _cycles;
    private uint _baseSequence;
    private uint _badSequence;
    private uint _received;
    private uint _repeated;
    private uint _receivedPrior;
    private uint _expectedPrior;
    private uint _transit;
    private uint _jitterTimes16;
    private int _clockHz;
    private ushort _highest;
    private bool _started;
    private bool _hasTransit;

    public long Packets { get; private set; }

    public long PayloadBytes { get; private set; }

    public long OutOfOrder { get; private set; }

    public long Duplicates { get; private set; }

    /// <summary>Longest time between two packets that follow each other within a talk spurt.</summary>
    public int MaxGapMilliseconds { get; private set; }

    /// <summary>How many sources were heard, one after the other.</summary>
    public int Sources { get; private set; }

    public readonly bool IsStarted => _started;

    public readonly uint Ssrc => _ssrc;

    public readonly uint ExtendedHighest => _cycles + _highest;

    /// <summary>In units of the timestamp clock (RFC 3550 6.4.1).</summary>
    public readonly uint JitterUnits => _jitterTimes16 >> 4;

    public readonly double JitterMilliseconds => _clockHz == 0 ? 0 : _jitterTimes16 * 1000.0 / 16 / _clockHz;

    /// <summary>Packets of all segments that never came.</summary>
    public readonly long Lost => _lostBefore + Math.Max(0, LostHere);

    private readonly long Expected => _started ? (long)ExtendedHighest - _baseSequence + 1 : 0;

    private readonly long LostHere => Expected - (_received - _repeated);

    /// <param name="timed">False for packets whose timestamp does not advance with time (telephone-event): they say nothing about jitter.</param>
    public void OnPacket(in RtpHeader header, int payloadBytes, int clockHz, bool timed, long now)
    {
        Packets++;
        PayloadBytes += payloadBytes;
        if (!_started || header.Ssrc != _ssrc) Begin(header.Ssrc, header.Sequence);
        else
        {
            if (!header.Marker) MaxGapMilliseconds = (int)Math.Max(MaxGapMilliseconds, Math.Min(int.MaxValue, now - _lastArrival));
            Place(header.Sequence);
        }
        _lastArrival = now;
        if (timed) Time(header.Timestamp, clockHz, now);
    }

    /// <summary>The figures of a report block since the last one (RFC 3550 A.3). Call once per report sent.</summary>
    public (byte FractionLost, int CumulativeLost) TakeReport()
    {
        var expected = (uint)Expected;
        var expectedInterval = expected - _expectedPrior;
        var lostInterval = (long)expectedInterval - (_received - _receivedPrior);
        _expectedPrior = expected;
        _receivedPrior = _received;
        var fraction = expectedInterval == 0 || lostInterval <= 0 ? 0 : (lostInterval << 8) / expectedInterval;
        return ((byte)Math.Min(fraction, 255), (int)Math.Clamp(Expected - _received, -0x80_0000, 0x7F_FFFF));
    }

    private void Begin(uint ssrc, ushort sequence)
    {
        if (_started) _lostBefore = Lost;
        if (!_started || ssrc != _ssrc) Sources++;
        _started = true;
        _ssrc = ssrc;
        _highest = sequence;
        _baseSequence = sequence;
        _badSequence = SequenceModulus + 1;
        _cycles = 0;
        _window = 1;
        _received = 1;
        _repeated = _receivedPrior = _expectedPrior = 0;
        _hasTransit = false;
    }

    private void Place(ushort sequence)
    {
        var ahead = (ushort)(sequence - _highest);
        if (ahead is > 0 and < MaxDropout)
        {
            if (sequence < _highest) _cycles += SequenceModulus;
            _highest = sequence;
            _window = ahead < 64 ? (_window << ahead) | 1 : 1;
            _received++;
        }
        else if (ahead is >= MaxDropout and <= SequenceModulus - MaxMisorder) Jump(sequence);
        else PlaceLate((ushort)-ahead);
    }

    /// <summary>A very large step: two packets in a row at the new place mean that the source restarted (RFC 3550 A.1).</summary>
    private void Jump(ushort sequence)
    {
        if (sequence == _badSequence) Begin(_ssrc, sequence);
        else
        {
            _badSequence = (ushort)(sequence + 1);
            _received++;
        }
    }

    private void PlaceLate(ushort behind)
    {
        _received++;
        var bit = behind < 64 ? 1UL << behind : 0;
        if ((_window & bit) != 0)
        {
            _repeated++;
            Duplicates++;
            return;
        }
        _window |= bit;
        OutOfOrder++;
    }

    private void Time(uint timestamp, int clockHz, long now)
    {
        if (clockHz != _clockHz) _hasTransit = false;
        _clockHz = clockHz;
        var transit = (uint)(now * clockHz / 1000) - timestamp;
        if (_hasTransit)
        {
            var difference = (uint)Math.Min(Math.Abs((long)(int)(transit - _transit)), clockHz * 10L);
            _jitterTimes16 += difference - ((_jitterTimes16 + 8) >> 4);
        }
        _transit = transit;
        _hasTransit = true;
    }
}
