using Telephony.Audio.Detection;
using Telephony.Audio.Sources;

namespace Telephony.Media.Recognition;

public sealed record UtteranceOptions
{
    /// <summary>Nobody spoke for so long: give up. Counted from when listening begins, mostly the end of the prompt.</summary>
    public TimeSpan InitialSilence { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Silence behind speech that ends the utterance.</summary>
    public TimeSpan EndSilence { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Longer speech is cut here and understood as far as it goes; room for it is allocated when somebody begins to speak.</summary>
    public TimeSpan MaxLength { get; init; } = TimeSpan.FromSeconds(20);
}

public enum UtteranceState : byte
{
    /// <summary>Nobody has spoken yet.</summary>
    Waiting,

    /// <summary>Since this frame somebody speaks: a prompt that may be interrupted stops now.</summary>
    Started,

    Speaking,

    /// <summary>It is over: <see cref="UtteranceCollector.Take"/> has it.</summary>
    Complete,

    /// <summary>Nobody spoke within <see cref="UtteranceOptions.InitialSilence"/>.</summary>
    NobodySpoke,
}

/// <summary>
/// Cuts one utterance out of a stream, frame by frame: from a little before the first sound until the silence behind the last. Nothing is allocated per frame, and who only waits for somebody to speak holds the last
/// moments alone. The silence before it is counted only while <see cref="IsTiming"/>, so that a prompt can be played and interrupted. One owner.
/// </summary>
public sealed class UtteranceCollector
{
    private readonly UtteranceOptions _options;
    private readonly VoiceActivityDetector _activity;
    private readonly int _sampleRate;
    private readonly int _before;                   // samples kept from before speech is certain
    private readonly int _most;
    private short[] _samples;
    private int _length;
    private long _waited;

    public UtteranceCollector(int sampleRate, UtteranceOptions? options = null, VoiceActivityOptions? activity = null)
    {
        _options = options ?? new UtteranceOptions();
        _activity = new VoiceActivityDetector(sampleRate, (activity ?? new VoiceActivityOptions()) with { Hangover = _options.EndSilence });
        _sampleRate = sampleRate;
        _before = sampleRate * 3 / 10;
        _most = (int)(_options.MaxLength.TotalSeconds * sampleRate) + _before;
        _samples = new short[_before];
    }

    public UtteranceState State { get; private set; }

    /// <summary>Whether the initial silence is being counted; set it when the prompt has ended.</summary>
    public bool IsTiming { get; set; } = true;

    public UtteranceState Process(ReadOnlySpan<short> frame)
    {
        if (State is UtteranceState.Complete or UtteranceState.NobodySpoke) return State;
        var activity = _activity.Process(frame);
        if (State == UtteranceState.Waiting) Slide(frame.Length);
        var taken = Math.Min(frame.Length, _samples.Length - _length);
        frame[..taken].CopyTo(_samples.AsSpan(_length));
        _length += taken;
        if (State == UtteranceState.Waiting)
        {
            if (activity == VoiceActivity.Started) return Begin();
            _waited = IsTiming ? _waited + frame.Length : 0;
            return _waited >= _options.InitialSilence.TotalSeconds * _sampleRate ? State = UtteranceState.NobodySpoke : State;
        }
        return State = activity == VoiceActivity.Ended || _length == _samples.Length ? UtteranceState.Complete : UtteranceState.Speaking;
    }

    /// <summary>What was said, with the silence behind it.</summary>
    public PcmClip Take() => new(_samples.AsSpan(0, _length).ToArray(), _sampleRate);

    /// <summary>Listens for the next one; speech that was cut goes on at once.</summary>
    public void Again() => (State, _length, _waited) = (_activity.IsSpeaking ? UtteranceState.Speaking : UtteranceState.Waiting, 0, 0);

    private UtteranceState Begin()
    {
        if (_samples.Length == _most) return State = UtteranceState.Started;   // of the one before
        var room = GC.AllocateUninitializedArray<short>(_most);
        _samples.AsSpan(0, _length).CopyTo(room);
        _samples = room;
        return State = UtteranceState.Started;
    }

    /// <summary>Makes room for a frame while only the last moments are kept.</summary>
    private void Slide(int coming)
    {
        var drop = _length + coming - _before;
        if (drop <= 0) return;
        drop = Math.Min(drop, _length);
        _samples.AsSpan(drop, _length - drop).CopyTo(_samples);
        _length -= drop;
    }
}
