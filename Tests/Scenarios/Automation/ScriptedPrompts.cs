using Telephony.Audio.Tones;
using Telephony.Automation.Media;
using Telephony.Calls.Steering;
using Telephony.Domain.Identity;

namespace Telephony.Scenarios.Automation;

/// <summary>Prompts that are tones: <c>https://files.example/1000/2</c> is 1000 Hz for two seconds. Other files are not there.</summary>
public sealed class ScriptedPrompts : IPromptLibrary
{
    public static PromptSource Tone(int frequency, double seconds) => new PromptSource.File(new Uri(FormattableString.Invariant($"https://files.example/{frequency}/{seconds}")));

    public ValueTask<PromptOutcome> GetAsync(PromptSource source, ResourceId resource, CancellationToken cancellation)
    {
        if (source is not PromptSource.File { Url.Segments: [_, var frequency, var seconds] }) return ValueTask.FromResult<PromptOutcome>(new PromptOutcome.Failed(PromptFault.NotFetched, "files.example answered 404."));
        var tone = ToneGenerator.Make(new Tone([double.Parse(frequency.TrimEnd('/'), null)]), TimeSpan.FromSeconds(double.Parse(seconds, null)), SteeredSound.SampleRate);
        return ValueTask.FromResult<PromptOutcome>(new PromptOutcome.Ready(tone));
    }
}
