namespace Telephony.Net.Loops;

/// <summary>
/// A timer that is its own entry in the wheel: arming and cancelling allocate nothing. Reusable after it fired or was cancelled.
/// Use a static lambda and pass the owner as state. Loop thread only.
/// </summary>
public sealed class LoopTimer(Action<object?> onFire, object? state)
{
    internal LoopTimer? Previous;
    internal LoopTimer? Next;
    internal long DueTick;
    internal int Slot = -1;

    public bool IsArmed => Slot >= 0;

    internal void Fire() => onFire(state);
}
