using Telephony.Audio.Resampling;
using Telephony.Calls.Steering;
using Telephony.TestCalls.Phones;

namespace Telephony.TestCalls.Listening;

/// <summary>The shape of what a phone hears, from some time on, as it comes.</summary>
internal sealed class HeardShape
{
    private const int Part = SteeredSound.SampleRate / 5;

    private readonly TestEar _ear;
    private readonly TimeSpan _from;
    private readonly StreamResampler _resampler = new(SteeredSound.SampleRate, SoundShape.SampleRate, Part);
    private readonly short[] _narrow = new short[(Part / 2) + 16];
    private TimeSpan _read;

    public HeardShape(TestEar ear, TimeSpan from) => (_ear, _from, _read) = (ear, from, from);

    public SoundShape Shape { get; } = new();

    /// <summary>Frames of silence at its end.</summary>
    public int Rest { get; private set; }

    /// <summary>The longest silence so far ends here, in frames; and so long it was.</summary>
    public (int End, int Length) LongestSilence { get; private set; }

    /// <summary>There was a sound in it.</summary>
    public bool HasSound { get; private set; }

    public TimeSpan TimeOf(int frame) => _from + SoundShape.TimeOf(frame);

    /// <summary>Takes what has come since.</summary>
    public void Follow()
    {
        var now = _ear.Heard;
        var samples = _ear.Between(_read, now).Samples.Span;
        _read = now;
        var before = Shape.Count;
        for (; !samples.IsEmpty; samples = samples[Math.Min(Part, samples.Length)..])
            Shape.Add(_narrow.AsSpan(0, _resampler.Convert(samples[..Math.Min(Part, samples.Length)], _narrow)));
        for (var frame = before; frame < Shape.Count; frame++)
        {
            Rest = Shape.HasSound(frame) ? 0 : Rest + 1;
            HasSound |= Rest == 0;
            if (Rest > LongestSilence.Length) LongestSilence = (frame, Rest);
        }
    }
}
