using Telephony.Rtp.Events;
using Telephony.Rtp.Payloads;

namespace Telephony.Rtp.Playback;

/// <summary>
/// Where a leg stands in the clip it plays and in the digits it has to send; digits go first and the clip waits for them.
/// Frames are due on a fixed grid, whatever the metronome's own delay. Media thread only.
/// </summary>
internal sealed class Player
{
    private const int DigitMilliseconds = 20;
    private const int PauseBehindDigit = 20;       // behind the repeats of its end, which last 40 ms
    private const int MostDigits = 32;
    private const int MostBehind = 200;

    private readonly DigitSender[] _waiting = new DigitSender[MostDigits];
    private int _firstWaiting;
    private int _waitingCount;
    private AudioClip? _clip;
    private DigitSender _digit;
    private long _dueAt;
    private int _position;
    private bool _loops;
    private bool _digitRuns;
    private bool _starts;

    public bool IsIdle => _clip is null && !IsSendingDigits;

    public bool IsSendingDigits => _digitRuns || _waitingCount > 0;

    public void StartClip(AudioClip clip, bool loop, long now)
    {
        if (IsIdle) _dueAt = now;
        (_clip, _loops, _position, _starts) = (clip, loop, 0, true);
    }

    public void StopClip() => _clip = null;

    public void QueueDigit(in DigitSender digit, long now)
    {
        if (IsIdle) _dueAt = now;
        if (_waitingCount < MostDigits) _waiting[(_firstWaiting + _waitingCount++) % MostDigits] = digit;
    }

    /// <summary>The key that went down last is up. False: it is another one, or none is down.</summary>
    /// <param name="digit">Null: whichever it is.</param>
    public bool FinishDigit(DtmfDigit? digit, TimeSpan duration)
    {
        if (!IsSendingDigits) return false;
        ref var last = ref _waitingCount > 0 ? ref _waiting[(_firstWaiting + _waitingCount - 1) % MostDigits] : ref _digit;
        if (!last.IsOpen || (digit is { } wanted && wanted != last.Digit)) return false;
        last.Finish(duration);
        return true;
    }

    public void DropDigits()
    {
        _waitingCount = 0;
        _digitRuns = false;
    }

    /// <summary>True while a packet should have left by now. What is far behind is skipped, not sent in a burst.</summary>
    public bool IsDue(long now)
    {
        if (IsIdle) return false;
        if (now - _dueAt > MostBehind) _dueAt = now;
        return _dueAt <= now;
    }

    public void Skip(int milliseconds) => _dueAt += milliseconds;

    /// <param name="advance">By how much the timestamp of what follows is later.</param>
    public bool TryNextDigit(out TelephoneEvent packet, out bool marker, out ushort advance)
    {
        (packet, marker, advance) = (default, false, 0);
        if (!_digitRuns)
        {
            if (_waitingCount == 0) return false;
            _digit = _waiting[_firstWaiting];
            _firstWaiting = (_firstWaiting + 1) % MostDigits;
            _waitingCount--;
            _digitRuns = true;
        }
        if (!_digit.TryNext(out packet, out marker, out advance)) return false;
        var ends = _digit.IsDone;
        _dueAt += ends ? PauseBehindDigit : DigitMilliseconds;
        if (ends) (_digitRuns, _starts) = (false, true);
        return true;
    }

    /// <summary>Fills the frame with the next part of the clip. False at its end, or when there is none.</summary>
    /// <param name="marker">The first frame of a stretch (RFC 3551 4.1).</param>
    public bool TryNextFrame(AudioCodec codec, int milliseconds, Span<byte> frame, out bool marker)
    {
        marker = _starts;
        if (_clip is not { } clip) return false;
        var samples = clip.For(codec);
        if (_position >= samples.Length && _loops) _position = 0;
        if (_position >= samples.Length) { _clip = null; return false; }
        AudioClip.CopyFrame(samples, _position, codec, frame);
        _position += frame.Length;
        _dueAt += milliseconds;
        _starts = false;
        return true;
    }
}
