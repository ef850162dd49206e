namespace Telephony.Peers.Processes;

/// <summary>Waits for another process to get somewhere, by looking every 20 ms unless told otherwise: peers have no events to wait on.</summary>
public static class Until
{
    /// <summary>Returns when <paramref name="holds"/> is true, else throws <see cref="TimeoutException"/> with <paramref name="complaint"/>.</summary>
    public static Task TrueAsync(Func<bool> holds, TimeSpan within, Func<string> complaint, TimeSpan? every = null) =>
        TrueAsync(() => Task.FromResult(holds()), within, complaint, every);

    public static async Task TrueAsync(Func<Task<bool>> holds, TimeSpan within, Func<string> complaint, TimeSpan? every = null)
    {
        var end = TimeProvider.System.GetTimestamp() + (long)(within.TotalSeconds * TimeProvider.System.TimestampFrequency);
        while (!await holds())
        {
            if (TimeProvider.System.GetTimestamp() > end) throw new TimeoutException($"{complaint()} (waited {within.TotalSeconds} s)");
            await Task.Delay(every ?? TimeSpan.FromMilliseconds(20));
        }
    }
}
