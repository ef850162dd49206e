using Telephony.Domain.Identity;
using Telephony.Domain.Trunks;

namespace Telephony.Domain.Records;

/// <summary>How a <c>RouteAttempt</c> ended.</summary>
public enum AttemptOutcome : byte
{
    /// <summary>Still being tried.</summary>
    Trying = 0,
    Answered = 1,

    /// <summary>A final status came; see <see cref="AttemptRecord.SipStatus"/>.</summary>
    Refused = 2,

    /// <summary>No provisional answer within the trunk's <c>noReply</c>.</summary>
    NoReply = 3,

    /// <summary>No 18x within the trunk's <c>noProgress</c>.</summary>
    NoProgress = 4,

    /// <summary>The transport or TLS failed before an answer.</summary>
    TransportError = 5,

    /// <summary>The caller hung up, or the search was ended, while this attempt ran.</summary>
    Cancelled = 6,

    /// <summary>Never sent: the trunk was filtered out at the last moment (limit, health).</summary>
    Skipped = 7,
}

/// <summary>One try of one address of one trunk.</summary>
public sealed record AttemptRecord
{
    /// <summary>The leg this attempt made; its messages carry the same id in the ladder.</summary>
    public required LegId Leg { get; init; }

    public required TrunkId Trunk { get; init; }

    public WireEndpoint Address { get; init; }

    public SignallingTransport Transport { get; init; }

    /// <summary>Milliseconds after the call's start.</summary>
    public int StartedMs { get; init; }

    /// <summary>How long it took until its outcome, in milliseconds.</summary>
    public int WaitedMs { get; init; }

    public AttemptOutcome Outcome { get; init; }

    /// <summary>Final status of the peer, 0 when there was none.</summary>
    public int SipStatus { get; init; }

    /// <summary>Detail for a person, such as the text of a transport error; null when the outcome says it all.</summary>
    public string? Text { get; init; }
}
