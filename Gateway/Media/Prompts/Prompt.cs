using Telephony.Audio.Tones;

namespace Telephony.Media.Prompts;

/// <summary>What somebody is to hear.</summary>
public abstract record Prompt
{
    /// <summary>A sound file on a web server.</summary>
    /// <param name="Location">http or https.</param>
    public sealed record File(Uri Location) : Prompt;

    /// <summary>A sound file of this machine, named by an operator; never by an application.</summary>
    public sealed record LocalFile(string Path) : Prompt;

    /// <param name="Language">As in BCP 47: en-US. Null: the default.</param>
    /// <param name="Voice">Its name at the voice service. Null: one of the language.</param>
    public sealed record Text(string Words, string? Language = null, string? Voice = null) : Prompt;

    /// <summary>A document of the Speech Synthesis Markup Language.</summary>
    public sealed record Ssml(string Document) : Prompt;

    public sealed record Sound(Tone Tone, TimeSpan Duration) : Prompt;

    public sealed record Pause(TimeSpan Duration) : Prompt;

    /// <param name="Keys">0 to 9, *, #, A to D, comma.</param>
    public sealed record Digits(string Keys) : Prompt;
}
