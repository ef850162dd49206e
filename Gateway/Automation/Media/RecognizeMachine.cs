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

    /// <summary>The party speaks.</summary>
    Listening,

    /// <summary>What it said is being understood.</summary>
    Understanding,

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

    /// <summary>No first key or word, or no next key, in time.</summary>
    TimerFired,

    SpeechBegan,
    SpeechEnded,

    /// <summary>It was one of the choices, or anything where anything was wanted.</summary>
    Understood,
    NotUnderstood,

    /// <summary>There is no recogniser, or it failed.</summary>
    RecogniserFailed,

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
    Understand = 1 << 12,
    TellNoMatch = 1 << 13,
    TellRecogniserFailed = 1 << 14,
}

/// <summary>
/// Recognition of keys and speech as a pure table. A prompt that may be interrupted ends at the first key or word; during one that may not, neither reaches the machine. A key counts more than what was said before it.
/// <code>
/// Preparing ─► Prompting ─► Waiting ─Tone─────────► Collecting ───LastTone──► Over
///                              └────SpeechBegan──► Listening ─► Understanding ──┘
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

        (not (RecognizePhase.Preparing or RecognizePhase.Over), RecognizeTrigger.Tone) => new(RecognizePhase.Collecting, RecognizeEffects.StopPrompt | RecognizeEffects.ArmNext | RecognizeEffects.Keep),
        (not (RecognizePhase.Preparing or RecognizePhase.Over), RecognizeTrigger.LastTone) => new(RecognizePhase.Over, Quiet | RecognizeEffects.Keep | RecognizeEffects.TellCompleted),
        (not (RecognizePhase.Preparing or RecognizePhase.Over), RecognizeTrigger.WrongTone) => new(RecognizePhase.Over, Quiet | RecognizeEffects.TellWrong),

        (RecognizePhase.Prompting or RecognizePhase.Waiting, RecognizeTrigger.SpeechBegan) => new(RecognizePhase.Listening, Quiet),
        (RecognizePhase.Listening, RecognizeTrigger.SpeechEnded) => new(RecognizePhase.Understanding, RecognizeEffects.Understand),
        (RecognizePhase.Understanding, RecognizeTrigger.Understood) => new(RecognizePhase.Over, RecognizeEffects.TellCompleted),
        (RecognizePhase.Understanding, RecognizeTrigger.NotUnderstood) => new(RecognizePhase.Over, RecognizeEffects.TellNoMatch),
        (RecognizePhase.Understanding, RecognizeTrigger.RecogniserFailed) => new(RecognizePhase.Over, RecognizeEffects.TellRecogniserFailed),

        (RecognizePhase.Waiting, RecognizeTrigger.TimerFired) => new(RecognizePhase.Over, Quiet | RecognizeEffects.TellSilence),
        (RecognizePhase.Collecting, RecognizeTrigger.TimerFired) => new(RecognizePhase.Over, Quiet | RecognizeEffects.TellGap),

        (not RecognizePhase.Over, RecognizeTrigger.Cancelled) => new(RecognizePhase.Over, Quiet),
        (not RecognizePhase.Over, RecognizeTrigger.Gone) => new(RecognizePhase.Over, Quiet | RecognizeEffects.TellGone),
        _ => new(phase, RecognizeEffects.None),
    };
}
