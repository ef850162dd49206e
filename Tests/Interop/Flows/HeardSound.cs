using System.Numerics.Tensors;
using Telephony.Peers.Sounds;

namespace Telephony.Interop.Flows;

/// <summary>A recording as the search wants it: 8000 samples a second, and the energy before each of them.</summary>
internal sealed class HeardSound
{
    public const int Rate = 8000;

    /// <summary>Samples that a first look takes together.</summary>
    private const int Together = 4;

    private readonly float[] _samples;
    private readonly float[] _coarse;
    private readonly double[] _energy;

    public HeardSound(WaveFile recording)
    {
        var samples = recording.At(Rate);
        (_samples, _energy) = (new float[samples.Length], new double[samples.Length + 1]);
        for (var i = 0; i < samples.Length; i++)
        {
            _samples[i] = samples[i];
            _energy[i + 1] = _energy[i] + ((double)samples[i] * samples[i]);
        }
        _coarse = Coarse(_samples);
    }

    public int Length => _samples.Length;

    /// <summary>The first place between these where it sounds like the piece; -1: nowhere.</summary>
    public int Place(int from, int until, ReadOnlySpan<float> piece)
    {
        var norm = TensorPrimitives.Norm(piece);
        for (var at = from; at + piece.Length <= until; at++)
        {
            var here = (float)Math.Sqrt(_energy[at + piece.Length] - _energy[at]);
            if (here < norm / 10) continue;   // too low for anybody to understand it
            if (TensorPrimitives.Dot(_samples.AsSpan(at, piece.Length), piece) > 0.85f * norm * here) return at;
        }
        return -1;
    }

    /// <summary>As <see cref="Place"/>, at a quarter of the cost: where four samples together are not alike, one by one they are not either.</summary>
    /// <param name="coarse">The piece, by <see cref="Coarse"/>, beginning at its first sample, its second, third and fourth.</param>
    public int PlaceSoon(int from, int until, float[] piece, float[][] coarse)
    {
        var norm = TensorPrimitives.Norm<float>(coarse[0]);
        for (var at = (from + Together - 1) / Together; (at * Together) + piece.Length <= until; at++)
        {
            var here = TensorPrimitives.Norm<float>(_coarse.AsSpan(at, coarse[0].Length));
            if (here < norm / 20) continue;
            for (var shift = 0; shift < coarse.Length; shift++)
            {
                if (TensorPrimitives.Dot(_coarse.AsSpan(at, coarse[shift].Length), coarse[shift]) < 0.7f * norm * here) continue;
                var exact = (at * Together) - shift;
                if (exact >= from && Place(exact, Math.Min(until, exact + piece.Length), piece) is >= 0 and var place) return place;
            }
        }
        return -1;
    }

    /// <summary>Four samples together, over and over.</summary>
    public static float[] Coarse(ReadOnlySpan<float> samples)
    {
        var coarse = new float[samples.Length / Together];
        for (var i = 0; i < coarse.Length; i++) coarse[i] = samples[i * Together] + samples[(i * Together) + 1] + samples[(i * Together) + 2] + samples[(i * Together) + 3];
        return coarse;
    }
}
