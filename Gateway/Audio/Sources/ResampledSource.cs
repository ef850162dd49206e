using Telephony.Audio.Resampling;

namespace Telephony.Audio.Sources;

/// <summary>Another source at another rate, for sounds that are not whole in memory. Owns the source.</summary>
public sealed class ResampledSource : IPcmSource
{
    private readonly IPcmSource _source;
    private readonly StreamResampler _resampler;
    private readonly short[] _input;
    private readonly short[] _output;
    private int _ready;                    // samples of _output not yet taken
    private int _taken;
    private bool _over;

    /// <param name="sampleRate">Wanted; with the source's a pair that <see cref="StreamResampler"/> takes.</param>
    public ResampledSource(IPcmSource source, int sampleRate)
    {
        _source = source;
        _input = new short[source.SampleRate / 50];
        _resampler = new StreamResampler(source.SampleRate, sampleRate, _input.Length);
        _output = new short[_resampler.MostOutput(_input.Length) + 1];
    }

    public int SampleRate => _resampler.ToRate;

    public int Read(Span<short> frame)
    {
        var written = 0;
        while (written < frame.Length)
        {
            if (_ready == 0 && !TryConvert()) break;
            var length = Math.Min(_ready, frame.Length - written);
            _output.AsSpan(_taken, length).CopyTo(frame[written..]);
            (_taken, _ready, written) = (_taken + length, _ready - length, written + length);
        }
        return written;
    }

    public bool TryRewind()
    {
        (_ready, _taken, _over) = (0, 0, false);
        _resampler.Reset();
        return _source.TryRewind();
    }

    public void Dispose() => _source.Dispose();

    private bool TryConvert()
    {
        if (_over) return false;
        var length = _source.Read(_input);
        _over = length < _input.Length;
        (_ready, _taken) = (_resampler.Convert(_input.AsSpan(0, length), _output), 0);
        return _ready > 0;
    }
}
