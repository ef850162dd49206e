using Telephony.Audio.Codecs;
using Telephony.Audio.Detection;
using Telephony.Audio.Files;
using Telephony.Audio.Resampling;
using Telephony.Support;
using Telephony.Support.Sounds;
using Xunit;

namespace Telephony.Unit.Audio.Detection;

/// <summary>The detector's quality: recordings, and every key under each strain of ITU-T Q.24, at both rates.</summary>
public sealed class DtmfDetectorTests
{
    private const string Keys = "123A456B789C*0#D";

    [Theory]
    [InlineData("hfeeki-dtmf.wav", "012345678901234567890123456789")]
    [InlineData("speech-no-dtmf.wav", "")]
    public void Recordings_give_their_digits_and_no_other(string file, string digits)
    {
        Assert.True(WavReader.TryReadMono(File.ReadAllBytes(CorpusFolder.File("dtmf-inband", file)), out var samples, out var rate, out _));
        foreach (var to in (int[])[8000, 16_000])
        {
            var telephone = Resampler.Convert(samples, rate, to);
            Assert.Equal(digits, Heard(telephone, to));
            Assert.Equal(digits, Heard(G711.Decode(G711Law.MuLaw, G711.Encode(G711Law.MuLaw, telephone)), to));
        }
    }

    /// <summary>Its digits are events; the microphone heard the phone's own beeps as well, all but the 0 under a blow to it.</summary>
    [Fact]
    public void Beeps_through_the_microphone_are_heard() =>
        Assert.Equal("213785496", Heard(RtpRecording.Audio("ulaw-dtmf-2013785496.pcap", payloadType: 0, G711Law.MuLaw), 8000));

    [Fact]
    public void Recorded_speech_has_no_digits() => Assert.Equal("", Heard(RtpRecording.Audio("g711a.pcap", payloadType: 8, G711Law.ALaw), 8000));

    public static TheoryData<string, DtmfSignal> Accepted => new()
    {
        { "40 ms on, 40 ms off", new() },
        { "loud", new() { LevelDbm0 = 0 } },
        { "weak", new() { LevelDbm0 = -29 } },
        { "higher tone 4 dB stronger", new() { TwistDecibels = 4 } },
        { "higher tone 8 dB weaker", new() { TwistDecibels = -8 } },
        { "1.8 % high", new() { Deviation = 0.018 } },
        { "1.8 % low", new() { Deviation = -0.018 } },
        { "noise 12 dB below a tone", new() { SnrDecibels = 12 } },
        { "weak, off, twisted and noisy", new() { LevelDbm0 = -23, Deviation = 0.015, TwistDecibels = -8, SnrDecibels = 20 } },
        { "pause of 30 ms", new() { OffMs = 30 } },
        { "long", new() { OnMs = 400 } },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Every_key_is_heard_once(string strain, DtmfSignal signal)
    {
        Assert.NotEmpty(strain);
        foreach (var rate in (int[])[8000, 16_000])
        {
            var keys = string.Concat(Enumerable.Repeat(Keys, 4)) + "00114477##";
            var sound = signal.Make(keys, rate);
            Assert.Equal(keys, Heard(sound, rate));
            Assert.Equal(keys, Heard(G711.Decode(G711Law.ALaw, G711.Encode(G711Law.ALaw, sound)), rate));
        }
    }

    public static TheoryData<string, DtmfSignal> Refused => new()
    {
        { "20 ms on", new() { OnMs = 20 } },
        { "too weak", new() { LevelDbm0 = -38 } },
        { "higher tone 9 dB stronger", new() { TwistDecibels = 9 } },
        { "higher tone 13 dB weaker", new() { TwistDecibels = -13 } },
        { "3.5 % high", new() { Deviation = 0.035 } },
        { "3.5 % low", new() { Deviation = -0.035 } },
        { "noise as loud as the tones", new() { SnrDecibels = 0 } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_no_key_is_not_heard(string strain, DtmfSignal signal)
    {
        Assert.NotEmpty(strain);
        foreach (var rate in (int[])[8000, 16_000]) Assert.Equal("", Heard(signal.Make(Keys, rate), rate));
    }

    [Fact]
    public void A_drop_out_of_8_ms_does_not_make_two_digits_of_one()
    {
        for (var at = 480; at < 800; at += 23)
        {
            var sound = new DtmfSignal { OnMs = 120 }.Make("5", 8000);
            sound.AsSpan(at, 64).Clear();
            Assert.Equal("5", Heard(sound, 8000));
        }
    }

    [Fact]
    public void A_digit_ends_with_its_length()
    {
        foreach (var milliseconds in (int[])[40, 80, 200])
        {
            var end = Assert.Single(Events(new DtmfSignal { OnMs = milliseconds }.Make("7", 8000), 8000), static heard => heard.IsEnd);
            Assert.Equal('7', end.Digit);
            Assert.InRange(end.Duration.TotalMilliseconds, milliseconds - 17, milliseconds + 17);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Voices_and_noise_have_no_digits(int seed)
    {
        foreach (var rate in (int[])[8000, 16_000])
        {
            Assert.Equal("", Heard(Speech.Synthetic(rate, 20, seed), rate));
            Assert.Equal("", Heard(Speech.Noise(rate * 20, 3000, seed), rate));
        }
    }

    [Fact]
    public void Single_tones_and_call_progress_have_no_digits()
    {
        foreach (var frequencies in (double[][])[[697], [1209], [425], [350, 440], [440, 480], [480, 620], [1100], [2100], [1004], [697, 770], [941, 1400]])
        {
            Assert.Equal("", Heard(Telephony.Audio.Tones.ToneGenerator.Make(new(frequencies), TimeSpan.FromSeconds(1)), 8000));
        }
    }

    [Fact]
    public void Listening_allocates_nothing_and_frames_may_have_any_length()
    {
        var (detector, events) = (new DtmfDetector(), new DtmfEvent[16]);
        var sound = new DtmfSignal().Make(Keys, 8000);
        var (count, random) = (0, new Random(5));
        detector.Process(sound.AsSpan(0, 160), events);
        detector.Reset();
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var at = 0; at < sound.Length;)
            {
                var length = Math.Min(random.Next(1, 500), sound.Length - at);
                count += detector.Process(sound.AsSpan(at, length), events);
                at += length;
            }
            detector.Reset();
        }));
        Assert.Equal(2 * Keys.Length * Allocated.Readings, count);
    }

    private static string Heard(short[] sound, int rate) => string.Concat(Events(sound, rate).Where(static heard => !heard.IsEnd).Select(static heard => heard.Digit));

    private static List<DtmfEvent> Events(short[] sound, int rate)
    {
        var (detector, place, all) = (new DtmfDetector(rate), new DtmfEvent[16], new List<DtmfEvent>());
        foreach (var frame in sound.Chunk(rate / 50)) all.AddRange(place[..detector.Process(frame, place)]);
        return all;
    }
}
