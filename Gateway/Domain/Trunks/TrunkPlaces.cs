using Telephony.Domain.Addresses;

namespace Telephony.Domain.Trunks;

/// <summary>
/// Which of a trunk's places (its address and its backups) gave no answer lately: calls try those last, so that one dead name does not cost every caller its silence.
/// Safe from any thread; reading takes no lock. Times are milliseconds of one monotonic clock.
/// </summary>
public sealed class TrunkPlaces
{
    /// <summary>How long a place without OPTIONS is tried last after it failed.</summary>
    public static readonly TimeSpan Avoided = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private DownPlace[] _down = [];

    /// <summary>It answered a call or OPTIONS.</summary>
    public void Up(HostPort place)
    {
        if (_down.Length == 0) return;
        lock (_gate) _down = [.. _down.Where(down => down.Place != place)];
    }

    /// <summary>It gave no answer, or asked for rest.</summary>
    /// <param name="untilMs">When it has its turn again; <see cref="long.MaxValue"/>: once it answers OPTIONS.</param>
    public void Down(HostPort place, long untilMs)
    {
        lock (_gate) _down = [.. _down.Where(down => down.Place != place), new DownPlace(place, untilMs)];
    }

    public bool IsDown(HostPort place, long nowMs)
    {
        foreach (var down in Volatile.Read(ref _down))
        {
            if (down.Place == place && nowMs < down.UntilMs) return true;
        }
        return false;
    }

    private sealed record DownPlace(HostPort Place, long UntilMs);
}
