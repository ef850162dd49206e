using Telephony.Ivr.Flows.Expressions;
using Telephony.Ivr.Flows.Templates;

namespace Telephony.Ivr.Flows.Prompts;

/// <summary>A part of a prompt as it is written. A closed union.</summary>
public abstract record PromptPart
{
    private PromptPart()
    {
    }

    public sealed record Say(Template Text, string Voice) : PromptPart;

    /// <summary>SSML 1.1 with values in it.</summary>
    public sealed record Ssml(Template Text, string Voice) : PromptPart;

    /// <summary>A sound file.</summary>
    public sealed record Play(Template File) : PromptPart;

    public sealed record Pause(TimeSpan For) : PromptPart;
}

/// <summary>A part of a prompt with its values in place: what a voice or a player is given. A closed union.</summary>
public abstract record PromptPiece
{
    private PromptPiece()
    {
    }

    /// <param name="Voice">Empty: the usual one of the language.</param>
    public sealed record Speech(string Text, bool IsSsml, string Language, string Voice) : PromptPiece;

    public sealed record Sound(string File) : PromptPiece;

    public sealed record Silence(TimeSpan For) : PromptPiece;
}

/// <summary>What is said or played, in each language.</summary>
/// <param name="Parts">By language; the empty language is for all.</param>
public sealed record Prompt(IReadOnlyDictionary<string, IReadOnlyList<PromptPart>> Parts)
{
    /// <summary>A prompt of the document's list that this one stands for; null where it is written in place.</summary>
    public string? Reference { get; init; }

    /// <summary>In the language, else in the first of the flow's languages that there is.</summary>
    /// <exception cref="ExpressionException">A template could not be filled in.</exception>
    public IReadOnlyList<PromptPiece> Render(string language, IReadOnlyList<string> languages, IFlowScope scope)
    {
        var spoken = Parts.ContainsKey(language) || Parts.ContainsKey("") ? language : languages.FirstOrDefault(Parts.ContainsKey) ?? Parts.Keys.FirstOrDefault(language);
        var parts = Parts.GetValueOrDefault(spoken) ?? Parts.GetValueOrDefault("") ?? [];
        var pieces = new PromptPiece[parts.Count];
        for (var i = 0; i < pieces.Length; i++)
        {
            pieces[i] = parts[i] switch
            {
                PromptPart.Say say => new PromptPiece.Speech(say.Text.Render(scope), false, spoken, say.Voice),
                PromptPart.Ssml ssml => new PromptPiece.Speech(ssml.Text.Render(new SsmlScope(scope)), true, spoken, ssml.Voice),
                PromptPart.Play play => new PromptPiece.Sound(play.File.Render(scope)),
                PromptPart.Pause pause => new PromptPiece.Silence(pause.For),
                _ => throw new InvalidOperationException("A part of a prompt that is not known."),
            };
        }
        return pieces;
    }

    /// <summary>Text of a caller or a web service is no markup of ours.</summary>
    private sealed class SsmlScope(IFlowScope inner) : IFlowScope
    {
        public Values.FlowValue this[string name] => inner[name].WithTexts(static text => System.Security.SecurityElement.Escape(text) ?? "");
    }
}
