using Telephony.Domain.Identity;
using Telephony.Domain.Trunks;

namespace Telephony.Domain.Records;

/// <summary>How an attempt ended: the cases of <see cref="Routing.AttemptOutcome"/> as they are stored. New ones go at the end.</summary>
public enum AttemptResult : byte
{
    /// <summary>Still being tried.</summary>
    Trying = 0,
    Answered = 1,

    /// <summary>A final status of 300 or more came; see <see cref="AttemptRecord.SipStatus"/>.</summary>
    Rejected = 2,
    NoReply = 3,
    NoProgress = 4,
    NoAnswer = 5,
    TransportFailed = 6,
    NoRoom = 7,

    /// <summary>The caller hung up, or the search was ended, while this attempt ran.</summary>
    Cancelled = 8,
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

    /// <summary>How long it took until its result, in milliseconds.</summary>
    public int WaitedMs { get; init; }

    public AttemptResult Result { get; init; }

    /// <summary>Final status of the peer, 0 when there was none.</summary>
    public int SipStatus { get; init; }

    /// <summary>Detail for a person, such as the text of a transport error; null when the result says it all.</summary>
    public string? Text { get; init; }
}
