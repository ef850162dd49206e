using System.Security.Cryptography;
using Telephony.Rtp.Packets;

namespace Telephony.Rtp.Playback;

/// <summary>
/// Numbering of what the peer of a leg gets: one source for the life of the leg, whoever is heard, sequence numbers without a hole of ours, timestamps that follow the clock over pauses.
/// The first source that is relayed keeps its numbers, as long as nothing else was ever sent:
/// <code>
///  follow ──(another source, or a stretch of our own)──► shift, own, shift, ...      what is shifted is moved by constants: loss and reordering of the source stay visible
/// </code>
/// A second SSRC would do by RFC 3550, but phones drop what is older than the timestamp they heard last, whose SSRC it may be: half of all changes would end in silence.
/// Media thread only.
/// </summary>
internal struct OutgoingStream
{
    /// <summary>Between the last packet of one stretch and the first of the next, where the clock has not moved on.</summary>
    private const int LeastGapMilliseconds = 20;

    private uint _nextTimestamp;
    private uint _lastTimestamp;
    private long _lastAt;
    private uint _shiftedSsrc;
    private uint _timestampShift;
    private ushort _sequenceShift;
    private ushort _nextSequence;
    private bool _started;
    private bool _follows;
    private bool _shifts;

    /// <param name="ssrc">And the first numbers, where the leg itself speaks first.</param>
    public OutgoingStream(uint ssrc, ushort firstSequence, uint firstTimestamp)
    {
        Ssrc = ssrc;
        _nextSequence = firstSequence;
        _nextTimestamp = firstTimestamp;
    }

    public uint Ssrc { get; private set; }

    /// <summary>Random all of it (RFC 3550 5.1), the first number below 2^15: no rollover while a peer's SRTP is not in step yet (RFC 3711 3.3.1).</summary>
    public static OutgoingStream Random()
    {
        Span<byte> random = stackalloc byte[10];
        RandomNumberGenerator.Fill(random);
        return new OutgoingStream(BitConverter.ToUInt32(random), (ushort)(BitConverter.ToUInt16(random[4..]) & 0x7FFF), BitConverter.ToUInt32(random[6..]));
    }

    /// <summary>A packet of the far leg. False: it has to be <see cref="Shift">shifted</see>.</summary>
    public bool TryFollow(in RtpHeader header, long now)
    {
        if (!_started)
        {
            (_started, _follows) = (true, true);
            (Ssrc, _nextSequence) = (header.Ssrc, header.Sequence);
        }
        if (!_follows || header.Ssrc != Ssrc) return false;
        if ((short)(header.Sequence - _nextSequence) >= 0) (_nextSequence, _lastTimestamp) = ((ushort)(header.Sequence + 1), header.Timestamp);
        _lastAt = now;
        return true;
    }

    /// <summary>Begins a stretch of audio: the timestamp moves on by the time that passed since the last packet.</summary>
    public void Resume(int clockHz, long now)
    {
        var byClock = _lastTimestamp + (uint)(Math.Max(0, now - _lastAt) * clockHz / 1000);
        if (_follows) _nextTimestamp = _lastTimestamp + (uint)(clockHz * LeastGapMilliseconds / 1000);
        if (_started && (int)(byClock - _nextTimestamp) > 0) _nextTimestamp = byClock;
        (_follows, _shifts) = (false, false);
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
        _shifts = false;
        return numbers;
    }

    /// <summary>A frame that is not sent: only its time passes.</summary>
    public void Skip(uint advance, long now)
    {
        _lastTimestamp = _nextTimestamp;
        _nextTimestamp += advance;
        _lastAt = now;
    }

    /// <summary>Numbers for a packet of somebody else.</summary>
    /// <param name="advance">Clock units until the packet after it, as far as is known.</param>
    public (ushort Sequence, uint Timestamp) Shift(in RtpHeader header, uint advance, int clockHz, long now)
    {
        if (!_shifts || header.Ssrc != _shiftedSsrc)
        {
            Resume(clockHz, now);
            _shifts = true;
            _shiftedSsrc = header.Ssrc;
            _sequenceShift = (ushort)(_nextSequence - header.Sequence);
            _timestampShift = _nextTimestamp - header.Timestamp;
        }
        var shifted = ((ushort)(header.Sequence + _sequenceShift), header.Timestamp + _timestampShift);
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
