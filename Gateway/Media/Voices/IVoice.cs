using Telephony.Audio.Sources;
using Telephony.Media.Prompts;

namespace Telephony.Media.Voices;

/// <summary>What is to be said.</summary>
/// <param name="Words">Plain text, or a document of SSML.</param>
/// <param name="Language">BCP 47, such as en-US; null: the engine's default. In SSML the document says it.</param>
/// <param name="Voice">A voice by the name that the engine gives it; null: one of the language.</param>
/// <param name="Speed">1 is the usual; 0.5 to 2.</param>
public sealed record SpeechText(string Words, bool IsSsml = false, string? Language = null, string? Voice = null, double Speed = 1);

/// <summary>What became of a text.</summary>
public abstract record VoiceOutcome
{
    public sealed record Spoken(PcmClip Clip) : VoiceOutcome;

    public sealed record Failed(PromptRejection Why) : VoiceOutcome;
}

/// <summary>An engine that speaks (the speech port). Any thread.</summary>
public interface IVoice
{
    /// <summary>As the settings name it.</summary>
    string Name { get; }

    /// <summary>Has a text spoken, within the engine's own limits of time.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<VoiceOutcome> SpeakAsync(SpeechText text, CancellationToken cancel);
}
