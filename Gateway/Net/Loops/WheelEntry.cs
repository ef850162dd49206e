namespace Telephony.Net.Loops;

/// <summary>
/// An entry of a <see cref="TimingWheel"/>: arming and cancelling allocate nothing. What has one timer for all its life derives from this and is its own timer; what has
/// several holds <see cref="LoopTimer"/>s. At 1000 calls a second the objects that outlive a collection decide how long it takes, and most of these do. Loop thread only.
/// </summary>
public abstract class WheelEntry
{
    internal WheelEntry? Previous;
    internal WheelEntry? Next;
    internal long DueTick;
    internal int Slot = -1;

    public bool IsArmed => Slot >= 0;

    /// <summary>The time has come; it may be armed again from here.</summary>
    protected internal abstract void OnDue();
}
