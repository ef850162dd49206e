using NAudio.Wave;
using NAudio.Wave.SampleProviders;
using NLayer;
using Telephony.Audio.Sources;

namespace Telephony.Media.Prompts;

/// <summary>
/// The decoders of NAudio and NLayer behind one rule: a file that they cannot take is a rejection, whatever they throw, and no more is decoded than is allowed.
/// </summary>
internal static class ManagedDecoders
{
    private const int LowestRate = 4000;
    private const int HighestRate = 192_000;
    private const int MostChannels = 16;
    private const int Block = 16 * 1024;

    private delegate int Reader(float[] block);

    public static (PcmClip? Clip, PromptRejection? Why) Wav(ReadOnlyMemory<byte> file, TimeSpan most) => Guard("WAV", () =>
    {
        using var reader = new WaveFileReader(StreamOf(file));
        return NAudio(reader, "WAV", most);
    });

    public static (PcmClip? Clip, PromptRejection? Why) Aiff(ReadOnlyMemory<byte> file, TimeSpan most) => Guard("AIFF", () =>
    {
        using var reader = new AiffFileReader(StreamOf(file));
        return NAudio(reader, "AIFF", most);
    });

    public static (PcmClip? Clip, PromptRejection? Why) Mp3(ReadOnlyMemory<byte> file, TimeSpan most) => Guard("MP3", () =>
    {
        using var reader = new MpegFile(StreamOf(file));
        return Collect(block => reader.ReadSamples(block, 0, block.Length), reader.SampleRate, reader.Channels, "MP3", most);
    });

    private static (PcmClip? Clip, PromptRejection? Why) NAudio(WaveStream reader, string form, TimeSpan most)
    {
        var samples = reader.ToSampleProvider();
        return Collect(block => samples.Read(block.AsSpan()), samples.WaveFormat.SampleRate, samples.WaveFormat.Channels, form, most);
    }

    private static (PcmClip? Clip, PromptRejection? Why) Collect(Reader read, int rate, int channels, string form, TimeSpan most)
    {
        if (rate is < LowestRate or > HighestRate) return (null, Wrong($"The {form} file's sample rate is {rate} Hz: {LowestRate} to {HighestRate} Hz can be played."));
        if (channels is < 1 or > MostChannels) return (null, Wrong($"The {form} file has {channels} channels: 1 to {MostChannels} can be played."));
        var limit = (long)(most.TotalSeconds * rate);
        var block = new float[Block / channels * channels];
        var mono = new List<short>();
        for (int length; (length = read(block)) > 0;)
        {
            for (var i = 0; i + channels <= length; i += channels) mono.Add(Mix(block.AsSpan(i, channels)));
            if (mono.Count > limit) return (null, SoundDecoder.TooLong(most));
        }
        return mono.Count == 0 ? (null, Wrong($"The {form} file has no sound in it.")) : (new PcmClip([.. mono], rate), null);
    }

    private static short Mix(ReadOnlySpan<float> channels)
    {
        float sum = 0;
        foreach (var sample in channels) sum += sample;
        sum /= channels.Length;
        return float.IsFinite(sum) ? (short)Math.Clamp(MathF.Round(sum * 32768), short.MinValue, short.MaxValue) : (short)0;
    }

    private static (PcmClip? Clip, PromptRejection? Why) Guard(string form, Func<(PcmClip? Clip, PromptRejection? Why)> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The libraries name bad input by exceptions of many kinds, some of them of their own inner workings.
            return (null, Wrong($"The {form} file cannot be decoded: {e.Message}"));
        }
    }

    private static PromptRejection Wrong(string sentence) => new(PromptFault.WrongFormat, sentence);

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> file) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(file, out var array) ? new(array.Array!, array.Offset, array.Count, writable: false) : new(file.ToArray(), writable: false);
}
