namespace Telephony.Events.Delivery;

/// <summary>
/// When an event that was not taken is sent again: the steps of the service, with a little chance so that what failed together does not come back together.
/// <code>
/// 10 s ─ 30 s ─ 1 min ─ 5 min ─ 10 min ─ 30 min ─ 1 h ─ 3 h ─ 6 h ─ 12 h ─ 12 h …
/// </code>
/// Some answers ask for more: 404 for 5 min at least, 408 for 2 min, 503 for 30 s; and <c>Retry-After</c> in seconds, up to an hour.
/// </summary>
internal static class DeliverySchedule
{
    private const double Spread = 0.1;

    private static readonly int[] s_seconds = [10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200];
    private static readonly TimeSpan s_longestAsked = TimeSpan.FromHours(1);

    /// <param name="attempts">So far, from 1.</param>
    /// <param name="status">0: no answer.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan After(int attempts, int status, string? retryAfter, double chance)
    {
        var step = TimeSpan.FromSeconds(s_seconds[Math.Clamp(attempts - 1, 0, s_seconds.Length - 1)] * (1 + (Spread * chance)));
        var least = status switch { 404 => TimeSpan.FromMinutes(5), 408 => TimeSpan.FromMinutes(2), 503 => TimeSpan.FromSeconds(30), _ => TimeSpan.Zero };
        if (uint.TryParse(retryAfter, out var asked)) least = TimeSpan.FromSeconds(Math.Min(asked, s_longestAsked.TotalSeconds));
        return step > least ? step : least;
    }
}
