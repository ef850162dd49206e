using Telephony.Audio.Signals;

namespace Telephony.Audio.Concealment;

/// <summary>
/// Conceals lost audio of a codec without concealment of its own, after ITU-T G.711 Appendix I: the last pitch period is repeated, after 10 ms the last two, after 20 ms the last
/// three; each jump is cross-faded over a quarter of the period; the level falls by a fifth each 10 ms after the first and is gone after 60. When audio comes back the
/// repetition goes on for a few milliseconds and is faded out under it. Other than in Appendix I nothing is delayed: the step where the repetition begins is levelled forward.
/// One stream, one owner, nothing allocated after construction.
/// </summary>
public sealed class WaveformConcealment
{
    private const int MostPeriods = 3;

    private readonly int _sampleRate;
    private readonly short[] _history;
    private readonly float[] _speech;
    private readonly float[] _scratch = new float[140];

    private int _lost;            // samples concealed since audio was last heard; 0: none
    private int _pitch;
    private int _overlap;         // a quarter of the pitch
    private int _periods;
    private int _place;           // in the repeated stretch
    private int _oldPlace;        // in the shorter stretch that is being left
    private int _fading;          // samples of the cross-fade between stretches left
    private float _step;          // between the last sample heard and the first repeated

    /// <param name="sampleRate">A multiple of 8000.</param>
    public WaveformConcealment(int sampleRate)
    {
        if (sampleRate <= 0 || sampleRate % 8000 != 0) throw new ArgumentOutOfRangeException(nameof(sampleRate), sampleRate, "A multiple of 8000 Hz is needed.");
        _sampleRate = sampleRate;
        _history = new short[(PitchSearch.Longest(sampleRate) * MostPeriods) + (PitchSearch.Longest(sampleRate) / 4)];
        _speech = new float[_history.Length];
    }

    /// <summary>Takes audio that was received, in order. The first after a loss is cross-faded in place with the end of the repetition.</summary>
    public void Accept(Span<short> pcm)
    {
        if (_lost > 0 && !pcm.IsEmpty) FadeIn(pcm);
        Remember(pcm);
    }

    /// <summary>Fills the place of lost audio.</summary>
    public void Conceal(Span<short> pcm)
    {
        if (pcm.IsEmpty) return;
        if (_lost == 0) Begin();
        for (var i = 0; i < pcm.Length; i++) pcm[i] = Vectors.ToSample(Next());
        Remember(pcm);
    }

    public void Reset()
    {
        _history.AsSpan().Clear();
        _lost = 0;
    }

    private void Begin()
    {
        for (var i = 0; i < _history.Length; i++) _speech[i] = _history[i];
        _pitch = PitchSearch.Find(_speech, _sampleRate, _scratch);
        _overlap = _pitch / 4;
        (_periods, _place, _fading) = (1, 0, 0);
        _step = _speech[^1] - _speech[_speech.Length - _pitch - 1];
    }

    private float Next()
    {
        if (_lost >= _sampleRate * 60 / 1000)
        {
            _lost = Math.Min(_lost + 1, _sampleRate);
            return 0;
        }
        Lengthen();
        var value = Repeated(_periods, _place);
        if (_fading > 0)
        {
            var share = (float)_fading-- / _overlap;
            value += share * (Repeated(_periods - 1, _oldPlace) - value);
            _oldPlace = (_oldPlace + 1) % ((_periods - 1) * _pitch);
        }
        if (_lost < _overlap) value += _step * (1 - ((float)(_lost + 1) / (_overlap + 1)));
        _place = (_place + 1) % (_periods * _pitch);
        value *= Gain();
        _lost++;
        return value;
    }

    /// <summary>Two periods after 10 ms and three after 20, so that a long loss does not hum.</summary>
    private void Lengthen()
    {
        if (_periods == MostPeriods || _lost != _sampleRate / 100 * _periods) return;
        _oldPlace = _place;
        _periods++;
        _place %= _pitch;                  // the same phase, one period further back
        _fading = _overlap;
    }

    /// <summary>The stretch of the last periods as a loop: its end is cross-faded into what stands before its beginning.</summary>
    private float Repeated(int periods, int place)
    {
        var length = periods * _pitch;
        var value = _speech[_speech.Length - length + place];
        var intoEnd = place - (length - _overlap);
        if (intoEnd < 0) return value;
        var share = (float)(intoEnd + 1) / (_overlap + 1);
        return value + (share * (_speech[_speech.Length - (2 * length) + place] - value));
    }

    private float Gain()
    {
        var tenMs = _sampleRate / 100;
        return _lost < tenMs ? 1 : Math.Max(0, 1 - (0.2f * (_lost - tenMs) / tenMs));
    }

    /// <summary>A quarter of the period and 4 ms for each 10 ms lost, at most 10 ms (Appendix I, I.2.7).</summary>
    private void FadeIn(Span<short> pcm)
    {
        var tenMs = _sampleRate / 100;
        var length = Math.Min(Math.Min(tenMs, _overlap + (_sampleRate / 250 * Math.Max(0, (_lost / tenMs) - 1))), pcm.Length);
        for (var i = 0; i < length; i++)
        {
            var share = (float)(i + 1) / (length + 1);
            var repeated = Next();
            pcm[i] = Vectors.ToSample(repeated + (share * (pcm[i] - repeated)));
        }
        _lost = 0;
    }

    private void Remember(ReadOnlySpan<short> pcm)
    {
        if (pcm.Length >= _history.Length)
        {
            pcm[^_history.Length..].CopyTo(_history);
            return;
        }
        _history.AsSpan(pcm.Length).CopyTo(_history);
        pcm.CopyTo(_history.AsSpan(_history.Length - pcm.Length));
    }
}
