using Telephony.Audio.Sources;

namespace Telephony.Media.Recognition;

/// <summary>One of the things that may be said.</summary>
/// <param name="Label">Its name for the application.</param>
/// <param name="Phrases">Words that mean it, one or more.</param>
public sealed record Choice(string Label, IReadOnlyList<string> Phrases);

/// <summary>What is listened for.</summary>
/// <param name="Choices">What may be said; empty: anything.</param>
/// <param name="Language">BCP 47.</param>
public sealed record RecognitionTask(IReadOnlyList<Choice> Choices, string Language = "en-US")
{
    /// <summary>Each word of a phrase must be there: "good evening" is no "good morning". For tests; callers, who speak as they like, are better understood without.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Words that are likely where anything may be said. An engine that cannot be told understands without.</summary>
    public IReadOnlyList<string> Hints { get; init; } = [];
}

/// <summary>What became of an utterance.</summary>
public abstract record RecognitionOutcome
{
    /// <param name="Words">What was said, as the engine writes it.</param>
    /// <param name="Label">Of the choice that it means; null where there were none.</param>
    /// <param name="Phrase">The phrase of the choice.</param>
    /// <param name="Confidence">0 to 1; null: the engine does not say.</param>
    public sealed record Heard(string Words, string? Label = null, string? Phrase = null, double? Confidence = null) : RecognitionOutcome;

    /// <summary>Something was said that is none of the choices, or cannot be understood.</summary>
    /// <param name="Words">What it may have been; empty: unknown.</param>
    public sealed record NoMatch(string Words) : RecognitionOutcome;

    /// <summary>The engine failed; the sentence says why and what to change.</summary>
    public sealed record Failed(string Why) : RecognitionOutcome;
}

/// <summary>An engine that understands speech (the recognition port). Any thread.</summary>
public interface IRecogniser
{
    string Name { get; }

    /// <summary>Understands one utterance, whole, within the engine's own limits of time.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<RecognitionOutcome> RecogniseAsync(PcmClip utterance, RecognitionTask task, CancellationToken cancel);
}
