namespace Telephony.Rtp.Events;

/// <summary>
/// Makes the packets of one digit, one every 20 ms: the first with the marker, the duration growing, the last three times with the end bit
/// (RFC 4733 2.5.1.4). Sequence numbers rise per packet; the timestamp stays that of the start, or of the segment of a digit that is longer than a duration can say
/// (2.5.1.3): 1.4 s at 48 kHz.
/// </summary>
public struct DigitSender
{
    private const int EndRepeats = 3;
    private const byte UsualVolume = 10;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    private uint _total;
    private readonly ushort _step;
    private readonly int _clockHz;
    private uint _before;          // in segments that are over
    private ushort _duration;
    private byte _endsSent;

    /// <param name="duration">40 ms to 8 s; shorter or longer is brought into that range. Null: the key is still down; it comes up with <see cref="Finish"/>, or after 8 s.</param>
    /// <param name="clockHz">Clock of the telephone-event payload type: that of the audio it accompanies.</param>
    public DigitSender(DtmfDigit digit, TimeSpan? duration, int clockHz, int intervalMilliseconds = 20)
    {
        (Digit, _clockHz, IsOpen) = (digit, clockHz, duration is null);
        _step = (ushort)(clockHz * intervalMilliseconds / 1000);
        _total = Ticks(duration ?? Longest, clockHz);
        _before = 0;
        _duration = 0;
        _endsSent = 0;
    }

    public DtmfDigit Digit { get; }

    /// <summary>The key is still down.</summary>
    public bool IsOpen { get; private set; }

    public readonly bool IsDone => _endsSent >= EndRepeats;

    /// <summary>The key is up. What has been sent is not taken back: the digit is at least as long.</summary>
    public void Finish(TimeSpan duration)
    {
        _total = Math.Max(_before + _duration, Ticks(duration, _clockHz));
        IsOpen = false;
    }

    /// <summary>The next packet's payload, or false when the digit is done.</summary>
    public bool TryNext(out TelephoneEvent packet, out bool marker) => TryNext(out packet, out marker, out _);

    /// <param name="advance">By how much the timestamp of the packet after this one is later, in clock units.</param>
    public bool TryNext(out TelephoneEvent packet, out bool marker, out ushort advance)
    {
        (packet, marker, advance) = (default, false, 0);
        if (IsDone) return false;
        marker = _before == 0 && _duration == 0;
        if (_duration == ushort.MaxValue && _before + _duration < _total) (_before, _duration) = (_before + _duration, 0);
        _duration = (ushort)Math.Min(Math.Min(_total - _before, ushort.MaxValue), (uint)_duration + _step);
        var end = _before + _duration == _total;
        if (end) _endsSent++;
        packet = new TelephoneEvent(Digit.Event, end, UsualVolume, _duration);
        if (IsDone || (!end && _duration == ushort.MaxValue)) advance = _duration;
        return true;
    }

    private static uint Ticks(TimeSpan duration, int clockHz) =>
        (uint)(TimeSpan.FromTicks(Math.Clamp(duration.Ticks, Shortest.Ticks, Longest.Ticks)).TotalMilliseconds * clockHz / 1000);
}
