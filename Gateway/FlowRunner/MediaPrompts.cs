using Telephony.Calls.Steering;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Media.Prompts;
using Wanted = Telephony.Media.Prompts.Prompt;

namespace Telephony.FlowRunner;

/// <summary>Prompts of flows by the gateway's own library. Files are on a web server, or below the folder that the settings name; a flow is no way to read others. Any thread.</summary>
public sealed class MediaPrompts(PromptLibrary library, string folder) : IFlowPrompts
{
    public async ValueTask<(ReadOnlyMemory<short>? Samples, string Why)> GetAsync(PromptPiece piece, CancellationToken cancellation)
    {
        if (Wish(piece) is not { } wish) return (null, $"the sound file {((PromptPiece.Sound)piece).File} is not below the folder of sounds");
        return await library.PrepareAsync(wish, cancellation).ConfigureAwait(false) switch
        {
            PromptOutcome.Ready ready => ((ReadOnlyMemory<short>?)ready.Clip.At(SteeredSound.SampleRate).Samples, ""),
            PromptOutcome.Failed failed => (null, failed.Why.Sentence),
            _ => (null, "the prompt has no outcome"),
        };
    }

    private Wanted? Wish(PromptPiece piece) => piece switch
    {
        PromptPiece.Speech { IsSsml: true } ssml => new Wanted.Ssml(ssml.Text),
        PromptPiece.Speech text => new Wanted.Text(text.Text, text.Language.Length > 0 ? text.Language : null, text.Voice.Length > 0 ? text.Voice : null),
        PromptPiece.Silence silence => new Wanted.Pause(silence.For),
        PromptPiece.Sound sound when Uri.TryCreate(sound.File, UriKind.Absolute, out var url) && (url.Scheme is "http" or "https") => new Wanted.File(url),
        PromptPiece.Sound sound when Path.GetFullPath(Path.Combine(folder, sound.File)) is var path && path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal) => new Wanted.LocalFile(path),
        _ => null,
    };
}
