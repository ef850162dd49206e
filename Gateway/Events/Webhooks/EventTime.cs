namespace Telephony.Events.Webhooks;

/// <summary>Times in events, UTC: <c>2026-11-28T10:00:00.1234567Z</c>.</summary>
public static class EventTime
{
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";
}
