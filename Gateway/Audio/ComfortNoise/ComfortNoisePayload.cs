namespace Telephony.Audio.ComfortNoise;

/// <summary>
/// A comfort noise payload (RFC 3389 3): how loud the silence is, and its colour.
/// <code>
/// | 0 | level in -dBov (7) | reflection coefficient (8) | … |      k = (octet - 127) / 128
/// </code>
/// </summary>
internal static class ComfortNoisePayload
{
    /// <summary>Coefficients beyond these are left out: ten describe a spectrum well.</summary>
    public const int MostCoefficients = 10;

    /// <summary>Root mean square of full-scale in dBov: a square wave of the largest sample (RFC 3389 3.1).</summary>
    private const double Overload = 32_767;

    public static double RootMeanSquare(byte level) => Overload * Math.Pow(10, -(level & 0x7F) / 20.0);

    public static byte Level(double rootMeanSquare) => rootMeanSquare < 1 ? (byte)0x7F : (byte)Math.Clamp(Math.Round(-20 * Math.Log10(rootMeanSquare / Overload)), 0, 0x7F);

    public static float Coefficient(byte octet) => (octet - 127) / 128f;

    public static byte Octet(double coefficient) => (byte)Math.Clamp(Math.Round((coefficient * 128) + 127), 0, 254);
}
