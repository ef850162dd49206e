namespace Telephony.Net.Loops;

/// <summary>
/// A timer held by its owner. Reusable after it fired or was cancelled. Use a static lambda and pass the owner as state. Loop thread only.
/// </summary>
public sealed class LoopTimer(Action<object?> onFire, object? state) : WheelEntry
{
    protected internal override void OnDue() => onFire(state);
}
