namespace Telephony.Automation.Streams;

/// <summary>Where the sound of a call goes, and what of it.</summary>
/// <param name="Url">ws or wss.</param>
public sealed record MediaStreamTerms(Uri Url)
{
    /// <summary>All phones in one; else each for itself.</summary>
    public bool IsMixed { get; init; }

    /// <summary>What the application sends is heard by all.</summary>
    public bool IsBidirectional { get; init; }

    /// <summary>16 000 or 24 000.</summary>
    public int SampleRate { get; init; } = 16_000;

    /// <summary>Keys are streamed too.</summary>
    public bool WithTones { get; init; }

    /// <summary>As soon as the call is connected; else when the application says so.</summary>
    public bool StartsAtOnce { get; init; }
}

/// <summary>Where the words of a call go.</summary>
/// <param name="Url">ws or wss.</param>
/// <param name="Locale">BCP 47.</param>
public sealed record TranscriptionTerms(Uri Url, string Locale)
{
    /// <summary>Id of a speech model, handed through; empty: none.</summary>
    public string Model { get; init; } = "";

    /// <summary>What was said so far is told while somebody speaks.</summary>
    public bool WithIntermediate { get; init; }

    /// <summary>As soon as the call is connected; else when the application says so.</summary>
    public bool StartsAtOnce { get; init; }
}

/// <summary>The streams that a connection may have.</summary>
/// <param name="Media">Null: none.</param>
/// <param name="Transcription">Null: none.</param>
public sealed record StreamOrder(MediaStreamTerms? Media, TranscriptionTerms? Transcription)
{
    public static readonly StreamOrder None = new(null, null);
}

/// <summary>A stream as the API shows it.</summary>
/// <param name="Locale">Of a transcription; else null.</param>
public sealed record StreamView(string Id, bool IsActive, string? Locale = null);
