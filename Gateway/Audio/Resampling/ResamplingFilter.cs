using System.Collections.Concurrent;
using System.Numerics;

namespace Telephony.Audio.Resampling;

/// <summary>The branches of a polyphase filter for one pair of rates: computed once, shared by all streams, never changed.</summary>
internal sealed class ResamplingFilter
{
    /// <summary>Zero crossings of the sinc on each side, at the lower rate.</summary>
    private const int Crossings = 20;

    /// <summary>Of the Kaiser window: about 75 dB of stop band.</summary>
    private const double Beta = 7.5;

    /// <summary>Where the response is down by half, of the lower Nyquist frequency: 3.68 kHz at 8000 Hz; the stop band begins at 4.1 kHz.</summary>
    private const double CutOff = 0.92;

    private const int MostPhases = 48;

    private static readonly ConcurrentDictionary<(int From, int To), ResamplingFilter> Made = new();

    private readonly float[] _branches;

    private ResamplingFilter(int fromRate, int toRate)
    {
        var common = (int)BigInteger.GreatestCommonDivisor(fromRate, toRate);
        (Interpolation, Decimation) = (toRate / common, fromRate / common);
        if (Interpolation > MostPhases || Decimation > MostPhases)
        {
            throw new ArgumentOutOfRangeException(nameof(toRate), toRate, $"From {fromRate} Hz a stream is changed to rates like 8000, 16000, 24000 and 48000.");
        }
        var cutoff = CutOff * Math.Min(1.0, (double)toRate / fromRate);          // of the input's Nyquist frequency
        BranchLength = (int)Math.Ceiling(2 * Crossings / cutoff / 8) * 8;
        _branches = new float[Interpolation * BranchLength];
        for (var phase = 0; phase < Interpolation; phase++) Fill(_branches.AsSpan(phase * BranchLength, BranchLength), (double)phase / Interpolation, cutoff);
    }

    public int Interpolation { get; }

    public int Decimation { get; }

    /// <summary>Input samples that make one output sample; a multiple of eight.</summary>
    public int BranchLength { get; }

    public static ResamplingFilter For(int fromRate, int toRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fromRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(toRate);
        return Made.GetOrAdd((fromRate, toRate), static rates => new ResamplingFilter(rates.From, rates.To));
    }

    /// <summary>Weights of the samples around an output sample, oldest first.</summary>
    public ReadOnlySpan<float> Branch(int phase) => _branches.AsSpan(phase * BranchLength, BranchLength);

    /// <summary>The weights add up to one, so that a constant level stays constant from phase to phase.</summary>
    private static void Fill(Span<float> branch, double fraction, double cutoff)
    {
        var reach = branch.Length / 2.0;
        double sum = 0;
        Span<double> exact = stackalloc double[branch.Length];
        for (var i = 0; i < branch.Length; i++)
        {
            var distance = i - (reach - 1) - fraction;
            exact[i] = Sinc(cutoff * distance) * Kaiser(distance / reach);
            sum += exact[i];
        }
        for (var i = 0; i < branch.Length; i++) branch[i] = (float)(exact[i] / sum);
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-9 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    private static double Kaiser(double x) => Math.Abs(x) >= 1 ? 0 : Bessel(Beta * Math.Sqrt(1 - (x * x))) / Bessel(Beta);

    /// <summary>Modified Bessel function of the first kind and order zero, by its series.</summary>
    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > sum * 1e-12; k++)
        {
            term *= x / 2 / k * (x / 2 / k);
            sum += term;
        }
        return sum;
    }
}
