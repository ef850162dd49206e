using Telephony.Audio.Detection;
using Telephony.Audio.Sources;
using Telephony.Media.Prompts;
using Xunit;

namespace Telephony.Unit.Media;

/// <summary>Files made by sox, ffmpeg and lame.</summary>
public sealed class SoundDecoderTests
{
    private static readonly SoundDecoder Decoder = new(Tools.Programs, new DecodeLimits());
    private static readonly SoundDecoder WithoutFfmpeg = new(Tools.Programs, new DecodeLimits { Ffmpeg = "" });

    [Theory]
    [InlineData("-b 16 -e signed-integer", 8000, 1)]
    [InlineData("-b 8 -e unsigned-integer", 11_025, 1)]
    [InlineData("-b 24 -e signed-integer", 44_100, 2)]
    [InlineData("-b 32 -e signed-integer", 48_000, 1)]
    [InlineData("-b 32 -e floating-point", 22_050, 2)]
    [InlineData("-b 64 -e floating-point", 16_000, 1)]
    [InlineData("-e a-law", 8000, 2)]
    [InlineData("-e mu-law", 16_000, 1)]
    [InlineData("-b 16 -e signed-integer", 48_000, 6)]
    public async Task Wav_files_of_every_usual_form_are_played_without_ffmpeg(string form, int rate, int channels) =>
        AssertTone(await WithoutFfmpeg.DecodeAsync(await Tools.RunAsync("sox", $"-n -r {rate} -c {channels} {form} -t wav - synth 1 sine 440 vol 0.5"), TestContext.Current.CancellationToken), rate);

    [Fact]
    public async Task Aiff_is_played_without_ffmpeg() => AssertTone(await WithoutFfmpeg.DecodeAsync(await AiffAsync(1), TestContext.Current.CancellationToken), 22_050);

    [Theory]
    [InlineData(44_100, 1)]
    [InlineData(16_000, 2)]
    public async Task Mp3_is_played_without_ffmpeg(int rate, int channels) =>
        AssertTone(await WithoutFfmpeg.DecodeAsync(await Tools.RunAsync("ffmpeg", $"-v error -f lavfi -i sine=440:duration=1:sample_rate={rate} -ac {channels} -f mp3 -"), TestContext.Current.CancellationToken), rate);

    [Theory]
    [InlineData("-f ogg -c:a libvorbis")]
    [InlineData("-f ogg -c:a libopus")]
    [InlineData("-f flac")]
    [InlineData("-f adts")]
    [InlineData("-f ipod -movflags frag_keyframe+empty_moov")]
    [InlineData("-f webm")]
    [InlineData("-f wav -c:a adpcm_ima_wav")]
    public async Task Other_forms_are_played_by_ffmpeg(string form) =>
        AssertTone(await Decoder.DecodeAsync(await Tools.RunAsync("ffmpeg", $"-v error -f lavfi -i sine=440:duration=1:sample_rate=48000 {form} -"), TestContext.Current.CancellationToken), 48_000);

    [Fact]
    public async Task Without_ffmpeg_the_answer_says_what_to_install()
    {
        var flac = await Tools.RunAsync("sox", "-n -r 8000 -t flac - synth 0.1 sine 440");
        var (_, why) = await new SoundDecoder(Tools.Programs, new DecodeLimits { Ffmpeg = "no-such-ffmpeg" }).DecodeAsync(flac, TestContext.Current.CancellationToken);
        Assert.Equal(PromptFault.NotInstalled, why!.Fault);
        Assert.Contains("Install ffmpeg", why.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_sound_is_said_with_its_beginning()
    {
        var (_, why) = await Decoder.DecodeAsync("<html><body>Not found"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(PromptFault.WrongFormat, why!.Fault);
        Assert.Contains("it begins with '<html><body>Not '", why.Sentence, StringComparison.Ordinal);
        (_, why) = await Decoder.DecodeAsync(Array.Empty<byte>(), TestContext.Current.CancellationToken);
        Assert.Contains("it is empty", why!.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-t wav -b 16")]
    [InlineData("-t wav -b 24")]
    [InlineData("-t flac")]
    public async Task A_sound_that_is_too_long_is_refused(string form)
    {
        var decoder = new SoundDecoder(Tools.Programs, new DecodeLimits { MaxDuration = TimeSpan.FromSeconds(2) });
        var (_, why) = await decoder.DecodeAsync(await Tools.RunAsync("sox", $"-n -r 8000 {form} - synth 4 sine 440"), TestContext.Current.CancellationToken);
        Assert.Equal(PromptFault.TooLong, why!.Fault);
    }

    [Fact]
    public async Task A_playlist_in_disguise_opens_nothing()
    {
        // ffmpeg alone would follow a playlist to other files of this machine.
        foreach (var text in (string[])["ffconcat version 1.0\nfile /etc/passwd\n", "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"])
        {
            var (clip, why) = await Decoder.DecodeAsync(System.Text.Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
            Assert.Null(clip);
            Assert.Equal(PromptFault.WrongFormat, why!.Fault);
        }
    }

    [Theory]
    [InlineData("sox", "-n -r 8000 -b 24 -t wav - synth 0.2 sine 440")]
    [InlineData("sox", "-n -r 8000 -b 32 -e floating-point -t wav - synth 0.2 sine 440")]
    [InlineData("ffmpeg", "-v error -f lavfi -i sine=440:duration=0.3 -f mp3 -")]
    public async Task Damaged_files_are_refused_or_played_and_never_throw(string program, string arguments)
    {
        foreach (var good in (byte[][])[await Tools.RunAsync(program, arguments), await AiffAsync(0.2)]) await DamageAsync(good);
    }

    private static async Task DamageAsync(byte[] good)
    {
        var random = new Random(11);
        for (var i = 0; i < 400; i++)
        {
            var file = good[..random.Next(12, good.Length)];
            for (var change = 0; change < 6; change++) file[random.Next(4, Math.Min(file.Length, change < 4 ? 60 : file.Length))] = (byte)random.Next(256);
            var (clip, why) = await WithoutFfmpeg.DecodeAsync(file, TestContext.Current.CancellationToken);
            Assert.True(clip is null != why is null);
        }
    }

    /// <summary>Not by a pipe: its header has the length.</summary>
    private static async Task<byte[]> AiffAsync(double seconds)
    {
        var file = Path.Combine(Path.GetTempPath(), $"telephony-{Guid.NewGuid():N}.aiff");
        try
        {
            await Tools.RunAsync("sox", $"-n -r 22050 -c 1 -b 16 {file} synth {seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)} sine 440 vol 0.5");
            return await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void AssertTone((PcmClip? Clip, PromptRejection? Why) decoded, int rate)
    {
        Assert.True(decoded.Clip is not null, decoded.Why?.Sentence);
        Assert.Equal(rate, decoded.Clip.SampleRate);
        Assert.InRange(decoded.Clip.Duration.TotalSeconds, 0.9, 1.2);
        var samples = decoded.Clip.At(8000).Samples.Span;
        Assert.True(Goertzel.Share(samples.Slice(2000, 4000), 440) > 0.98);
    }
}
