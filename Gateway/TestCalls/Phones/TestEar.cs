using Telephony.Audio.Sources;
using Telephony.Calls.Steering;

namespace Telephony.TestCalls.Phones;

/// <summary>
/// All that a test phone hears, from its answer on: 16 kHz, ten minutes at the most. Written by the media worker, read by anybody; memory comes in pieces of ten seconds.
/// </summary>
public sealed class TestEar : IFrameSink
{
    private const int Piece = SteeredSound.SampleRate * 10;

    private readonly short[]?[] _pieces = new short[]?[60];
    private int _length;

    /// <summary>How much was heard.</summary>
    public TimeSpan Heard => TimeSpan.FromSeconds((double)Volatile.Read(ref _length) / SteeredSound.SampleRate);

    public void Hear(ReadOnlySpan<short> frame)
    {
        foreach (var sample in frame)
        {
            var at = _length;
            if (at / Piece == _pieces.Length) return;
            (_pieces[at / Piece] ??= new short[Piece])[at % Piece] = sample;
            Volatile.Write(ref _length, at + 1);
        }
    }

    /// <summary>A part of it, as far as it was heard.</summary>
    public PcmClip Between(TimeSpan from, TimeSpan to)
    {
        var (first, last) = (SampleAt(from), SampleAt(to));
        var samples = new short[Math.Max(0, last - first)];
        for (var at = first; at < last;)
        {
            var part = Math.Min(Piece - (at % Piece), last - at);
            _pieces[at / Piece]!.AsSpan(at % Piece, part).CopyTo(samples.AsSpan(at - first));   // it was heard
            at += part;
        }
        return new PcmClip(samples, SteeredSound.SampleRate);
    }

    private int SampleAt(TimeSpan at) => (int)Math.Clamp(at.TotalSeconds * SteeredSound.SampleRate, 0, Volatile.Read(ref _length));
}
