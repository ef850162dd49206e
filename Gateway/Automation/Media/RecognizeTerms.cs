namespace Telephony.Automation.Media;

/// <summary>What is to be recognised.</summary>
public enum RecognizeInput : byte
{
    Dtmf,
    Choices,
    Speech,
    SpeechOrDtmf,
}

/// <param name="Tone">The key that chooses it; null: it is only spoken.</param>
public sealed record RecognizeChoice(string Label, IReadOnlyList<string> Phrases, char? Tone);

/// <summary>The terms of a recognition.</summary>
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

    /// <summary>Silence behind speech that ends it.</summary>
    public TimeSpan EndSilence { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>BCP 47.</summary>
    public string Language { get; init; } = "en-US";

    /// <summary>Somebody has to understand words for it.</summary>
    public bool HearsSpeech => Input is RecognizeInput.Speech or RecognizeInput.SpeechOrDtmf || (Input == RecognizeInput.Choices && Choices.Any(static choice => choice.Phrases.Count > 0));

    public bool HearsTones => Input != RecognizeInput.Speech;
}
