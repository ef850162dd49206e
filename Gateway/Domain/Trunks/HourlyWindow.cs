namespace Telephony.Domain.Trunks;

/// <summary>A sum over the last 60 minutes in slots of one minute. A tiny leaf lock: it is taken once or twice per call, and only by trunks that have an hourly limit.</summary>
internal sealed class HourlyWindow
{
    private const int Slots = 60;
    private const long SlotMs = 60_000;

    private readonly Lock gate = new();
    private readonly long[] slots = new long[Slots];
    private long newest = long.MinValue;
    private long sum;

    public long Sum(long nowMs)
    {
        lock (gate)
        {
            MoveTo(nowMs / SlotMs);
            return sum;
        }
    }

    public void Add(long amount, long nowMs)
    {
        lock (gate)
        {
            MoveTo(nowMs / SlotMs);
            slots[newest % Slots] += amount;
            sum += amount;
        }
    }

    /// <summary>Adds one unless the sum has reached the limit.</summary>
    public bool TryAddOne(long limit, long nowMs)
    {
        lock (gate)
        {
            MoveTo(nowMs / SlotMs);
            if (sum >= limit) return false;
            slots[newest % Slots]++;
            sum++;
            return true;
        }
    }

    private void MoveTo(long slot)
    {
        if (slot <= newest) return;
        if (newest == long.MinValue || slot - newest >= Slots)
        {
            Array.Clear(slots);
            sum = 0;
        }
        else
        {
            for (var passed = newest + 1; passed <= slot; passed++)
            {
                sum -= slots[passed % Slots];
                slots[passed % Slots] = 0;
            }
        }
        newest = slot;
    }
}
