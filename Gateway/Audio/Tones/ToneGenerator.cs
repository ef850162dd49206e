namespace Telephony.Audio.Tones;

/// <summary>Makes the samples of a tone without end, block by block, continuous in phase and cadence. One owner.</summary>
public sealed class ToneGenerator
{
    private readonly double[] _stepsPerSample;
    private readonly double _peak;
    private readonly long _onSamples;
    private readonly long _periodSamples;
    private long _position;

    /// <exception cref="ArgumentOutOfRangeException">A frequency at or above half the sample rate.</exception>
    public ToneGenerator(Tone tone, int sampleRate = 8000)
    {
        foreach (var frequency in tone.FrequenciesHz)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frequency, nameof(tone));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frequency, sampleRate / 2.0, nameof(tone));
        }
        _peak = ToneLevel.PeakOf(tone.LevelDbm0);
        _stepsPerSample = [.. tone.FrequenciesHz.Select(frequency => 2 * Math.PI * frequency / sampleRate)];
        _onSamples = tone.On is { } on ? (long)(on.TotalSeconds * sampleRate) : long.MaxValue;
        _periodSamples = tone.On is null ? long.MaxValue : _onSamples + (long)(tone.Off.TotalSeconds * sampleRate);
    }

    public void Fill(Span<short> block)
    {
        for (var i = 0; i < block.Length; i++, _position++)
        {
            block[i] = _position % _periodSamples < _onSamples ? Sample() : (short)0;
        }
    }

    /// <summary>Begins the tone anew.</summary>
    public void Restart() => _position = 0;

    /// <summary>The first stretch of a tone in one piece.</summary>
    public static short[] Make(Tone tone, TimeSpan duration, int sampleRate = 8000)
    {
        var samples = new short[(int)(duration.TotalSeconds * sampleRate)];
        new ToneGenerator(tone, sampleRate).Fill(samples);
        return samples;
    }

    private short Sample()
    {
        double sum = 0;
        foreach (var step in _stepsPerSample) sum += Math.Sin(step * _position);
        return (short)Math.Clamp(Math.Round(sum * _peak), short.MinValue, short.MaxValue);
    }
}
