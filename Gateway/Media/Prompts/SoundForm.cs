namespace Telephony.Media.Prompts;

/// <summary>What a file seems to be, by its first octets: names and content types lie more often.</summary>
public enum SoundForm : byte
{
    Unknown,
    Wav,
    Aiff,
    Mp3,
    Ogg,
    Flac,

    /// <summary>MP4, M4A, 3GP.</summary>
    Mp4,

    /// <summary>Matroska and WebM.</summary>
    Matroska,

    /// <summary>ADTS stream of AAC.</summary>
    Aac,

    Amr,
}

public static class SoundForms
{
    public static SoundForm Of(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12) return SoundForm.Unknown;
        if (file.StartsWith("RIFF"u8) && file[8..12].SequenceEqual("WAVE"u8)) return SoundForm.Wav;
        if (file.StartsWith("FORM"u8) && (file[8..12].SequenceEqual("AIFF"u8) || file[8..12].SequenceEqual("AIFC"u8))) return SoundForm.Aiff;
        if (file.StartsWith("OggS"u8)) return SoundForm.Ogg;
        if (file.StartsWith("fLaC"u8)) return SoundForm.Flac;
        if (file[4..8].SequenceEqual("ftyp"u8)) return SoundForm.Mp4;
        if (file.StartsWith<byte>([0x1A, 0x45, 0xDF, 0xA3])) return SoundForm.Matroska;
        if (file.StartsWith("#!AMR"u8)) return SoundForm.Amr;
        if (file.StartsWith("ID3"u8)) return SoundForm.Mp3;
        if (file[0] != 0xFF || (file[1] & 0xE0) != 0xE0) return SoundForm.Unknown;
        // Of an MPEG frame header: layer 0 is AAC's, and neither all ones of the bit rate nor of the sample rate is used.
        var layer = (file[1] >> 1) & 3;
        if (layer == 0) return (file[1] & 0xF0) == 0xF0 ? SoundForm.Aac : SoundForm.Unknown;
        return (file[2] >> 4) != 15 && ((file[2] >> 2) & 3) != 3 ? SoundForm.Mp3 : SoundForm.Unknown;
    }

    /// <summary>The demultiplexer of ffmpeg for it: named, so that a file cannot choose one that opens other files (playlists do).</summary>
    internal static string? FfmpegName(SoundForm form) => form switch
    {
        SoundForm.Wav => "wav",
        SoundForm.Aiff => "aiff",
        SoundForm.Mp3 => "mp3",
        SoundForm.Ogg => "ogg",
        SoundForm.Flac => "flac",
        SoundForm.Mp4 => "mov",
        SoundForm.Matroska => "matroska",
        SoundForm.Aac => "aac",
        SoundForm.Amr => "amr",
        _ => null,
    };
}
