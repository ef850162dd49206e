namespace Telephony.Calls.Settings;

/// <summary>How calls behave, for the whole gateway. Section <c>Telephony:Calls</c>.</summary>
public sealed record CallOptions
{
    public const string Section = "Telephony:Calls";

    /// <summary>Host name of this gateway in URIs that are its own (From of a call we place, realm of a challenge).</summary>
    public string Domain { get; init; } = "localhost";

    /// <summary>Value of User-Agent and Server.</summary>
    public string Product { get; init; } = "Telephony";

    /// <summary>Longest call set-up in all: from the INVITE of leg A to its answer. Below Timer C of a proxy in front (RFC 3261 16.6, at least 3 minutes).</summary>
    public TimeSpan RingTimeout { get; init; } = TimeSpan.FromSeconds(115);

    /// <summary>A call is ended after this time, so that a forgotten one does not run for ever.</summary>
    public TimeSpan MaximumDuration { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Attempts of one call at the most, and the time spent on finding a trunk that takes it (DR-26).</summary>
    public int MaximumAttempts { get; init; } = 5;

    public TimeSpan SearchLimit { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>End a call whose media has died on a leg. False: only report it in the record.</summary>
    public bool EndOnMediaTimeout { get; init; } = true;

    /// <summary>How long the last answers (200 to BYE) are awaited before the record is closed.</summary>
    public TimeSpan EndingLimit { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long running calls may go on after the gateway was told to stop.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Retry-After in seconds on 503 while draining or overloaded (RFC 3261 21.5.4).</summary>
    public int RetryAfterSeconds { get; init; } = 5;

    /// <summary>Calls at the same time on this node, over all trunks; more are answered 503 with Retry-After.</summary>
    public int MaximumCalls { get; init; } = 20_000;

    /// <summary>Messages and bytes of the SIP ladder kept for one call.</summary>
    public int LadderMessages { get; init; } = 64;

    public int LadderBytes { get; init; } = 32 * 1024;

    /// <summary>One call in this many keeps its full ladder though it went well; 0 keeps none of them. Failed calls always keep theirs.</summary>
    public int LadderSample { get; init; } = 100;

    /// <summary>Transfers of one call at the most; more are refused by 603.</summary>
    public int MaximumTransfers { get; init; } = 8;

    /// <summary>Show full numbers in logs; else they are masked.</summary>
    public bool LogFullNumbers { get; init; }
}
