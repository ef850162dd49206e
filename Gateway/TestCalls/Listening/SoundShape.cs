using Telephony.Audio.Signals;

namespace Telephony.TestCalls.Listening;

/// <summary>
/// The shape of a sound, frame by frame: what is left of a voice when its loudness and the line's colour are taken away. Windows of 32 ms every 10 ms at 8 kHz; of each, the cepstrum of 20 bands between 200 and 3400 Hz, made as long
/// as one, and how far it is above silence.
/// </summary>
internal sealed class SoundShape
{
    public const int SampleRate = 8000;
    public const int Hop = SampleRate / 100;
    public const int Coefficients = 12;

    private const int Window = 256;
    private const int Bands = 20;
    private const float SilentPower = 60f * 60f;   // of a sample: some 55 dB below full scale
    private const float CertainDb = 18;            // above silence: surely a sound, even on a line that makes it softer

    private readonly Spectrum _spectrum = new(Window);
    private readonly float[] _bands = new float[Bands];
    private readonly List<float> _values = [];
    private readonly List<float> _levels = [];     // dB above silence; 0: silent
    private readonly short[] _samples = new short[Window];
    private int _filled;

    /// <summary>Frames so far.</summary>
    public int Count => _levels.Count;

    public static TimeSpan TimeOf(int frames) => TimeSpan.FromSeconds((double)frames * Hop / SampleRate);

    /// <summary>A whole sound, without the silence before and behind it.</summary>
    public static SoundShape Of(ReadOnlySpan<short> samples)
    {
        var shape = new SoundShape();
        shape.Add(samples);
        var (first, last) = (shape._levels.FindIndex(static level => level > 0), shape._levels.FindLastIndex(static level => level > 0));
        if (first < 0) return new SoundShape();
        shape._values.RemoveRange((last + 1) * Coefficients, (shape.Count - last - 1) * Coefficients);
        shape._levels.RemoveRange(last + 1, shape.Count - last - 1);
        shape._values.RemoveRange(0, first * Coefficients);
        shape._levels.RemoveRange(0, first);
        return shape;
    }

    public bool HasSound(int frame) => _levels[frame] > 0;

    /// <param name="samples">8 kHz.</param>
    public void Add(ReadOnlySpan<short> samples)
    {
        while (!samples.IsEmpty)
        {
            var part = Math.Min(samples.Length, Window - _filled);
            samples[..part].CopyTo(_samples.AsSpan(_filled));
            _filled += part;
            samples = samples[part..];
            if (_filled < Window) return;
            AddFrame();
            _samples.AsSpan(Hop).CopyTo(_samples);
            _filled = Window - Hop;
        }
    }

    /// <summary>How much two frames differ: 0 not at all, 1 as much as any two sounds, up to 2.</summary>
    public static float Distance(SoundShape one, int at, SoundShape other, int there)
    {
        var (level, loud) = (one._levels[at], other._levels[there]);
        if (level == 0 || loud == 0) return Math.Min(Math.Max(level, loud) / CertainDb, 1);   // the soft end of a word may be there or not
        var (a, b) = (one._values, other._values);
        var (i, j, dot) = (at * Coefficients, there * Coefficients, 0f);
        for (var k = 0; k < Coefficients; k++) dot += a[i + k] * b[j + k];
        return 1 - dot;
    }

    private void AddFrame()
    {
        double power = 0;
        foreach (var sample in _samples) power += (double)sample * sample;
        _levels.Add(MathF.Max(0, 10 * MathF.Log10((float)(power / Window / SilentPower) + 1e-9f)));
        _spectrum.Measure(_samples);
        for (var band = 0; band < Bands; band++)
        {
            var (from, to) = (BinAt(band), BinAt(band + 1));
            var sum = 1f;
            for (var bin = (int)from; bin <= (int)to; bin++) sum += _spectrum.Power[bin];
            _bands[band] = MathF.Log(sum / (to - from + 1));
        }
        float length = 0;
        var first = _values.Count;
        for (var k = 1; k <= Coefficients; k++)
        {
            float value = 0;
            for (var band = 0; band < Bands; band++) value += _bands[band] * MathF.Cos(MathF.PI * k * (band + 0.5f) / Bands);
            value *= k is 1 ? 0.5f : 1;   // the slope is the line's more than the voice's
            _values.Add(value);
            length += value * value;
        }
        length = MathF.Sqrt(length) + 1e-6f;
        for (var k = first; k < _values.Count; k++) _values[k] /= length;
    }

    /// <summary>Bands are as wide as the ear's (mel).</summary>
    private static float BinAt(int band)
    {
        static float Mel(float hz) => 2595 * MathF.Log10(1 + (hz / 700));
        var mel = Mel(200) + ((Mel(3400) - Mel(200)) * band / Bands);
        return 700 * (MathF.Pow(10, mel / 2595) - 1) * Window / SampleRate;
    }
}
