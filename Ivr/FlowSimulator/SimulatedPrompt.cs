using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Prompts;

namespace Telephony.Ivr.FlowSimulator;

/// <summary>A prompt that nobody plays: its words, and how long it would take.</summary>
internal static class SimulatedPrompt
{
    private static readonly TimeSpan s_sound = TimeSpan.FromSeconds(3);

    public static string Words(IReadOnlyList<PromptPiece> pieces) => string.Join(' ', pieces.Select(static piece => piece switch
    {
        PromptPiece.Speech speech => speech.Text,
        PromptPiece.Sound sound => $"[{sound.File}]",
        PromptPiece.Silence silence => $"[{Durations.Write(silence.For)} of silence]",
        _ => "",
    }));

    public static TimeSpan Length(IReadOnlyList<PromptPiece> pieces) => pieces.Aggregate(TimeSpan.Zero, static (sum, piece) => sum + piece switch
    {
        PromptPiece.Speech speech => ReadingTime(speech.Text),
        PromptPiece.Sound => s_sound,
        PromptPiece.Silence silence => silence.For,
        _ => TimeSpan.Zero,
    });

    /// <summary>Some 15 signs a second, as a voice reads.</summary>
    public static TimeSpan ReadingTime(string text) => TimeSpan.FromMilliseconds(200 + (text.Length * 65));
}
