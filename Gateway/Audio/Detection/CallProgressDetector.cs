namespace Telephony.Audio.Detection;

/// <summary>
/// Recognises the tones of networks by frequency and cadence, of most countries at once: one or two frequencies between 330 and 680 Hz that come and go.
/// <code>
///   busy          0.3 to 0.7 s on and off alike, twice          ringback   0.7 to 3 s on, then 1 s off; or 0.4 on, 0.2 off, 0.4 on, then 1 s off (United Kingdom and kin)
///   congestion    0.15 to 0.3 s on and off alike, three times   dial tone  3 s without a break
///   special information   tones near 950, 1400 and 1800 Hz, each 0.25 to 0.45 s
/// </code>
/// One stream, one owner, nothing allocated after construction.
/// </summary>
public sealed class CallProgressDetector
{
    private const float LowestHz = 330;
    private const float HighestHz = 680;
    private const float SameHz = 45;       // a pair 40 Hz apart beats, and seems to move

    private readonly ToneListener _listener;
    private readonly FaxToneDetector _fax;
    private readonly HeardTone[] _windows = new HeardTone[16];
    private HeardTone _tone;               // of the run
    private int _run;                      // windows of the tone, or of the silence, so far
    private HeardTone _candidate;          // what may follow it
    private int _candidateRun;
    private int _gap;                      // windows since the last one of the run
    private bool _told;                    // about this run
    private double _lastOn;
    private double _lastOff;
    private double _onBefore;
    private int _alike;                    // cycles with on and off alike
    private int _special;                  // steps of the three tones heard

    public CallProgressDetector(int sampleRate = 8000)
    {
        _listener = new ToneListener(sampleRate);
        _fax = new FaxToneDetector(sampleRate);
    }

    /// <summary>The tone of the last window, for those who listen for other things too.</summary>
    public HeardTone Current { get; private set; }

    /// <summary>Listens to the next samples.</summary>
    /// <param name="samples">At most 200 ms.</param>
    /// <returns>What was recognised with them; mostly nothing.</returns>
    public CallProgress Process(ReadOnlySpan<short> samples)
    {
        var found = _fax.Process(samples) is FaxTone.None ? CallProgress.None : CallProgress.Fax;
        for (int i = 0, count = _listener.Process(samples, _windows); i < count; i++)
        {
            Current = _windows[i];
            var heard = Next(_windows[i]);
            if (found == CallProgress.None) found = heard;
        }
        return found;
    }

    /// <summary>A window across an edge is neither this nor that: three alike begin another run.</summary>
    private CallProgress Next(in HeardTone heard)
    {
        if (heard.IsLike(_tone, SameHz))
        {
            (_run, _gap, _candidateRun) = (_run + 1 + _gap, 0, 0);
            return Lasting();
        }
        _gap++;
        _candidateRun = _candidateRun > 0 && heard.IsLike(_candidate, SameHz) ? _candidateRun + 1 : 1;
        _candidate = heard;
        if (_candidateRun < 3) return CallProgress.None;
        var ended = Ended();
        (_tone, _run, _gap, _candidateRun, _told) = (heard, _candidateRun, 0, 0, false);
        return ended;
    }

    /// <summary>What is known while a run lasts.</summary>
    private CallProgress Lasting()
    {
        var seconds = Seconds(_run);
        if (_told || (!_tone.IsSilent && !IsNetworkTone(_tone))) return CallProgress.None;
        if (!_tone.IsSilent)
        {
            _told = seconds >= 3.2;
            return _told ? CallProgress.DialTone : CallProgress.None;
        }
        if (seconds < 1) return CallProgress.None;
        // A second of silence behind a burst.
        _told = true;
        var isLong = _lastOn is >= 0.7 and <= 3;
        var isDouble = _lastOn is >= 0.3 and <= 0.5 && _onBefore is >= 0.3 and <= 0.5 && _lastOff is >= 0.12 and <= 0.28;
        _alike = 0;
        return isLong || isDouble ? CallProgress.Ringback : CallProgress.None;
    }

    /// <summary>A run is over, another begins.</summary>
    private CallProgress Ended()
    {
        var seconds = Seconds(_run);
        if (IsNetworkTone(_tone))
        {
            (_onBefore, _lastOn) = (_lastOn, seconds);
            return CallProgress.None;
        }
        if (_tone.IsSilent)
        {
            _special = seconds < 0.2 ? _special : 0;
            _alike = _lastOn > 0 && Math.Abs(_lastOn - seconds) <= 0.06 + (0.15 * _lastOn) && (_alike == 0 || Math.Abs(_lastOff - seconds) < 0.1) ? _alike + 1 : 0;
            _lastOff = seconds;
            if (_lastOn is >= 0.3 and <= 0.7 && _alike == 2) return CallProgress.Busy;
            return _lastOn is >= 0.12 and < 0.3 && _alike == 3 ? CallProgress.Congestion : CallProgress.None;
        }
        (_lastOn, _onBefore, _alike) = (0, 0, 0);
        return Special(seconds);
    }

    private CallProgress Special(double seconds)
    {
        if (!_tone.IsSingle)
        {
            _special = 0;
            return CallProgress.None;
        }
        var step = _tone.LowHz switch { >= 880 and <= 1020 => 1, >= 1330 and <= 1470 => 2, >= 1720 and <= 1850 => 3, _ => 0 };
        _special = seconds is >= 0.2 and <= 0.5 && step == _special + 1 ? step : step == 1 ? 1 : 0;
        if (_special < 3) return CallProgress.None;
        _special = 0;
        return CallProgress.SpecialInformation;
    }

    private static bool IsNetworkTone(in HeardTone tone) => tone.LowHz is >= LowestHz and <= HighestHz && (tone.HighHz == 0 || tone.HighHz <= HighestHz);

    /// <summary>With the two windows that lie across its edges.</summary>
    private static double Seconds(int windows) => (windows + 2) * ToneListener.Hop.TotalSeconds;
}
