using Telephony.Audio.Tones;
using Telephony.Automation.Media;
using Telephony.Calls.Steering;
using Telephony.Domain.Identity;

namespace Telephony.Scenarios.Automation;

/// <summary>Prompts that are tones: <c>https://files.example/1000/2</c> is 1000 Hz for two seconds. <see cref="Slow"/> comes when the test lets it, <see cref="Broken"/> breaks whoever fetches it. Other files are not there.</summary>
public sealed class ScriptedPrompts : IPromptLibrary
{
    private readonly TaskCompletionSource _arrives = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static PromptSource Slow { get; } = new PromptSource.File(new Uri("https://files.example/slow"));

    public static PromptSource Broken { get; } = new PromptSource.File(new Uri("https://files.example/broken"));

    /// <summary>What is slow has come.</summary>
    public void LetArrive() => _arrives.TrySetResult();

    public static PromptSource Tone(int frequency, double seconds) => new PromptSource.File(new Uri(FormattableString.Invariant($"https://files.example/{frequency}/{seconds}")));

    public ValueTask<PromptOutcome> GetAsync(PromptSource source, ResourceId resource, CancellationToken cancellation)
    {
        if (ReferenceEquals(source, Broken)) throw new InvalidOperationException("A prompt that breaks.");
        if (ReferenceEquals(source, Slow)) return new(LateAsync(cancellation));
        if (source is not PromptSource.File { Url.Segments: [_, var frequency, var seconds] }) return ValueTask.FromResult<PromptOutcome>(new PromptOutcome.Failed(PromptFault.NotFetched, "files.example answered 404."));
        var tone = ToneGenerator.Make(new Tone([double.Parse(frequency.TrimEnd('/'), null)]), TimeSpan.FromSeconds(double.Parse(seconds, null)), SteeredSound.SampleRate);
        return ValueTask.FromResult<PromptOutcome>(new PromptOutcome.Ready(tone));
    }

    private async Task<PromptOutcome> LateAsync(CancellationToken cancellation)
    {
        await _arrives.Task.WaitAsync(cancellation);
        return new PromptOutcome.Ready(new short[SteeredSound.SampleRate]);
    }
}
