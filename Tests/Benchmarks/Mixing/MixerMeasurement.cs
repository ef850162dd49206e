using System.Diagnostics;
using System.Globalization;
using Telephony.Audio.Codecs;
using Telephony.Audio.Mixing;
using Telephony.Benchmarks.Results;

namespace Telephony.Benchmarks.Mixing;

/// <summary>What a conference costs: the mixer alone, and with G.711 decoded and encoded for each party, as on phones.</summary>
internal static class MixerMeasurement
{
    private const int FramesPerSecond = 50;
    private static readonly int[] Parties = [3, 10, 50];
    private static readonly int[] Rates = [8000, 16_000, 48_000];

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var rounds = options.Number("rounds", 5);
        var table = new ResultTable("mixer", "parties", "rate", "quiet, us per party and frame", "too loud, us per party and frame", "quiet with G.711 both ways", "parties one core could mix");
        foreach (var parties in Parties)
        {
            foreach (var rate in Rates)
            {
                var quiet = Median(rounds, () => Measure(parties, rate, 8000 / parties, codec: false));
                var loud = Median(rounds, () => Measure(parties, rate, 24_000, codec: false));
                var phones = rate == 8000 ? Median(rounds, () => Measure(parties, rate, 8000 / parties, codec: true)) : double.NaN;
                var whole = double.IsNaN(phones) ? quiet : phones;
                table.Row($"{parties}", $"{rate}", Us(quiet), Us(loud), double.IsNaN(phones) ? "-" : Us(phones), ((int)(1e6 / FramesPerSecond / whole)).ToString(CultureInfo.InvariantCulture));
            }
        }
        await table.PublishAsync($"Frames of 20 ms; every party speaks and hears all others; CPU time of one thread, median of {rounds} rounds.");
    }

    private static double Measure(int parties, int rate, int peak, bool codec)
    {
        var length = rate / FramesPerSecond;
        var mixer = new AudioMixer(length);
        var limiters = new MixLimiter[parties];
        var random = new Random(1);
        var codes = new byte[parties][];
        var frames = new short[parties][];
        for (var party = 0; party < parties; party++)
        {
            frames[party] = [.. Enumerable.Range(0, length).Select(_ => (short)random.Next(-peak, peak))];
            codes[party] = G711.Encode(G711Law.MuLaw, frames[party]);
        }
        var mixed = new short[length];
        var sent = new byte[length];
        Round(2000 / parties);
        var count = Math.Max(20, 100_000 / parties / (rate / 8000));
        var began = Stopwatch.GetTimestamp();
        Round(count);
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / count / parties;

        void Round(int times)
        {
            for (var i = 0; i < times; i++)
            {
                mixer.Begin();
                for (var party = 0; party < parties; party++)
                {
                    if (codec) G711.Decode(G711Law.MuLaw, codes[party], frames[party]);
                    mixer.Add(frames[party]);
                }
                for (var party = 0; party < parties; party++)
                {
                    mixer.WithoutOwn(frames[party], ref limiters[party], mixed);
                    if (codec) G711.Encode(G711Law.MuLaw, mixed, sent);
                }
            }
        }
    }

    private static double Median(int rounds, Func<double> measure) => Spread.Of(Enumerable.Range(0, rounds).Select(_ => measure())).Median;

    private static string Us(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
