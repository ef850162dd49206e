namespace Telephony.Events.Delivery;

/// <summary>What became of events since the start. Any thread.</summary>
public sealed class EventStatistics
{
    private long _taken;
    private long _notTaken;
    private long _dead;

    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Attempts, not events.</summary>
    public long NotTaken => Interlocked.Read(ref _notTaken);

    public long Dead => Interlocked.Read(ref _dead);

    internal void Sent(bool taken, int events)
    {
        if (taken) Interlocked.Add(ref _taken, events);
        else Interlocked.Add(ref _notTaken, events);
    }

    internal void Buried(int events) => Interlocked.Add(ref _dead, events);
}
