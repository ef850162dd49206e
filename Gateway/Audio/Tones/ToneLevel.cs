namespace Telephony.Audio.Tones;

/// <summary>Levels of tones in linear 16-bit samples: the digital milliwatt reference of G.711, where full scale is +3.17 dBm0 (mu-law).</summary>
public static class ToneLevel
{
    private const double FullScaleDbm0 = 3.17;

    /// <summary>Peak amplitude of a sine of this level, at most full scale.</summary>
    public static double PeakOf(double dbm0) => Math.Min(short.MaxValue, 32767 * Math.Pow(10, (dbm0 - FullScaleDbm0) / 20));

    /// <summary>The level of a sine with this root mean square.</summary>
    public static double Dbm0Of(double rootMeanSquare) =>
        rootMeanSquare <= 0 ? double.NegativeInfinity : (20 * Math.Log10(rootMeanSquare * Math.Sqrt(2) / 32767)) + FullScaleDbm0;
}
