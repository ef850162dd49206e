using System.Numerics;

namespace Telephony.Net.Loops;

/// <summary>
/// Hierarchical timing wheel: arming, cancelling and not firing cost a few nanoseconds each; an idle wheel asks for no wake-up.
/// <code>
/// level 0: 256 slots of one tick (1 ms)     level 1: 256 slots of 256 ticks     level 2: … of 65536     level 3: … of 2^24 (49 days in all)
/// </code>
/// A timer never fires early. Entries of a coarse slot move down when its turn comes. Single-threaded: owned by one loop.
/// </summary>
public sealed class TimingWheel
{
    private const int Levels = 4;
    private const int SlotBits = 8;
    private const int SlotsPerLevel = 1 << SlotBits;

    private readonly WheelEntry?[] _slots = new WheelEntry?[Levels * SlotsPerLevel];
    private readonly ulong[] _occupied = new ulong[Levels * SlotsPerLevel / 64];

    // Where the hand stands, and the time it is being brought to: they differ only while Advance fires what a busy loop left waiting.
    private long _now;
    private long _present;

    public TimingWheel(long nowMilliseconds) => _now = _present = nowMilliseconds;

    /// <summary>How many timers are armed.</summary>
    public int Count { get; private set; }

    /// <summary>Arms or re-arms the timer to fire <paramref name="milliseconds"/> after the wheel's present time; 0 fires at the next tick.</summary>
    public void Arm(WheelEntry timer, long milliseconds) => ArmAt(timer, _present + Math.Max(0, milliseconds));

    /// <summary>Arms or re-arms the timer for a time on the loop's clock; one that has passed fires at the next tick.</summary>
    public void ArmAt(WheelEntry timer, long atMilliseconds)
    {
        Cancel(timer);
        timer.DueTick = Math.Max(atMilliseconds, _present + 1);
        Insert(timer);
        Count++;
    }

    public void Arm(WheelEntry timer, TimeSpan after) => Arm(timer, (long)Math.Ceiling(after.TotalMilliseconds));

    /// <summary>Does nothing to a timer that is not armed.</summary>
    public void Cancel(WheelEntry timer)
    {
        if (timer.Slot < 0) return;
        Unlink(timer);
        Count--;
    }

    /// <summary>Milliseconds until the wheel wants to be turned, or -1 when nothing is armed. May be earlier than the next firing, never later.</summary>
    public long MillisecondsToNext()
    {
        if (Count == 0) return -1;
        var nearest = long.MaxValue;
        for (var level = 0; level < Levels; level++)
        {
            var shift = level * SlotBits;
            var cursor = (int)(_now >> shift) & (SlotsPerLevel - 1);
            var distance = NextOccupied(level, cursor);
            if (distance < 0) continue;
            var due = (((_now >> shift) + distance) << shift) - _now;
            nearest = Math.Min(nearest, Math.Max(0, due));
        }
        return nearest;
    }

    /// <summary>Moves the wheel to <paramref name="nowMilliseconds"/> and fires what is due, in order of due time to the tick.</summary>
    /// <remarks>What a handler throws comes out of here; the next call fires the rest of that tick first.</remarks>
    public void Advance(long nowMilliseconds)
    {
        if (nowMilliseconds > _present) _present = nowMilliseconds;
        FireSlot((int)_now & (SlotsPerLevel - 1));
        while (_now < nowMilliseconds)
        {
            var step = MillisecondsToNext();
            if (step < 0 || _now + step > nowMilliseconds) { _now = nowMilliseconds; return; }
            _now += step;
            Cascade();
            FireSlot((int)_now & (SlotsPerLevel - 1));
        }
    }

    private void Insert(WheelEntry timer)
    {
        var delta = timer.DueTick - _now;
        var level = delta < 1 ? 0 : Math.Min(Levels - 1, (63 - BitOperations.LeadingZeroCount((ulong)delta)) / SlotBits);
        // Beyond the last level the timer waits in the farthest slot and is placed again when it comes round.
        var tick = Math.Min(timer.DueTick, _now + ((1L << (Levels * SlotBits)) - 1));
        var slot = (level << SlotBits) | ((int)(tick >> (level * SlotBits)) & (SlotsPerLevel - 1));
        timer.Slot = slot;
        timer.Previous = null;
        timer.Next = _slots[slot];
        if (timer.Next is not null) timer.Next.Previous = timer;
        _slots[slot] = timer;
        _occupied[slot >> 6] |= 1UL << (slot & 63);
    }

    private void Unlink(WheelEntry timer)
    {
        if (timer.Previous is not null) timer.Previous.Next = timer.Next;
        else _slots[timer.Slot] = timer.Next;
        if (timer.Next is not null) timer.Next.Previous = timer.Previous;
        if (_slots[timer.Slot] is null) _occupied[timer.Slot >> 6] &= ~(1UL << (timer.Slot & 63));
        timer.Slot = -1;
        timer.Previous = timer.Next = null;
    }

    /// <summary>At a boundary of a coarser level, its current slot is spread over the finer ones.</summary>
    private void Cascade()
    {
        for (var level = Levels - 1; level > 0; level--)
        {
            if ((_now & ((1L << (level * SlotBits)) - 1)) != 0) continue;
            var slot = (level << SlotBits) | ((int)(_now >> (level * SlotBits)) & (SlotsPerLevel - 1));
            var timer = _slots[slot];
            _slots[slot] = null;
            _occupied[slot >> 6] &= ~(1UL << (slot & 63));
            while (timer is not null)
            {
                var next = timer.Next;
                Insert(timer);
                timer = next;
            }
        }
    }

    private void FireSlot(int slot)
    {
        // A timer that is armed while firing lands after the present, so this ends.
        while (_slots[slot] is { } timer)
        {
            Unlink(timer);
            Count--;
            timer.OnDue();
        }
    }

    /// <summary>Distance in slots (1 to 256) from the cursor to the next occupied slot of a level, or -1. The cursor's own slot lies a full turn ahead.</summary>
    private int NextOccupied(int level, int cursor)
    {
        var start = level * (SlotsPerLevel / 64);
        for (var step = 0; step <= SlotsPerLevel / 64; step++)
        {
            var from = cursor + 1 + (step == 0 ? 0 : (step * 64) - ((cursor + 1) & 63));
            var index = from & (SlotsPerLevel - 1);
            var bits = _occupied[start + (index >> 6)] >> (index & 63);
            if (bits == 0) continue;
            var distance = from + BitOperations.TrailingZeroCount(bits) - cursor;
            if (distance <= SlotsPerLevel) return distance;
        }
        return -1;
    }
}
