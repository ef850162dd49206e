namespace Telephony.Audio.Detection;

/// <summary>Who answered.</summary>
public enum AnswerKind : byte
{
    /// <summary>Not known yet.</summary>
    Undecided,
    Human,
    Machine,
    Fax,

    /// <summary>Nobody says anything.</summary>
    Silence,

    /// <summary>The network's own tones: <see cref="AnswerClassifier.Progress"/> says which.</summary>
    Network,

    /// <summary>The time was up before it was clear.</summary>
    Unknown,
}

public sealed record AnswerOptions
{
    /// <summary>No word for so long: <see cref="AnswerKind.Silence"/>.</summary>
    public TimeSpan InitialSilence { get; init; } = TimeSpan.FromSeconds(3.5);

    /// <summary>A person says less than this before he waits for an answer; a greeting is longer.</summary>
    public TimeSpan LongestHello { get; init; } = TimeSpan.FromSeconds(1.7);

    /// <summary>Silence behind a hello that shows that somebody waits.</summary>
    public TimeSpan SilenceAfterHello { get; init; } = TimeSpan.FromMilliseconds(900);

    /// <summary>Silence behind a machine's greeting after which a message may begin, where no beep comes.</summary>
    public TimeSpan SilenceAfterGreeting { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a machine's greeting may last.</summary>
    public TimeSpan GreetingLimit { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>
/// Tells a person from a machine by how long the first utterance lasts, and hears when a machine is ready to record: a beep (one steady tone of 120 ms or more, then silence), or silence where none comes. Feed it from the answer on.
/// <code>
///   silence ── speech ─┬─ up to 1.7 s, then 0.9 s of silence ─► Human
///      │               └─ longer ─► Machine ─── beep, or 2 s of silence ─► IsReadyForMessage
///      └─ 3.5 s ─► Silence          tones of fax machines ─► Fax, of networks ─► Network
/// </code>
/// Pure: no clock but the samples. One stream, one owner, nothing allocated after construction.
/// </summary>
public sealed class AnswerClassifier
{
    private const double LeastBeep = 0.12;
    private const double MostBeep = 2.5;
    private const double LeastTone = 0.1;          // a voice sounds like one tone for a window or two
    private const double SilenceBehindBeep = 0.1;  // within which the last of the special information tones is recognised as such

    private readonly AnswerOptions _options;
    private readonly VoiceActivityDetector _activity;
    private readonly CallProgressDetector _progress;
    private readonly int _sampleRate;
    private long _position;                // samples so far
    private long _speechFrom = -1;         // first sound of the first utterance
    private long _lastSpeech;              // end of the last sound
    private HeardTone _beep;
    private double _beepSeconds;
    private double _silentSeconds;
    private double _toneSeconds;           // of the run of windows with a tone
    private double _sinceTone = double.PositiveInfinity;

    /// <param name="sampleRate">8000 or 16 000.</param>
    public AnswerClassifier(int sampleRate = 8000, AnswerOptions? options = null)
    {
        _options = options ?? new AnswerOptions();
        _sampleRate = sampleRate;
        _activity = new VoiceActivityDetector(sampleRate, new VoiceActivityOptions { Hangover = TimeSpan.FromMilliseconds(120) });
        _progress = new CallProgressDetector(sampleRate);
    }

    /// <summary>Does not change any more once it is decided.</summary>
    public AnswerKind Kind { get; private set; }

    /// <summary>Where <see cref="Kind"/> is Network.</summary>
    public CallProgress Progress { get; private set; }

    /// <summary>A machine has beeped or is silent: speak now.</summary>
    public bool IsReadyForMessage { get; private set; }

    /// <summary>Whether it was a beep.</summary>
    public bool HasBeeped { get; private set; }

    /// <summary>When the kind was decided, from the first sample.</summary>
    public TimeSpan DecidedAfter { get; private set; }

    /// <summary>The first utterance, as long as it was when the kind was decided.</summary>
    public TimeSpan FirstUtterance { get; private set; }

    /// <summary>Whether there is more to hear: undecided, or a machine that still talks.</summary>
    public bool IsListening => Kind == AnswerKind.Undecided || (Kind == AnswerKind.Machine && !IsReadyForMessage);

    /// <param name="frame">10 to 60 ms.</param>
    /// <returns>Whether <see cref="Kind"/> or <see cref="IsReadyForMessage"/> has changed.</returns>
    public bool Process(ReadOnlySpan<short> frame)
    {
        if (!IsListening) return false;
        var (kind, ready) = (Kind, IsReadyForMessage);
        _position += frame.Length;
        var found = _progress.Process(frame);
        var activity = _activity.Process(frame);
        var seconds = (double)frame.Length / _sampleRate;
        FollowTone(_progress.Current, seconds);
        Listen(_progress.Current, seconds);
        if (_sinceTone > LeastTone)
        {
            if (_speechFrom < 0 && activity is (VoiceActivity.Started or VoiceActivity.Speaking)) _speechFrom = _position - (_sampleRate / 12);
            if (_activity.IsSpeaking && _activity.Silence == TimeSpan.Zero) _lastSpeech = _position;
        }
        if (Kind == AnswerKind.Undecided) Decide(found);
        else if (_silentSeconds >= _options.SilenceAfterGreeting.TotalSeconds || Seconds(_position) >= _options.GreetingLimit.TotalSeconds) IsReadyForMessage = true;
        return Kind != kind || IsReadyForMessage != ready;
    }

    private void Decide(CallProgress found)
    {
        if (found == CallProgress.Fax) Become(AnswerKind.Fax);
        else if (found != CallProgress.None)
        {
            Progress = found;
            Become(AnswerKind.Network);
        }
        else if (HasBeeped)
        {
            Become(AnswerKind.Machine);                // people do not beep
            IsReadyForMessage = true;
        }
        else if (_speechFrom < 0)
        {
            if (Seconds(_position) >= _options.InitialSilence.TotalSeconds && _sinceTone > 4.5) Become(AnswerKind.Silence);
        }
        else if (Seconds(_lastSpeech - _speechFrom) > _options.LongestHello.TotalSeconds && !_progress.Current.IsTone) Become(AnswerKind.Machine);
        else if (Seconds(_position - _lastSpeech) >= _options.SilenceAfterHello.TotalSeconds) Become(AnswerKind.Human);
        if (Kind == AnswerKind.Undecided && Seconds(_position) >= _options.TimeLimit.TotalSeconds) Become(AnswerKind.Unknown);
    }

    private void Become(AnswerKind kind) =>
        (Kind, DecidedAfter, FirstUtterance) = (kind, TimeSpan.FromSeconds(Seconds(_position)), TimeSpan.FromSeconds(_speechFrom < 0 ? 0 : Math.Max(0, Seconds(_lastSpeech - _speechFrom))));

    /// <summary>A tone is no speech, and what was taken for speech since it began was none.</summary>
    private void FollowTone(in HeardTone heard, double seconds)
    {
        _toneSeconds = heard.IsTone ? _toneSeconds + seconds : 0;
        _sinceTone = _toneSeconds >= LeastTone ? 0 : _sinceTone + seconds;
        if (_toneSeconds < LeastTone) return;
        var began = _position - (long)((_toneSeconds + 0.05) * _sampleRate);
        if (_speechFrom >= began - (_sampleRate / 10)) _speechFrom = -1;
        _lastSpeech = Math.Min(_lastSpeech, began);
    }

    /// <summary>Silence, and single tones that stand by themselves: between 350 and 2600 Hz, not the network's or a fax machine's (those were found before), followed by silence.</summary>
    private void Listen(in HeardTone heard, double seconds)
    {
        _silentSeconds = _activity.IsSpeaking || heard.IsTone ? 0 : _silentSeconds + seconds;
        if (heard.IsSingle && heard.LowHz is >= 350 and <= 2600)
        {
            _beepSeconds = heard.IsLike(_beep, 15) ? _beepSeconds + seconds : seconds;
            _beep = heard;
            return;
        }
        if (!heard.IsSilent && heard.IsTone == false && _beepSeconds < LeastBeep) _beepSeconds = 0;
        if (!heard.IsSilent || _silentSeconds < SilenceBehindBeep) return;
        if (_beepSeconds is >= LeastBeep and <= MostBeep && _speechFrom >= 0 && !IsNetworkLike(_beep))
        {
            HasBeeped = true;
            if (Kind == AnswerKind.Machine) IsReadyForMessage = true;
        }
        _beepSeconds = 0;
    }

    private bool IsNetworkLike(in HeardTone tone) => Kind == AnswerKind.Undecided && tone.LowHz < 680;

    private double Seconds(long samples) => (double)samples / _sampleRate;
}
