namespace Telephony.Messaging.Outbox;

/// <summary>How long a message waits that was not taken: a second, doubled by each attempt, five minutes at the most.</summary>
internal static class RetryDelays
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static TimeSpan After(int attempts)
    {
        var delay = TimeSpan.FromSeconds(Math.Pow(2, Math.Clamp(attempts - 1, 0, 20)));
        return delay < Longest ? delay : Longest;
    }
}
