using System.Diagnostics;
using System.Globalization;
using Telephony.Audio.Codecs;
using Telephony.Audio.Resampling;
using Telephony.Automation.Rooms;
using Telephony.Benchmarks.Results;
using Telephony.Calls.Steering;

namespace Telephony.Benchmarks.Mixing;

/// <summary>What a conference of calls costs: seats at their table, alone, and with what a phone's G.711 takes on both sides of it (decoding, 8 to 16 kHz, 16 to 8 kHz, encoding).</summary>
internal static class MixerMeasurement
{
    private const int FramesPerSecond = 50;
    private const int Frame = SteeredSound.FrameSamples;
    private static readonly int[] Parties = [2, 3, 10, 50, 250];

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var rounds = options.Number("rounds", 5);
        var table = new ResultTable("mixer", "parties", "quiet, us per party and frame", "too loud, us per party and frame", "quiet with G.711 both ways", "of a core per party, %", "parties one core could mix");
        Measure(10, 8000, codec: true);   // the compiler's
        foreach (var parties in Parties)
        {
            var quiet = Median(rounds, () => Measure(parties, 8000 / parties, codec: false));
            var loud = Median(rounds, () => Measure(parties, 24_000, codec: false));
            var phones = Median(rounds, () => Measure(parties, 8000 / parties, codec: true));
            table.Row($"{parties}", Us(quiet), Us(loud), Us(phones), (phones * FramesPerSecond / 1e4).ToString("F3", CultureInfo.InvariantCulture), ((int)(1e6 / FramesPerSecond / phones)).ToString(CultureInfo.InvariantCulture));
        }
        await table.PublishAsync($"Frames of 20 ms at 16 kHz; every party speaks and hears all others; time of one thread, median of {rounds} rounds. Jitter buffers, packets and sockets are not in it.");
    }

    private static double Measure(int parties, int peak, bool codec)
    {
        var random = new Random(1);
        Phone[] phones = [.. Enumerable.Range(0, parties).Select(_ => new Phone(random, peak))];
        new Table().Seat(phones.Select(static phone => phone.Seat));
        Round(4000 / parties);
        var count = Math.Max(20, 50_000 / parties);
        var began = Stopwatch.GetTimestamp();
        Round(count);
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / count / parties;

        void Round(int times)
        {
            for (var i = 0; i < times; i++)
            {
                foreach (var phone in phones) phone.Speak(codec);
                foreach (var phone in phones) phone.Listen(codec);
            }
        }
    }

    private static double Median(int rounds, Func<double> measure) => Spread.Of(Enumerable.Range(0, rounds).Select(_ => measure())).Median;

    private static string Us(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    private sealed class Phone
    {
        private readonly short[] _wide = new short[Frame];
        private readonly short[] _narrow = new short[Frame / 2];
        private readonly byte[] _code;
        private readonly byte[] _sent = new byte[Frame / 2];
        private readonly StreamResampler _up = new(8000, 16_000, Frame / 2);
        private readonly StreamResampler _down = new(16_000, 8000, Frame);

        public Phone(Random random, int peak)
        {
            _wide = [.. Enumerable.Range(0, Frame).Select(_ => (short)random.Next(-peak, peak))];
            _code = G711.Encode(G711Law.MuLaw, _wide.AsSpan(0, Frame / 2));
        }

        public Seat Seat { get; } = new();

        public void Speak(bool codec)
        {
            if (codec)
            {
                G711.Decode(G711Law.MuLaw, _code, _narrow);
                _up.Convert(_narrow, _wide);
            }
            Seat.Hear(_wide);
        }

        public void Listen(bool codec)
        {
            Span<short> heard = stackalloc short[Frame];
            Seat.Fill(heard);
            if (!codec) return;
            _down.Convert(heard, _narrow);
            G711.Encode(G711Law.MuLaw, _narrow, _sent);
        }
    }
}
