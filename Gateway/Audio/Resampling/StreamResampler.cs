using Telephony.Audio.Signals;

namespace Telephony.Audio.Resampling;

/// <summary>
/// Changes the rate of a stream, frame by frame, without a seam: a polyphase filter keeps the last samples of the frame before. The prototype is a sinc under a Kaiser window, whose
/// stop band begins at the lower Nyquist frequency plus a margin above the telephone's 3400 Hz; each output sample is one dot product with the branch of its phase.
/// One stream, one owner, nothing allocated after construction.
/// </summary>
public sealed class StreamResampler
{
    private readonly ResamplingFilter _filter;
    private readonly float[] _input;             // history, then the frame
    private readonly int _history;
    private int _phase;                          // of the next output sample, in steps of 1 / interpolation of an input sample
    private int _skip;                           // input samples still to pass before it

    /// <param name="fromRate">And <paramref name="toRate"/>: two of 8000, 12 000, 16 000, 24 000, 32 000 and 48 000, or any two whose lowest terms are at most 48.</param>
    /// <param name="mostInput">Samples of the longest frame that <see cref="Convert"/> is given.</param>
    public StreamResampler(int fromRate, int toRate, int mostInput = Codecs.AudioFrame.MaxSamples)
    {
        (FromRate, ToRate) = (fromRate, toRate);
        _filter = ResamplingFilter.For(fromRate, toRate);
        _history = _filter.BranchLength - 1;
        _input = new float[_history + mostInput];
    }

    public int FromRate { get; }

    public int ToRate { get; }

    /// <summary>How much later a sound comes out than it went in.</summary>
    public TimeSpan Delay => TimeSpan.FromSeconds(_filter.BranchLength / 2.0 / FromRate);

    /// <summary>Samples that come out for so many, at most. Exactly so many, frame by frame, when they are a whole number: at 20 ms always.</summary>
    public int MostOutput(int inputSamples) => (int)((((long)inputSamples * _filter.Interpolation) + _filter.Decimation - 1) / _filter.Decimation);

    /// <summary>Converts one frame.</summary>
    /// <param name="output">At least <see cref="MostOutput"/> long.</param>
    /// <returns>Samples written.</returns>
    /// <exception cref="ArgumentException">A frame longer than said at construction.</exception>
    public int Convert(ReadOnlySpan<short> input, Span<short> output)
    {
        if (input.Length > _input.Length - _history) throw new ArgumentException($"A frame has at most {_input.Length - _history} samples here, not {input.Length}.", nameof(input));
        for (var i = 0; i < input.Length; i++) _input[_history + i] = input[i];
        var written = 0;
        var (at, phase) = (_skip, _phase);
        while (at < input.Length)
        {
            output[written++] = Vectors.ToSample(Vectors.Dot(_filter.Branch(phase), _input.AsSpan(at)));
            phase += _filter.Decimation;
            at += phase / _filter.Interpolation;
            phase %= _filter.Interpolation;
        }
        (_skip, _phase) = (at - input.Length, phase);
        _input.AsSpan(input.Length, _history).CopyTo(_input);
        return written;
    }

    public void Reset()
    {
        _input.AsSpan().Clear();
        (_phase, _skip) = (0, 0);
    }
}
