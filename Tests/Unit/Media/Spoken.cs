using Telephony.Audio.Codecs;
using Telephony.Audio.Files;
using Telephony.Audio.Sources;
using Xunit;

namespace Telephony.Unit.Media;

/// <summary>Words by the voices of flite and espeak-ng, at 8000 Hz, as they are behind G.711.</summary>
internal static class Spoken
{
    /// <param name="voice">slt, rms (flite), or espeak.</param>
    public static async Task<PcmClip> TelephoneAsync(string words, string voice = "slt")
    {
        var file = Path.Combine(Path.GetTempPath(), $"telephony-{Guid.NewGuid():N}.wav");
        try
        {
            var outcome = await Tools.Programs.RunAsync(voice == "espeak" ? new("espeak-ng", ["-v", "en-us", "-s", "140", "-w", file, words]) : new("flite", ["-voice", voice, "-t", words, "-o", file]), TestContext.Current.CancellationToken);
            Assert.IsType<Telephony.Media.Processes.ChildOutcome.Ended>(outcome);
            Assert.True(WavReader.TryReadMono(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), out var samples, out var rate, out var why), why.Sentence);
            var narrow = new PcmClip(samples, rate).At(8000);
            return new PcmClip(G711.Decode(G711Law.MuLaw, G711.Encode(G711Law.MuLaw, narrow.Samples.Span)), 8000);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>With line noise in front and behind.</summary>
    public static PcmClip Padded(PcmClip clip, double before, double behind, double noise = 20)
    {
        var rate = clip.SampleRate;
        var samples = Audio.Speech.Noise((int)((before + behind) * rate) + clip.Samples.Length, noise);
        var at = (int)(before * rate);
        for (var i = 0; i < clip.Samples.Length; i++) samples[at + i] = (short)Math.Clamp(samples[at + i] + clip.Samples.Span[i], short.MinValue, short.MaxValue);
        return new PcmClip(samples, rate);
    }
}
