namespace Telephony.Support;

/// <summary>
/// What code allocates on the thread that runs it, in octets. A collection that another test causes ends the thread's allocation buffer, and what was left of it counts as allocated; so does what is compiled anew meanwhile. Neither is in
/// each of several readings, and what the code allocates itself is.
/// </summary>
public static class Allocated
{
    /// <summary>How often <see cref="Least"/> does it.</summary>
    public const int Readings = 5;

    /// <summary>Does the work <see cref="Readings"/> times, whatever the first readings are. The caller has done it once before: what is made once is not counted.</summary>
    public static long Least(Action work)
    {
        var least = long.MaxValue;
        for (var reading = 0; reading < Readings; reading++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
