using Telephony.Calls.Steering;
using Telephony.Domain.Identity;
using Telephony.Media.Prompts;
using Fault = Telephony.Media.Prompts.PromptFault;
using Made = Telephony.Media.Prompts.PromptOutcome;

namespace Telephony.Automation.Media;

/// <summary>Prompts of the gateway's own library: files fetched and decoded, texts spoken. Any thread.</summary>
public sealed class MediaPrompts(PromptLibrary library) : IPromptLibrary
{
    public async ValueTask<PromptOutcome> GetAsync(PromptSource source, ResourceId resource, CancellationToken cancellation)
    {
        Prompt prompt = source switch
        {
            PromptSource.File file => new Prompt.File(file.Url),
            PromptSource.Text text => new Prompt.Text(text.Words, OrNull(text.Language), OrNull(text.Voice)),
            PromptSource.Ssml ssml => new Prompt.Ssml(ssml.Document),
            _ => throw new ArgumentOutOfRangeException(nameof(source)),
        };
        return await library.PrepareAsync(prompt, cancellation).ConfigureAwait(false) switch
        {
            Made.Ready ready => new PromptOutcome.Ready(ready.Clip.At(SteeredSound.SampleRate).Samples),
            Made.Failed failed => new PromptOutcome.Failed(FaultOf(failed.Why.Fault, source), failed.Why.Sentence),
            _ => throw new InvalidOperationException("A prompt is ready, or it failed."),
        };
    }

    private static PromptFault FaultOf(Fault fault, PromptSource source) => fault switch
    {
        Fault.WrongFormat or Fault.TooLong => PromptFault.NotPlayable,
        Fault.BadText or Fault.VoiceFailed => PromptFault.NotSpoken,
        Fault.NotInstalled => source is PromptSource.File ? PromptFault.NotPlayable : PromptFault.NotSpoken,
        _ => PromptFault.NotFetched,
    };

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}
