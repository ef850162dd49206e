namespace Telephony.Media.Voices;

/// <summary>The embedded voice.</summary>
public sealed record EspeakOptions
{
    /// <summary>Path or name of espeak-ng.</summary>
    public string Program { get; init; } = "espeak-ng";

    public string Language { get; init; } = "en-US";

    /// <summary>Words a minute at speed 1: slower than espeak's own 175, for the telephone.</summary>
    public int WordsPerMinute { get; init; } = 155;

    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(20);
}

/// <summary>A voice service over HTTP.</summary>
public sealed record VoiceServiceOptions
{
    /// <summary>Up to the path of the API: https://api.example.com or https://region.tts.example.com.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Never logged.</summary>
    public string Key { get; init; } = "";

    /// <summary>OpenAI-compatible services: the model.</summary>
    public string Model { get; init; } = "tts-1";

    /// <summary>Where a text names none.</summary>
    public string Voice { get; init; } = "";

    public string Language { get; init; } = "en-US";

    /// <summary>After this, the voice that stands in speaks.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(8);

    public int MaxBytes { get; init; } = 32 << 20;

    /// <summary>Without the key.</summary>
    public override string ToString() => Endpoint.ToString();
}
