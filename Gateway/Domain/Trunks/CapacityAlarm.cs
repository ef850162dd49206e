namespace Telephony.Domain.Trunks;

public enum AlarmChange : byte
{
    None,
    Raised,
    Cleared,
}

/// <summary>
/// Tells once when a trunk comes near its channels, and once when there is room again: raised at <c>alarmAt</c> of them, cleared a tenth of them lower, so that a load
/// that sways about the limit does not ring all day. Looked at by one thread.
/// </summary>
public sealed class CapacityAlarm
{
    private const double Hysteresis = 0.1;

    private volatile bool raised;

    public bool IsRaised => raised;

    /// <param name="peak">Most channels in use since the last look: a burst between two looks counts.</param>
    /// <param name="channels">Null: no limit, no alarm.</param>
    public AlarmChange Look(int peak, int? channels, double alarmAt)
    {
        var full = channels is not (null or 0) && peak >= alarmAt * channels.Value;
        var room = channels is null || peak <= Math.Max(0, alarmAt - Hysteresis) * channels.Value;
        if (full && !raised)
        {
            raised = true;
            return AlarmChange.Raised;
        }
        if (!room || !raised || full) return AlarmChange.None;
        raised = false;
        return AlarmChange.Cleared;
    }
}
