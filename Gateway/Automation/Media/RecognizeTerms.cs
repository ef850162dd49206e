namespace Telephony.Automation.Media;

/// <summary>What is to be recognised.</summary>
public enum RecognizeInput : byte
{
    Dtmf,
    Choices,
}

/// <param name="Tone">The key that chooses it; null: it is only spoken.</param>
public sealed record RecognizeChoice(string Label, IReadOnlyList<string> Phrases, char? Tone);

/// <summary>The terms of a recognition of keys.</summary>
public sealed record RecognizeTerms
{
    public static readonly TimeSpan UsualInitialSilence = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan UsualGap = TimeSpan.FromSeconds(2);
    public const int MostTones = 64;

    public RecognizeInput Input { get; init; }

    /// <summary>A key ends the prompt; else keys count from its end on.</summary>
    public bool InterruptPrompt { get; init; } = true;

    public TimeSpan InitialSilence { get; init; } = UsualInitialSilence;

    public TimeSpan Gap { get; init; } = UsualGap;

    public int MaxTones { get; init; } = MostTones;

    /// <summary>Keys that end the collection; they are not part of the result.</summary>
    public IReadOnlyList<char> StopTones { get; init; } = [];

    public IReadOnlyList<RecognizeChoice> Choices { get; init; } = [];
}
