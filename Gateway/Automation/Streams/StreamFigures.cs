namespace Telephony.Automation.Streams;

/// <summary>What became of the streams of one kind since the start, for metrics. Any thread.</summary>
public sealed class StreamFigures
{
    private long _open;
    private long _reconnects;
    private long _failures;
    private long _dropped;

    /// <summary>Open now.</summary>
    public long Open => Volatile.Read(ref _open);

    /// <summary>Lost, and opened again.</summary>
    public long Reconnects => Volatile.Read(ref _reconnects);

    /// <summary>Could not be opened, or not again, or had nothing more to carry.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Frames of sound, or transcripts, that an application was too slow for.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    internal void Note(StreamState before, StreamState after, StreamEffects effects)
    {
        if (before != after && (before == StreamState.Open || after == StreamState.Open)) Interlocked.Add(ref _open, after == StreamState.Open ? 1 : -1);
        if ((effects & StreamEffects.TellReestablished) != 0) Interlocked.Increment(ref _reconnects);
        if ((effects & StreamEffects.TellFailed) != 0) Interlocked.Increment(ref _failures);
    }

    internal void Drop() => Interlocked.Increment(ref _dropped);
}
