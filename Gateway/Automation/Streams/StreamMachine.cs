namespace Telephony.Automation.Streams;

public enum StreamState : byte
{
    Idle,
    Opening,
    Open,

    /// <summary>The connection was lost, and is tried again.</summary>
    Reopening,

    /// <summary>So is the call.</summary>
    Over,
}

public enum StreamTrigger : byte
{
    Start,
    Opened,

    /// <summary>It cannot be opened, or not again.</summary>
    Failed,
    Lost,

    /// <summary>The application has closed it.</summary>
    Closed,
    Stop,
    CallEnds,
}

[Flags]
public enum StreamEffects : byte
{
    None = 0,

    /// <summary>Connect, and listen.</summary>
    Begin = 1 << 0,

    /// <summary>Listen no more, and close.</summary>
    Release = 1 << 1,
    TellStarted = 1 << 2,
    TellReestablished = 1 << 3,
    TellStopped = 1 << 4,
    TellFailed = 1 << 5,
}

/// <summary>
/// A stream to an application as a pure table.
/// <code>
/// Idle ─Start─► Opening ─Opened─► Open ─Lost─► Reopening ─Opened─► Open          all but Idle: Stop, Closed, Failed ─► Idle
/// </code>
/// </summary>
internal static class StreamMachine
{
    internal readonly record struct Step(StreamState Next, StreamEffects Effects);

    internal static Step On(StreamState state, StreamTrigger trigger) => (state, trigger) switch
    {
        (StreamState.Idle, StreamTrigger.Start) => new(StreamState.Opening, StreamEffects.Begin),
        (StreamState.Opening, StreamTrigger.Opened) => new(StreamState.Open, StreamEffects.TellStarted),
        (StreamState.Open, StreamTrigger.Lost) => new(StreamState.Reopening, StreamEffects.None),
        (StreamState.Reopening, StreamTrigger.Opened) => new(StreamState.Open, StreamEffects.TellReestablished),
        (StreamState.Opening or StreamState.Open or StreamState.Reopening, StreamTrigger.Failed) => new(StreamState.Idle, StreamEffects.Release | StreamEffects.TellFailed),
        (StreamState.Opening or StreamState.Open or StreamState.Reopening, StreamTrigger.Stop or StreamTrigger.Closed) => new(StreamState.Idle, StreamEffects.Release | StreamEffects.TellStopped),
        (StreamState.Opening or StreamState.Open or StreamState.Reopening, StreamTrigger.CallEnds) => new(StreamState.Over, StreamEffects.Release | StreamEffects.TellStopped),
        (StreamState.Idle, StreamTrigger.CallEnds) => new(StreamState.Over, StreamEffects.None),
        _ => new(state, StreamEffects.None),
    };
}
