using System.Globalization;

namespace Telephony.Media.Listening;

/// <summary>What a stretch of a recording is.</summary>
public enum HeardKind : byte
{
    Silence,

    /// <summary>One or two steady frequencies.</summary>
    Tone,

    /// <summary>Speech, music, noise.</summary>
    Sound,
}

/// <summary>A stretch of a recording, at least 60 ms long.</summary>
/// <param name="LowHz">Of a tone.</param>
/// <param name="HighHz">Of a tone of two frequencies, else 0.</param>
public sealed record HeardSpan(HeardKind Kind, TimeSpan From, TimeSpan To, double LowHz = 0, double HighHz = 0)
{
    public TimeSpan Duration => To - From;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From.TotalSeconds:0.00}-{To.TotalSeconds:0.00} s {Kind}{(LowHz > 0 ? $" {LowHz:0} Hz" : "")}{(HighHz > 0 ? $" + {HighHz:0} Hz" : "")}");
}

/// <summary>A key that was heard as a pair of tones.</summary>
public readonly record struct HeardDigit(char Digit, TimeSpan From, TimeSpan Duration);
