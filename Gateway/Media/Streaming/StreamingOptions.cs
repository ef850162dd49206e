namespace Telephony.Media.Streaming;

public sealed record StreamingOptions
{
    /// <summary>16 000 or 24 000.</summary>
    public int SampleRate { get; init; } = 16_000;

    /// <summary>Whether what the application sends is heard.</summary>
    public bool IsBidirectional { get; init; } = true;

    /// <summary>Streams beside each other: of an unmixed one, the voices that the buffer is measured for.</summary>
    public int Voices { get; init; } = 1;

    /// <summary>How much waits for an application that reads slowly before frames are dropped.</summary>
    public TimeSpan OutBuffer { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How much an application may send ahead: models speak faster than people.</summary>
    public TimeSpan InBuffer { get; init; } = TimeSpan.FromSeconds(60);
}
