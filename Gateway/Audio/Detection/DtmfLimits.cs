using Telephony.Audio.Tones;

namespace Telephony.Audio.Detection;

/// <summary>What is taken for a key. The defaults lie between what ITU-T Q.24 (annex A) wants accepted and what it wants refused.</summary>
public sealed record DtmfLimits
{
    private readonly float _leastPower = PowerOf(-33);
    private readonly float _leastTwist = Ratio(-10.5);
    private readonly float _mostTwist = Ratio(8);

    /// <summary>Weakest tone of the two; Q.24 has -25 to -29 accepted.</summary>
    public double LeastLevelDbm0
    {
        get => ToneLevel.Dbm0Of(Math.Sqrt(LeastPower));
        init => _leastPower = PowerOf(value);
    }

    /// <summary>Level of the higher tone over the lower, at least and at most, in decibels; Q.24 has -8 to +4 accepted; loudspeakers into microphones make more.</summary>
    public (double Least, double Most) TwistDecibels
    {
        get => (10 * Math.Log10(_leastTwist), 10 * Math.Log10(_mostTwist));
        init => (_leastTwist, _mostTwist) = (Ratio(value.Least), Ratio(value.Most));
    }

    /// <summary>The part of the power that the two tones must make up, 0 to 1.</summary>
    public float LeastShare { get; init; } = 0.86f;

    /// <summary>How much a tone's frequency may seem to change from one window of 8 ms to the next, in Hz: voices glide, machines do not.</summary>
    public float MostGlideHz { get; init; } = 12;

    /// <summary>How far a tone may be from its frequency, as a part of it; Q.24 has 1.5 % and 2 Hz accepted, 3.5 % refused.</summary>
    public double MostDeviation { get; init; } = 0.026;

    internal float LeastPower => _leastPower;

    internal bool IsNear(float deviationHz, double frequency) => Math.Abs(deviationHz) <= MostDeviation * frequency;

    internal bool IsTwistAllowed(float low, float high) => high >= low * _leastTwist && high <= low * _mostTwist;

    private static float PowerOf(double dbm0) => (float)(Math.Pow(ToneLevel.PeakOf(dbm0), 2) / 2);

    private static float Ratio(double decibels) => (float)Math.Pow(10, decibels / 10);
}
