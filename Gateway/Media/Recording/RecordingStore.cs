using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using NAudio.Wave;
using Telephony.Media.Processes;

namespace Telephony.Media.Recording;

/// <summary>
/// The folder with recordings: begins them, completes them (MP3, encryption), finds what a crash left unfinished, deletes what is old. Files are named <c>ID.INDEX.wav</c>, <c>.mp3</c>, and with <c>.enc</c> behind it where they are encrypted.
/// Any thread.
/// </summary>
public sealed partial class RecordingStore(RecordingStoreOptions options, ChildPrograms programs, TimeProvider clock, ILogger log)
{
    private const string Encrypted = ".enc";
    private const string Half = ".new";   // an MP3 that is being made, a note that is being written

    public RecordingNotes Notes { get; } = new(options, log);

    /// <summary>Begins a recording.</summary>
    /// <param name="why">What is wrong with the order, and what to change.</param>
    public bool TryBegin(RecordingOrder order, out CallRecording? recording, out string why)
    {
        recording = null;
        why = Fault(order);
        if (why.Length > 0) return false;
        try
        {
            Directory.CreateDirectory(options.Folder);
            var key = order.IsEncrypted ? options.Key : null;
            recording = new CallRecording(order, options, index => new RecordingFile(PathOf(order.Id, index, RecordingFormat.Wav, order.IsEncrypted), options.SampleRate, order.Channels, key), clock, log);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            why = $"No recording can be made in {options.Folder}: {e.Message}";
            return false;
        }
    }

    /// <summary>Ends a recording and makes its files what was ordered. Where no MP3 can be made, the WAV file stays.</summary>
    public async Task<IReadOnlyList<RecordedFile>> CompleteAsync(CallRecording recording, CancellationToken cancel)
    {
        await recording.DisposeAsync().ConfigureAwait(false);
        var files = new List<RecordedFile>();
        foreach (var (index, bytes) in recording.Files)
        {
            var order = recording.Order;
            var wav = PathOf(order.Id, index, RecordingFormat.Wav, order.IsEncrypted);
            var duration = TimeSpan.FromSeconds(bytes / 2.0 / order.Channels / options.SampleRate);
            var format = order.Format == RecordingFormat.Mp3 && await ToMp3Async(order, index, wav, cancel).ConfigureAwait(false) ? RecordingFormat.Mp3 : RecordingFormat.Wav;
            var path = PathOf(order.Id, index, format, order.IsEncrypted);
            File.SetLastWriteTimeUtc(path, clock.GetUtcNow().UtcDateTime);   // from now on it is kept
            files.Add(new RecordedFile(order.Id, index, path, format, order.IsEncrypted, Size(path, format, order.IsEncrypted), duration));
        }
        return files;
    }

    /// <summary>Makes the files of a recording that was found after a crash what was ordered.</summary>
    public async Task<IReadOnlyList<RecordedFile>> CompleteAsync(RecordingOrder order, CancellationToken cancel)
    {
        if (order.Format == RecordingFormat.Mp3)
        {
            foreach (var file in Find(order.Id).Where(static file => file.Format == RecordingFormat.Wav)) await ToMp3Async(order with { IsEncrypted = file.IsEncrypted }, file.Index, file.Path, cancel).ConfigureAwait(false);
        }
        return Find(order.Id);
    }

    /// <summary>At start: gives what a crash left unfinished its name, and deletes what was being made of it. The files hold all but the last second.</summary>
    public IReadOnlyList<RecordedFile> Recover()
    {
        var found = new List<RecordedFile>();
        if (!Directory.Exists(options.Folder)) return found;
        foreach (var half in Directory.EnumerateFiles(options.Folder, "*" + Half)) File.Delete(half);   // its source is there still
        foreach (var part in Directory.EnumerateFiles(options.Folder, "*" + RecordingFile.Unfinished))
        {
            var path = part[..^RecordingFile.Unfinished.Length];
            if (!TryParse(path, out var file)) continue;
            File.Move(part, path, overwrite: true);
            found.Add(file with { SizeBytes = Size(path, file.Format, file.IsEncrypted), Duration = DurationOf(path, file) });
        }
        return found;
    }

    /// <summary>The complete files of a recording, in order.</summary>
    public IReadOnlyList<RecordedFile> Find(string id) =>
        !IsId(id) || !Directory.Exists(options.Folder)
            ? []
            : [.. Directory.EnumerateFiles(options.Folder, id + ".*").Select(path => TryParse(path, out var file) && file.Id == id ? file with { SizeBytes = Size(path, file.Format, file.IsEncrypted), Duration = DurationOf(path, file) } : null).OfType<RecordedFile>().OrderBy(static file => file.Index)];

    /// <summary>Writes a file out in the clear.</summary>
    /// <exception cref="InvalidDataException">It cannot be decrypted.</exception>
    public async Task CopyToAsync(RecordedFile file, Stream target, CancellationToken cancel)
    {
        if (file.IsEncrypted)
        {
            await EncryptedRecording.CopyToAsync(file.Path, options.Key ?? throw new InvalidDataException("The recording is encrypted and the settings have no key."), target, cancel).ConfigureAwait(false);
            return;
        }
        await using var source = File.OpenRead(file.Path);
        await source.CopyToAsync(target, cancel).ConfigureAwait(false);
    }

    /// <returns>How many files were deleted.</returns>
    public int Delete(string id)
    {
        var files = Find(id);
        foreach (var file in files) File.Delete(file.Path);
        return files.Count;
    }

    /// <summary>Deletes the files that are older than they are kept.</summary>
    /// <returns>How many.</returns>
    public int Sweep()
    {
        if (options.KeepFor <= TimeSpan.Zero || !Directory.Exists(options.Folder)) return 0;
        var deleted = 0;
        foreach (var path in Directory.EnumerateFiles(options.Folder))
        {
            if (!TryParse(path, out _) || File.GetLastWriteTimeUtc(path) > (clock.GetUtcNow() - options.KeepFor).UtcDateTime) continue;
            try
            {
                File.Delete(path);
                deleted++;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                log.NotSwept(Path.GetFileName(path), e.Message);   // the others go all the same
            }
        }
        return deleted;
    }

    private string Fault(RecordingOrder order) => order switch
    {
        _ when !IsId(order.Id) => $"The recording id '{order.Id}' names a file: letters, digits, '-' and '_', at most 128, are allowed.",
        { Channels: < 1 or > 8 } => $"A recording has 1 to 8 channels, not {order.Channels}.",
        { Format: RecordingFormat.Mp3, Channels: > 2 } => "MP3 has one or two channels: record unmixed as WAV.",
        { IsEncrypted: true } when options.Key is null => "Recordings cannot be encrypted: the settings have no key for them.",
        { Format: RecordingFormat.Mp3 } when ChildPrograms.Find(options.Ffmpeg) is null && ChildPrograms.Find(options.Lame) is null => "MP3 needs ffmpeg or lame, and neither is installed here (Debian: ffmpeg, lame). Record WAV.",
        _ => "",
    };

    private async Task<bool> ToMp3Async(RecordingOrder order, int index, string wav, CancellationToken cancel)
    {
        var path = PathOf(order.Id, index, RecordingFormat.Mp3, order.IsEncrypted);
        var part = path + Half;
        try
        {
            if (!await EncodeAsync(order, wav, part, cancel).ConfigureAwait(false))
            {
                File.Delete(part);
                return false;
            }
            File.Move(part, path, overwrite: true);
            File.Delete(wav);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            log.NotEncoded(order.Id, e.Message);
            return false;
        }
    }

    private async Task<bool> EncodeAsync(RecordingOrder order, string wav, string target, CancellationToken cancel)
    {
        var raw = new System.IO.Pipelines.Pipe();
        await using var file = new FileStream(target, FileMode.Create, FileAccess.Write);
        await using Stream sealing = order.IsEncrypted ? new EncryptedFile.Writer(file, options.Key!) : file;          // an order without a key was refused
        if (order.IsEncrypted) sealing.Write(EncryptedRecording.Head(0, 0));
        var rate = options.SampleRate.ToString(CultureInfo.InvariantCulture);
        var byFfmpeg = ChildPrograms.Find(options.Ffmpeg) is not null;
        string[] arguments = byFfmpeg
            ? ["-v", "error", "-nostdin", "-f", "wav", "-i", "pipe:0", "-c:a", "libmp3lame", "-b:a", order.Channels == 1 ? "48k" : "96k", "-ar", rate, "-write_xing", "0", "-f", "mp3", "pipe:1"]
            : ["--quiet", "-b", order.Channels == 1 ? "48" : "96", "-", "-"];
        var feeding = FeedAsync(raw.Writer, new RecordedFile(order.Id, 0, wav, RecordingFormat.Wav, order.IsEncrypted, 0, default), cancel);
        var run = new ChildRun(byFfmpeg ? options.Ffmpeg : options.Lame, arguments) { InputFrom = raw.Reader.AsStream(), OutputTo = sealing, TimeLimit = TimeSpan.FromMinutes(30) };
        var outcome = await programs.RunAsync(run, cancel).ConfigureAwait(false);
        await raw.Reader.CompleteAsync().ConfigureAwait(false);
        await feeding.ConfigureAwait(false);
        if (outcome is ChildOutcome.Ended { ExitCode: 0 }) return true;
        log.NotEncoded(order.Id, outcome is ChildOutcome.Ended ended ? ended.Complaint : outcome.ToString());
        return false;
    }

    private async Task FeedAsync(System.IO.Pipelines.PipeWriter pipe, RecordedFile wav, CancellationToken cancel)
    {
        try
        {
            await CopyToAsync(wav, pipe.AsStream(leaveOpen: true), cancel).ConfigureAwait(false);
            await pipe.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException or OperationCanceledException)
        {
            await pipe.CompleteAsync(e).ConfigureAwait(false);
        }
    }

    private string PathOf(string id, int index, RecordingFormat format, bool isEncrypted) =>
        Path.Combine(options.Folder, string.Create(CultureInfo.InvariantCulture, $"{id}.{index}.{(format == RecordingFormat.Wav ? "wav" : "mp3")}{(isEncrypted ? Encrypted : "")}"));

    private static bool TryParse(string path, out RecordedFile file)
    {
        var match = FileName().Match(Path.GetFileName(path));
        file = new RecordedFile(match.Groups["id"].Value, match.Success ? int.Parse(match.Groups["index"].Value, CultureInfo.InvariantCulture) : 0, path, match.Groups["form"].Value == "mp3" ? RecordingFormat.Mp3 : RecordingFormat.Wav, match.Groups["enc"].Success, 0, default);
        return match.Success;
    }

    private static long Size(string path, RecordingFormat format, bool isEncrypted) => isEncrypted ? EncryptedRecording.Length(path, format) : new FileInfo(path).Length;

    /// <summary>Of WAV files by their headers; MP3 files do not say.</summary>
    private TimeSpan DurationOf(string path, RecordedFile file)
    {
        if (file.Format == RecordingFormat.Mp3) return TimeSpan.Zero;
        try
        {
            if (file.IsEncrypted) return options.Key is { } key ? EncryptedDuration(path, key) : TimeSpan.Zero;
            using var reader = new WaveFileReader(path);
            return reader.TotalTime;
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or IOException or ArgumentException)
        {
            return TimeSpan.Zero;
        }
    }

    private static TimeSpan EncryptedDuration(string path, byte[] key)
    {
        using var file = File.OpenRead(path);
        var plain = EncryptedFile.PlainLength(file);
        var head = EncryptedFile.Open(file, key).FirstOrDefault() ?? [];
        if (head.Length < EncryptedRecording.HeadBytes) return TimeSpan.Zero;
        var bytesPerSecond = 2L * BitConverter.ToInt32(head, 0) * BitConverter.ToInt32(head, 4);
        return bytesPerSecond <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)(plain - EncryptedRecording.HeadBytes) / bytesPerSecond);
    }

    private static bool IsId(string id) => id.Length is > 0 and <= 128 && id.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    [GeneratedRegex(@"^(?<id>[A-Za-z0-9_-]{1,128})\.(?<index>[0-9]{1,6})\.(?<form>wav|mp3)(?<enc>\.enc)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
