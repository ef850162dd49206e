using Telephony.Audio.Sources;
using Telephony.Media.Recognition;

namespace Telephony.Scenarios.Automation;

/// <summary>Understands whatever the test says.</summary>
public sealed class ScriptedRecogniser : IRecogniser
{
    public string Name => "scripted";

    public Func<RecognitionTask, RecognitionOutcome> Understands { get; set; } = static _ => new RecognitionOutcome.Heard("yes");

    /// <summary>Null: it answers at once; else when the test lets it.</summary>
    public TaskCompletionSource? Thinks { get; set; }

    public List<RecognitionTask> Tasks { get; } = [];

    public List<PcmClip> Heard { get; } = [];

    public async Task<RecognitionOutcome> RecogniseAsync(PcmClip utterance, RecognitionTask task, CancellationToken cancel)
    {
        Tasks.Add(task);
        Heard.Add(utterance);
        if (Thinks is { } thought) await thought.Task.WaitAsync(cancel);
        return Understands(task);
    }
}
