namespace Telephony.Automation.Media;

/// <summary>How far a recognition of keys has come.</summary>
public enum RecognizePhase : byte
{
    /// <summary>Waits for its turn, or for its prompt to be fetched.</summary>
    Preparing,

    /// <summary>The prompt sounds.</summary>
    Prompting,

    /// <summary>The first key is awaited.</summary>
    Waiting,

    /// <summary>The next one is.</summary>
    Collecting,

    Over,
}

public enum RecognizeTrigger : byte
{
    PromptReady,

    /// <summary>There is none, or it could be heard to its end.</summary>
    PromptEnded,
    PromptFailed,

    /// <summary>A key that is collected.</summary>
    Tone,

    /// <summary>A key that ends the collection, or the last one wanted.</summary>
    LastTone,

    /// <summary>A key that is none of the choices.</summary>
    WrongTone,

    /// <summary>No first key, or no next one, in time.</summary>
    TimerFired,

    Cancelled,

    /// <summary>The party has left.</summary>
    Gone,
}

[Flags]
public enum RecognizeEffects : ushort
{
    None = 0,
    StopPrompt = 1 << 0,
    StopTimer = 1 << 1,
    Play = 1 << 2,
    ArmInitial = 1 << 3,
    ArmNext = 1 << 4,
    Keep = 1 << 5,
    TellCompleted = 1 << 6,
    TellSilence = 1 << 7,
    TellGap = 1 << 8,
    TellWrong = 1 << 9,
    TellPromptFailed = 1 << 10,
    TellGone = 1 << 11,
}

/// <summary>
/// Recognition of keys as a pure table. A prompt that may be interrupted ends at the first key; during one that may not, keys do not reach the machine.
/// <code>
/// Preparing ─► Prompting ─► Waiting ─Tone─► Collecting ─LastTone─► Over
/// </code>
/// </summary>
internal static class RecognizeMachine
{
    internal readonly record struct Step(RecognizePhase Next, RecognizeEffects Effects);

    private const RecognizeEffects Quiet = RecognizeEffects.StopPrompt | RecognizeEffects.StopTimer;

    internal static Step On(RecognizePhase phase, RecognizeTrigger trigger) => (phase, trigger) switch
    {
        (RecognizePhase.Preparing, RecognizeTrigger.PromptReady) => new(RecognizePhase.Prompting, RecognizeEffects.Play),
        (RecognizePhase.Preparing or RecognizePhase.Prompting, RecognizeTrigger.PromptEnded) => new(RecognizePhase.Waiting, RecognizeEffects.ArmInitial),
        (RecognizePhase.Preparing or RecognizePhase.Prompting, RecognizeTrigger.PromptFailed) => new(RecognizePhase.Over, Quiet | RecognizeEffects.TellPromptFailed),

        (RecognizePhase.Prompting or RecognizePhase.Waiting or RecognizePhase.Collecting, RecognizeTrigger.Tone) => new(RecognizePhase.Collecting, RecognizeEffects.StopPrompt | RecognizeEffects.ArmNext | RecognizeEffects.Keep),
        (RecognizePhase.Prompting or RecognizePhase.Waiting or RecognizePhase.Collecting, RecognizeTrigger.LastTone) => new(RecognizePhase.Over, Quiet | RecognizeEffects.Keep | RecognizeEffects.TellCompleted),
        (RecognizePhase.Prompting or RecognizePhase.Waiting or RecognizePhase.Collecting, RecognizeTrigger.WrongTone) => new(RecognizePhase.Over, Quiet | RecognizeEffects.TellWrong),

        (RecognizePhase.Waiting, RecognizeTrigger.TimerFired) => new(RecognizePhase.Over, Quiet | RecognizeEffects.TellSilence),
        (RecognizePhase.Collecting, RecognizeTrigger.TimerFired) => new(RecognizePhase.Over, Quiet | RecognizeEffects.TellGap),

        (not RecognizePhase.Over, RecognizeTrigger.Cancelled) => new(RecognizePhase.Over, Quiet),
        (not RecognizePhase.Over, RecognizeTrigger.Gone) => new(RecognizePhase.Over, Quiet | RecognizeEffects.TellGone),
        _ => new(phase, RecognizeEffects.None),
    };
}
