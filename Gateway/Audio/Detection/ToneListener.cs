using Telephony.Audio.Signals;
using Telephony.Audio.Tones;

namespace Telephony.Audio.Detection;

/// <summary>
/// Hears which tones sound, whatever their frequencies: windows of 32 ms that move by 16; a tone is one or two narrow peaks that make up nearly all of the power, between 300 Hz and 3.4 kHz. Voices have more, and move; their pitch is lower.
/// One stream, one owner, nothing allocated after construction.
/// </summary>
public sealed class ToneListener
{
    private const int WindowMs = 32;
    private const float LeastShare = 0.93f;

    private readonly Spectrum _spectrum;
    private readonly short[] _samples;
    private readonly float _hzPerBin;
    private readonly int _hop;
    private readonly double _leastPower;
    private int _filled;

    /// <param name="sampleRate">8000, 16 000, 32 000.</param>
    /// <param name="leastDbm0">What is quieter is silence.</param>
    public ToneListener(int sampleRate = 8000, double leastDbm0 = -42)
    {
        if (sampleRate is not (8000 or 16_000 or 32_000)) throw new ArgumentOutOfRangeException(nameof(sampleRate), sampleRate, "8000, 16000 or 32000 Hz are needed.");
        _spectrum = new Spectrum(sampleRate * WindowMs / 1000);
        _samples = new short[_spectrum.Length];
        _hop = _spectrum.Length / 2;
        _hzPerBin = (float)sampleRate / _spectrum.Length;
        _leastPower = Math.Pow(ToneLevel.PeakOf(leastDbm0), 2) / 2;
    }

    /// <summary>How far a window moves.</summary>
    public static TimeSpan Hop => TimeSpan.FromMilliseconds(WindowMs / 2);

    /// <summary>Listens to the next samples.</summary>
    /// <param name="heard">At least one for each 16 ms of samples, and one more.</param>
    /// <returns>How many windows were filled.</returns>
    public int Process(ReadOnlySpan<short> samples, Span<HeardTone> heard)
    {
        var count = 0;
        while (!samples.IsEmpty)
        {
            var length = Math.Min(samples.Length, _samples.Length - _filled);
            samples[..length].CopyTo(_samples.AsSpan(_filled));
            _filled += length;
            samples = samples[length..];
            if (_filled < _samples.Length) break;
            if (count < heard.Length) heard[count++] = Window();
            _samples.AsSpan(_hop).CopyTo(_samples);
            _filled -= _hop;
        }
        return count;
    }

    public void Reset() => _filled = 0;

    private HeardTone Window()
    {
        long energy = 0;
        foreach (var sample in _samples) energy += sample * sample;
        if ((double)energy / _samples.Length < _leastPower) return new HeardTone(IsSilent: true, 0, 0);
        _spectrum.Measure(_samples);
        var power = _spectrum.Power;
        var (first, last) = ((int)Math.Ceiling(300 / _hzPerBin), Math.Min(power.Length - 3, (int)(3400 / _hzPerBin)));
        float total = 0;
        for (var i = 1; i < power.Length; i++) total += power[i];
        var strongest = Peak(power, first, last, -10);
        if (strongest < 0) return default;
        var share = Around(power, strongest);
        if (share >= LeastShare * total) return new HeardTone(IsSilent: false, Frequency(power, strongest), 0);
        var second = Peak(power, first, last, strongest);
        if (second < 0 || share + Around(power, second) < LeastShare * total || power[second] < 0.05f * power[strongest]) return default;
        var (low, high) = (Frequency(power, Math.Min(strongest, second)), Frequency(power, Math.Max(strongest, second)));
        return new HeardTone(IsSilent: false, low, high);
    }

    /// <summary>The strongest bin that is not next to the one that is known; two tones of a network are 40 Hz apart or more, which is one bin and shows as one wide peak.</summary>
    private static int Peak(float[] power, int first, int last, int known)
    {
        var best = -1;
        for (var i = first; i <= last; i++)
        {
            if (Math.Abs(i - known) > 2 && (best < 0 || power[i] > power[best])) best = i;
        }
        return best;
    }

    private static float Around(float[] power, int bin)
    {
        float sum = 0;
        for (var i = Math.Max(0, bin - 2); i <= Math.Min(power.Length - 1, bin + 2); i++) sum += power[i];
        return sum;
    }

    /// <summary>Between the bins, by the centre of the peak's amplitude.</summary>
    private float Frequency(float[] power, int bin)
    {
        var (before, here, after) = (MathF.Sqrt(power[bin - 1]), MathF.Sqrt(power[bin]), MathF.Sqrt(power[bin + 1]));
        // For a Hann window the ratio of neighbours gives the place exactly: (2r - 1) / (r + 1).
        var (side, ratio) = after > before ? (1, after / here) : (-1, before / here);
        return (bin + (side * Math.Clamp(((2 * ratio) - 1) / (ratio + 1), -0.5f, 0.5f))) * _hzPerBin;
    }
}
