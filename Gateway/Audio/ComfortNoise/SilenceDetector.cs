using Telephony.Audio.Signals;

namespace Telephony.Audio.ComfortNoise;

/// <summary>
/// Tells speech from silence frame by frame, and describes the silence for a comfort noise packet (RFC 3389). Speech is what is 9 dB above the noise floor, which
/// falls at once and rises slowly; 200 ms after it still count as speech, so that the ends of words are not cut. Fax and modem calls must not use it.
/// One stream, one owner, nothing allocated after construction.
/// </summary>
public sealed class SilenceDetector
{
    private const int Order = 4;
    private const float Lowest = 2;             // root mean square of a digital silence with a step or two
    private const float Highest = 1500;         // about -24 dBm0: louder is never silence
    private const float Above = 2.8f;           // 9 dB
    private const int HangoverMs = 200;

    private readonly int _samplesPerMs;
    private readonly float[] _samples = new float[Codecs.AudioFrame.MaxSamples];
    private readonly double[] _correlations = new double[Order + 1];
    private float _floor = 100;
    private float _loudness;
    private int _hangover;

    public SilenceDetector(int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 8000);
        _samplesPerMs = sampleRate / 1000;
    }

    /// <summary>Judges the next frame of the stream.</summary>
    /// <param name="pcm">10 to 60 ms.</param>
    public bool IsSpeech(ReadOnlySpan<short> pcm)
    {
        var length = Math.Min(pcm.Length, _samples.Length);
        for (var i = 0; i < length; i++) _samples[i] = pcm[i];
        _loudness = length == 0 ? 0 : MathF.Sqrt(Vectors.Energy(_samples.AsSpan(0, length)) / length);
        var milliseconds = length / _samplesPerMs;
        _floor = _loudness < _floor ? Math.Max(Lowest, _loudness) : Math.Min(Highest, _floor * (1 + (0.0005f * milliseconds)));          // 4 dB a second
        Correlate(_samples.AsSpan(0, length));
        _hangover = _loudness > _floor * Above ? HangoverMs : Math.Max(0, _hangover - milliseconds);
        return _hangover > 0;
    }

    /// <summary>Describes the frame just judged.</summary>
    /// <param name="payload">Five octets.</param>
    /// <returns>Octets written.</returns>
    public int Describe(Span<byte> payload)
    {
        payload[0] = ComfortNoisePayload.Level(_loudness);
        Span<double> predictor = stackalloc double[Order + 1];
        Span<double> before = stackalloc double[Order + 1];
        var error = _correlations[0] * 1.001;            // a white floor 30 dB down keeps it stable
        for (var i = 1; i <= Order; i++)
        {
            if (error <= 0) return i;
            var sum = _correlations[i];
            for (var j = 1; j < i; j++) sum += predictor[j] * _correlations[i - j];
            var reflection = -sum / error;
            predictor.CopyTo(before);
            for (var j = 1; j < i; j++) predictor[j] = before[j] + (reflection * before[i - j]);
            predictor[i] = reflection;
            error *= 1 - (reflection * reflection);
            payload[i] = ComfortNoisePayload.Octet(reflection);
        }
        return Order + 1;
    }

    private void Correlate(ReadOnlySpan<float> frame)
    {
        for (var lag = 0; lag <= Order; lag++) _correlations[lag] = lag < frame.Length ? Vectors.Dot(frame[..(frame.Length - lag)], frame[lag..]) : 0;
    }
}
