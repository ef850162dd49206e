namespace Telephony.Domain.Circuits;

/// <summary>Calls and failures over a sliding window, in ten slots. Not for several threads at once: its owner has the lock.</summary>
internal sealed class FailureWindow
{
    private const int Slots = 10;

    private readonly int[] calls = new int[Slots];
    private readonly int[] failures = new int[Slots];
    private long newest = long.MinValue;

    public int Calls { get; private set; }

    public int Failures { get; private set; }

    public void Add(bool failed, long nowMs, TimeSpan window)
    {
        MoveTo(nowMs / SlotMs(window));
        var slot = newest % Slots;
        calls[slot]++;
        Calls++;
        if (!failed) return;
        failures[slot]++;
        Failures++;
    }

    public void Look(long nowMs, TimeSpan window) => MoveTo(nowMs / SlotMs(window));

    public void Clear()
    {
        Array.Clear(calls);
        Array.Clear(failures);
        (Calls, Failures) = (0, 0);
    }

    private static long SlotMs(TimeSpan window) => Math.Max(1, (long)window.TotalMilliseconds / Slots);

    private void MoveTo(long slot)
    {
        if (slot <= newest && newest - slot < Slots) return;
        // A gap of a whole window, or a window of another length: what was counted does not belong here any more.
        if (newest == long.MinValue || slot - newest >= Slots || slot < newest) Clear();
        else
        {
            for (var passed = newest + 1; passed <= slot; passed++) Empty(passed % Slots);
        }
        newest = slot;
    }

    private void Empty(long slot)
    {
        Calls -= calls[slot];
        Failures -= failures[slot];
        (calls[slot], failures[slot]) = (0, 0);
    }
}
