namespace Telephony.Domain.Routing;

/// <summary>How one try of one trunk ended. A closed union.</summary>
public abstract record AttemptOutcome
{
    private AttemptOutcome()
    {
    }

    /// <summary>2xx.</summary>
    public sealed record Answered : AttemptOutcome
    {
        public static readonly Answered Instance = new();
    }

    /// <summary>A final response of 300 or more.</summary>
    /// <param name="HasContact">A 3xx with a Contact that could be followed.</param>
    public sealed record Rejected(int StatusCode, bool HasContact = false) : AttemptOutcome;

    /// <summary>No response at all within the trunk's <c>noReply</c>.</summary>
    public sealed record NoReply(TimeSpan Waited) : AttemptOutcome;

    /// <summary>A 100, but no 18x and no final response within the trunk's <c>noProgress</c>.</summary>
    public sealed record NoProgress(TimeSpan Waited) : AttemptOutcome;

    /// <summary>It rang, and nobody answered within the call's set-up time.</summary>
    public sealed record NoAnswer(TimeSpan Waited) : AttemptOutcome;

    /// <summary>Refused connection, TLS failure, unreachable network, name that does not resolve.</summary>
    public sealed record TransportFailed(string Error) : AttemptOutcome;

    /// <summary>A limit of the trunk was reached, or its circuit opened, between planning and trying: nothing was sent.</summary>
    public sealed record NoRoom(Trunks.LimitRefusal Limit) : AttemptOutcome;

    /// <summary>The caller hung up.</summary>
    public sealed record Cancelled : AttemptOutcome
    {
        public static readonly Cancelled Instance = new();
    }
}
