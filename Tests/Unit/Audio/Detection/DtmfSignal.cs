using Telephony.Audio.Tones;

namespace Telephony.Unit.Audio.Detection;

/// <summary>Keys as a bad line brings them.</summary>
public sealed record DtmfSignal
{
    private static readonly double[] Rows = [697, 770, 852, 941];
    private static readonly double[] Columns = [1209, 1336, 1477, 1633];

    public double LevelDbm0 { get; init; } = -10;

    /// <summary>Of the higher tone over the lower; the stronger one has the level.</summary>
    public double TwistDecibels { get; init; }

    public double Deviation { get; init; }

    public int OnMs { get; init; } = 40;

    public int OffMs { get; init; } = 40;

    /// <summary>The stronger tone over white noise of the whole band.</summary>
    public double SnrDecibels { get; init; } = double.PositiveInfinity;

    public short[] Make(string keys, int rate)
    {
        var random = new Random(11);
        var noise = double.IsPositiveInfinity(SnrDecibels) ? 0 : ToneLevel.PeakOf(LevelDbm0) / Math.Sqrt(2) * Math.Pow(10, -SnrDecibels / 20);
        var samples = new List<double>(new double[rate / 20 + random.Next(rate / 100)]);
        var low = ToneLevel.PeakOf(LevelDbm0 - Math.Max(0, TwistDecibels));
        var high = ToneLevel.PeakOf(LevelDbm0 + Math.Min(0, TwistDecibels));
        foreach (var key in keys)
        {
            var place = "123A456B789C*0#D".IndexOf(key, StringComparison.Ordinal);
            var (row, column) = (Rows[place / 4] * (1 + Deviation), Columns[place % 4] * (1 + Deviation));
            var (rowPhase, columnPhase) = (random.NextDouble() * 6, random.NextDouble() * 6);
            for (var i = 0; i < rate * OnMs / 1000; i++)
            {
                samples.Add((low * Math.Sin(rowPhase + (2 * Math.PI * row * i / rate))) + (high * Math.Sin(columnPhase + (2 * Math.PI * column * i / rate))));
            }
            samples.AddRange(new double[rate * OffMs / 1000]);
        }
        samples.AddRange(new double[rate / 20]);
        var hiss = Speech.Noise(samples.Count, noise, seed: 12);
        return [.. samples.Select((sample, i) => (short)Math.Clamp(sample + hiss[i], short.MinValue, short.MaxValue))];
    }
}
