using Telephony.Audio.Files;
using Telephony.Audio.Sources;
using Telephony.Audio.Tones;
using Telephony.Media.Listening;
using Telephony.Media.Recognition;
using Xunit;

namespace Telephony.Unit.Media;

public sealed class HeardSoundTests
{
    private static readonly SphinxRecogniser Sphinx = new(Tools.Programs, new SphinxOptions { TimeLimit = TimeSpan.FromMinutes(1) });           // a busy machine is no failure here

    [Fact]
    public async Task A_recording_is_told_as_silence_tones_words_and_keys()
    {
        var words = await Spoken.TelephoneAsync("please enter your account number");
        short[] stream =
        [
            .. new short[8000],
            .. ToneGenerator.Make(new Tone([1000]), TimeSpan.FromSeconds(0.5)),
            .. new short[4000],
            .. words.Samples.Span,
            .. new short[12_000],
            .. Keys("42#"),
            .. new short[4000],
        ];
        var heard = HeardSound.OfWav(WavWriter.Pcm16(stream, 8000));
        var tone = heard.Tones.First();
        Assert.Equal(1000, tone.LowHz, 5.0);
        Assert.Equal(1, tone.From.TotalSeconds, 0.05);
        Assert.Equal(0.5, tone.Duration.TotalSeconds, 0.06);
        Assert.True(heard.HasTone(1000, TimeSpan.FromSeconds(0.4)));
        Assert.False(heard.HasTone(1100, TimeSpan.FromSeconds(0.1)));
        Assert.Equal("42#", heard.Keys);
        Assert.All(heard.Digits, static digit => Assert.Equal(0.1, digit.Duration.TotalSeconds, 0.03));
        Assert.InRange(heard.LongestSilence.TotalSeconds, 1.4, 1.9);
        Assert.Equal("please enter your account number", await heard.SaidAsync(Sphinx, ["please hold the line", "please enter your account number", "goodbye"], TestContext.Current.CancellationToken));
        Assert.Null(await heard.SaidAsync(Sphinx, ["technical support", "we are closed"], TestContext.Current.CancellationToken));
        var after = heard.Between(TimeSpan.FromSeconds(1.6), heard.Duration);
        Assert.False(after.HasTone(1000, TimeSpan.FromSeconds(0.1)));
    }

    [Theory]
    [InlineData("good morning", "good evening")]
    [InlineData("your order was shipped", "your order was cancelled")]
    [InlineData("we are open on monday", "we are open on sunday")]
    public async Task Near_words_are_other_words(string said, string near)
    {
        var heard = HeardSound.Of(Spoken.Padded(await Spoken.TelephoneAsync(said, "rms"), 0.5, 1));
        Assert.Equal(said, await heard.SaidAsync(Sphinx, [said], TestContext.Current.CancellationToken));
        Assert.Null(await heard.SaidAsync(Sphinx, [near], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Text_is_written_down_as_far_as_the_recogniser_can()
    {
        var clip = Spoken.Padded(await Spoken.TelephoneAsync("good morning how are you"), 0.5, 0.5, noise: 0);
        var text = await HeardSound.Of(clip).TextAsync(Sphinx, TestContext.Current.CancellationToken);
        Assert.Contains("are you", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_one_silence()
    {
        var span = Assert.Single(HeardSound.Of(new PcmClip(new short[16_000], 8000)).Spans);
        Assert.Equal(HeardKind.Silence, span.Kind);
        Assert.Equal("0.00-1.98 s Silence", span.ToString());
        Assert.Throws<InvalidDataException>(() => HeardSound.OfWav("no file"u8));
    }

    private static short[] Keys(string keys)
    {
        Assert.True(DigitsSource.TryCreate(keys, 8000, out var source, out _));
        var samples = new List<short>();
        var frame = new short[160];
        for (int length; (length = source!.Read(frame)) > 0;) samples.AddRange(frame.AsSpan(0, length));
        return [.. samples];
    }
}
