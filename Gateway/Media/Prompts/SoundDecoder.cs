using System.Runtime.InteropServices;
using Telephony.Audio.Files;
using Telephony.Audio.Sources;
using Telephony.Media.Processes;

namespace Telephony.Media.Prompts;

/// <summary>How large a sound may be, and what helps to decode it.</summary>
public sealed record DecodeLimits
{
    /// <summary>Longer sounds are refused: what is played is whole in memory.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromMinutes(10);

    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Path or name of ffmpeg; empty: it is not used.</summary>
    public string Ffmpeg { get; init; } = "ffmpeg";
}

/// <summary>
/// Makes a clip of a sound file: WAV by our own reader (16-bit and both laws of G.711, the telephone's forms) or NAudio's (8, 24 and 32 bits, floating point, many channels), AIFF by NAudio, MP3 by NLayer;
/// what these cannot do, and every other form, by ffmpeg where it is installed. All channels are averaged into one; the rate stays as it is. Bad files never throw. Any thread; it takes its time.
/// </summary>
public sealed class SoundDecoder(ChildPrograms programs, DecodeLimits limits)
{
    private const int FfmpegRate = 48_000;
    private const string InstallFfmpeg = "Install ffmpeg (Debian: ffmpeg), or convert the file with: ffmpeg -i IN -ac 1 -ar 16000 OUT.wav";

    public DecodeLimits Limits => limits;

    /// <returns>The clip, or what is wrong with the file as a sentence.</returns>
    public async ValueTask<(PcmClip? Clip, PromptRejection? Why)> DecodeAsync(ReadOnlyMemory<byte> file, CancellationToken cancel)
    {
        var form = SoundForms.Of(file.Span);
        var (clip, why) = form switch
        {
            SoundForm.Wav => Wav(file),
            SoundForm.Aiff => ManagedDecoders.Aiff(file, limits.MaxDuration),
            SoundForm.Mp3 => ManagedDecoders.Mp3(file, limits.MaxDuration),
            SoundForm.Unknown => (null, new(PromptFault.WrongFormat, $"It is no sound file that is known here ({Beginning(file.Span)}): WAV, MP3, AIFF, and by ffmpeg Ogg, FLAC, MP4, WebM, AAC and AMR can be played.")),
            _ => (null, null),
        };
        if (clip is not null || why is { Fault: PromptFault.TooLong } || form == SoundForm.Unknown) return (clip, why);
        return await FfmpegAsync(form, file, why, cancel).ConfigureAwait(false);
    }

    private (PcmClip? Clip, PromptRejection? Why) Wav(ReadOnlyMemory<byte> file)
    {
        if (!WavReader.TryReadMono(file.Span, out var samples, out var rate, out var why))
        {
            return why.Fault is WavFault.UnsupportedEncoding or WavFault.UnsupportedChannels
                ? ManagedDecoders.Wav(file, limits.MaxDuration)
                : (null, new(why.Fault == WavFault.TooLong ? PromptFault.TooLong : PromptFault.WrongFormat, why.Sentence));
        }
        var clip = new PcmClip(samples, rate);
        return clip.Duration > limits.MaxDuration ? (null, TooLong(limits.MaxDuration)) : (clip, null);
    }

    private async Task<(PcmClip? Clip, PromptRejection? Why)> FfmpegAsync(SoundForm form, ReadOnlyMemory<byte> file, PromptRejection? managed, CancellationToken cancel)
    {
        if (limits.Ffmpeg.Length == 0) return (null, managed ?? new(PromptFault.NotInstalled, $"{form} files are decoded by ffmpeg, which is switched off. Convert the file to WAV or MP3."));
        var most = (int)Math.Ceiling(limits.MaxDuration.TotalSeconds) + 1;
        // The input is one pipe and the demultiplexer is named: a hostile file cannot make ffmpeg open another file or address. "cache:" lets it seek, which MP4 needs.
        var run = new ChildRun(limits.Ffmpeg,
        [
            "-v", "error", "-nostdin", "-protocol_whitelist", "pipe,cache", "-f", SoundForms.FfmpegName(form)!, "-i", "cache:pipe:0",
            "-map", "0:a:0", "-vn", "-sn", "-dn", "-t", most.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "-ac", "1", "-ar", FfmpegRate.ToString(System.Globalization.CultureInfo.InvariantCulture), "-f", "s16le", "pipe:1",
        ])
        { Input = file, TimeLimit = limits.TimeLimit, MaxOutputBytes = most * FfmpegRate * 2 };
        switch (await programs.RunAsync(run, cancel).ConfigureAwait(false))
        {
            case ChildOutcome.Ended { Output.Length: > 1 } ended:
                var clip = new PcmClip(MemoryMarshal.Cast<byte, short>(ended.Output).ToArray(), FfmpegRate);
                return clip.Duration > limits.MaxDuration ? (null, TooLong(limits.MaxDuration)) : (clip, null);
            case ChildOutcome.Ended ended:
                return (null, new(PromptFault.WrongFormat, $"The {form} file has no sound that ffmpeg can decode{(ended.Complaint.Length > 0 ? $": {ended.Complaint}" : ".")}"));
            case ChildOutcome.NotInstalled:
                return (null, managed ?? new(PromptFault.NotInstalled, $"{form} files need ffmpeg, which is not installed here. {InstallFfmpeg}"));
            case ChildOutcome.TimedOut:
                return (null, new(PromptFault.TimedOut, $"ffmpeg did not decode the {form} file within {limits.TimeLimit.TotalSeconds:0} s."));
            default:
                return (null, TooLong(limits.MaxDuration));
        }
    }

    internal static PromptRejection TooLong(TimeSpan most) => new(PromptFault.TooLong, $"It is longer than the {most.TotalMinutes:0.#} minutes that are allowed.");

    /// <summary>The first octets for a person to recognise: often a page that says what went wrong.</summary>
    private static string Beginning(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty) return "it is empty";
        var text = new char[Math.Min(16, file.Length)];
        for (var i = 0; i < text.Length; i++) text[i] = file[i] is >= 0x20 and < 0x7F and not (byte)'\'' ? (char)file[i] : '.';
        return $"it begins with '{new string(text)}'";
    }
}
