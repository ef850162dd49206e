using Telephony.Audio.Sources;
using Telephony.Media.Recognition;

namespace Telephony.Scenarios.Automation;

/// <summary>Understands whatever the test says.</summary>
public sealed class ScriptedRecogniser : IRecogniser
{
    public string Name => "scripted";

    public Func<RecognitionTask, RecognitionOutcome> Understands { get; set; } = static _ => new RecognitionOutcome.Heard("yes");

    public List<RecognitionTask> Tasks { get; } = [];

    public List<PcmClip> Heard { get; } = [];

    public Task<RecognitionOutcome> RecogniseAsync(PcmClip utterance, RecognitionTask task, CancellationToken cancel)
    {
        Tasks.Add(task);
        Heard.Add(utterance);
        return Task.FromResult(Understands(task));
    }
}
