using Telephony.Audio.Codecs;
using Telephony.Audio.Detection;
using Telephony.Audio.Tones;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Audio.Detection;

public sealed class CallProgressTests
{
    private const int Rate = 8000;

    public static TheoryData<string, CallProgress> Networks => new()
    {
        { "425 1/4", CallProgress.Ringback },
        { "440+480 2/4", CallProgress.Ringback },
        { "400+450 0.4/0.2/0.4/2", CallProgress.Ringback },
        { "425 0.5/0.5", CallProgress.Busy },
        { "480+620 0.5/0.5", CallProgress.Busy },
        { "400 0.375/0.375", CallProgress.Busy },
        { "425 0.25/0.25", CallProgress.Congestion },
        { "480+620 0.25/0.25", CallProgress.Congestion },
        { "350+440", CallProgress.DialTone },
        { "425", CallProgress.DialTone },
        { "950 0.33 1400 0.33 1800 0.33", CallProgress.SpecialInformation },
        { "985.2 0.38 1370.6 0.274 1776.7 0.38", CallProgress.SpecialInformation },
        { "913.8 0.274 1428.5 0.38 1776.7 0.38", CallProgress.SpecialInformation },
        { "1100 0.5/3", CallProgress.Fax },
        { "2100 3/1", CallProgress.Fax },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_tones_of_networks_are_told_apart(string tones, CallProgress expected)
    {
        foreach (var level in (double[])[-6, -20, -33])
        {
            foreach (var noise in (double[])[0, 20])
            {
                var signal = Through(Make(tones, level, 12), noise);
                Assert.Equal([expected], Heard(signal));
            }
        }
    }

    [Fact]
    public void Voices_noise_and_digits_are_no_tones_of_a_network()
    {
        for (var seed = 1; seed < 8; seed++) Assert.Empty(Heard(Speech.Synthetic(Rate, 60, seed)));
        Assert.Empty(Heard(Speech.Noise(Rate * 20, 2000)));
        var digits = new List<short>();
        foreach (var key in "159D*0#") digits.AddRange([.. ToneGenerator.Make(Tone.Dtmf(key), TimeSpan.FromSeconds(0.4)), .. new short[3200]]);
        Assert.Empty(Heard([.. digits]));
    }

    [Theory]
    [InlineData(440, 0)]
    [InlineData(1000, 0)]
    [InlineData(1004.7, 0)]
    [InlineData(350, 440)]
    [InlineData(480, 620)]
    [InlineData(697, 1209)]
    [InlineData(2600, 0)]
    public void A_tone_is_measured_to_a_few_hertz(double low, double high)
    {
        foreach (var rate in (int[])[8000, 16_000])
        {
            var listener = new ToneListener(rate);
            var heard = new HeardTone[100];
            var count = listener.Process(ToneGenerator.Make(new Tone(high > 0 ? [low, high] : [low]), TimeSpan.FromSeconds(1), rate), heard);
            Assert.InRange(count, 55, 65);
            Assert.All(heard[..count], tone => Assert.True(Math.Abs(tone.LowHz - low) < 8 && Math.Abs(tone.HighHz - high) < 8, $"{tone}"));
        }
    }

    [Fact]
    public void A_frame_allocates_nothing()
    {
        var detector = new CallProgressDetector();
        var classifier = new AnswerClassifier(Rate, new AnswerOptions { TimeLimit = TimeSpan.FromHours(1), LongestHello = TimeSpan.FromHours(1) });
        var speech = Speech.Synthetic(Rate, 10);
        detector.Process(speech.AsSpan(0, 160));
        classifier.Process(speech.AsSpan(0, 160));
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var at = 0; at + 160 <= speech.Length; at += 160)
            {
                detector.Process(speech.AsSpan(at, 160));
                classifier.Process(speech.AsSpan(at, 160));
            }
        }));
    }

    /// <summary>Each kind once, in order.</summary>
    private static CallProgress[] Heard(short[] signal)
    {
        var detector = new CallProgressDetector();
        var heard = new List<CallProgress>();
        for (var at = 0; at + 160 <= signal.Length; at += 160)
        {
            if (detector.Process(signal.AsSpan(at, 160)) is not CallProgress.None and var found && !heard.Contains(found)) heard.Add(found);
        }
        return [.. heard];
    }

    /// <summary>"frequencies on/off/on/off", repeated; or frequencies and lengths in turn, once; or frequencies alone, without a break.</summary>
    internal static short[] Make(string tones, double level, double seconds)
    {
        var words = tones.Split(' ');
        var samples = new List<short>();
        if (words.Length > 2)
        {
            for (var i = 0; i < words.Length; i += 2) samples.AddRange(Part(words[i], level, double.Parse(words[i + 1])));
            samples.AddRange(new short[Rate]);
            return [.. samples];
        }
        if (words.Length == 1) return [.. Part(words[0], level, seconds)];
        var cadence = words[1].Split('/').Select(double.Parse).ToArray();
        while (samples.Count < seconds * Rate)
        {
            for (var i = 0; i < cadence.Length; i++) samples.AddRange(i % 2 == 0 ? Part(words[0], level, cadence[i]) : new short[(int)(cadence[i] * Rate)]);
        }
        return [.. samples];
    }

    internal static short[] Through(short[] signal, double noise) =>
        G711.Decode(G711Law.ALaw, G711.Encode(G711Law.ALaw, noise > 0 ? Speech.Sum(signal, Speech.Noise(signal.Length, noise)) : signal));

    private static short[] Part(string frequencies, double level, double seconds) =>
        ToneGenerator.Make(new Tone([.. frequencies.Split('+').Select(double.Parse)], level), TimeSpan.FromSeconds(seconds));
}
