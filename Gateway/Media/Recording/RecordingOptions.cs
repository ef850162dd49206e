namespace Telephony.Media.Recording;

public enum RecordingFormat : byte
{
    Wav,

    /// <summary>Made of the WAV file when the recording ends, by ffmpeg or lame.</summary>
    Mp3,
}

/// <summary>How recordings are kept.</summary>
public sealed record RecordingStoreOptions
{
    public required string Folder { get; init; }

    /// <summary>Samples per second of what is recorded.</summary>
    public int SampleRate { get; init; } = 16_000;

    /// <summary>How often what was heard goes to the file, header included: what a crash may cost.</summary>
    public TimeSpan FlushEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How much waits for a slow disk before frames are left out (and are silence in the file).</summary>
    public TimeSpan Buffer { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A recording goes on in another file when one has so many octets; a WAV file cannot have more than 4 GB.</summary>
    public long MaxFileBytes { get; init; } = 1L << 30;

    /// <summary>Older files are deleted by the sweep; zero: never.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>32 octets; null: recordings cannot be encrypted.</summary>
    public byte[]? Key { get; init; }

    public string Ffmpeg { get; init; } = "ffmpeg";

    public string Lame { get; init; } = "lame";
}

/// <summary>One recording, as it was asked for.</summary>
/// <param name="Id">Letters, digits, hyphen and underscore: it names the files.</param>
/// <param name="Channels">1: all in one. More: as many voices side by side, 8 at most.</param>
public sealed record RecordingOrder(string Id, RecordingFormat Format = RecordingFormat.Wav, int Channels = 1, bool IsEncrypted = false);

/// <summary>A file that is complete.</summary>
/// <param name="Index">0 for the first of a recording.</param>
public sealed record RecordedFile(string Id, int Index, string Path, RecordingFormat Format, bool IsEncrypted, long SizeBytes, TimeSpan Duration);
