namespace Telephony.Rtp.Events;

/// <summary>
/// Makes the packets of one digit, one every 20 ms: the first with the marker, the duration growing, the last three times with the end bit
/// (RFC 4733 2.5.1.4). Sequence numbers rise per packet; the timestamp stays that of the start.
/// </summary>
public struct DigitSender
{
    private const int EndRepeats = 3;
    private const byte UsualVolume = 10;

    private readonly ushort _total;
    private readonly ushort _step;
    private readonly byte _event;
    private ushort _duration;
    private byte _endsSent;

    /// <param name="duration">40 ms to 8 s; shorter or longer is brought into that range.</param>
    /// <param name="clockHz">Clock of the telephone-event payload type: that of the audio it accompanies.</param>
    public DigitSender(DtmfDigit digit, TimeSpan duration, int clockHz, int intervalMilliseconds = 20)
    {
        var milliseconds = Math.Clamp(duration.TotalMilliseconds, 40, 8000);
        _event = digit.Event;
        _step = (ushort)(clockHz * intervalMilliseconds / 1000);
        _total = (ushort)Math.Min(ushort.MaxValue, milliseconds * clockHz / 1000);
        _duration = 0;
        _endsSent = 0;
    }

    public readonly bool IsDone => _endsSent >= EndRepeats;

    /// <summary>The length of the whole digit in clock units, for the audio timestamps that follow it.</summary>
    public readonly ushort TotalDuration => _total;

    /// <summary>The next packet's payload, or false when the digit is done.</summary>
    public bool TryNext(out TelephoneEvent packet, out bool marker)
    {
        packet = default;
        marker = false;
        if (IsDone) return false;
        marker = _duration == 0;
        _duration = (ushort)Math.Min(_total, _duration + _step);
        var end = _duration == _total;
        if (end) _endsSent++;
        packet = new TelephoneEvent(_event, end, UsualVolume, _duration);
        return true;
    }
}
