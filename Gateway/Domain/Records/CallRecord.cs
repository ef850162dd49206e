using Telephony.Domain.Identity;
using Telephony.Domain.Routing;

namespace Telephony.Domain.Records;

public enum CallDirection : byte
{
    /// <summary>From a trunk to something that lives in the gateway.</summary>
    Inbound = 0,

    /// <summary>From the gateway to a trunk.</summary>
    Outbound = 1,

    /// <summary>From a trunk to a trunk.</summary>
    Transit = 2,
}

/// <summary>How far the call came. It only grows.</summary>
public enum CallState : byte
{
    Started = 0,
    Answered = 1,
    Ended = 2,
}

/// <summary>
/// What is kept of one call. While the call lives this is the draft that its loop fills in, touched by no other thread; each phase is appended to the
/// journal from it, which keeps no reference. What a store returns is a copy of the reader's own.
/// </summary>
public sealed class CallRecord
{
    public required CallId Id { get; init; }

    public ResourceId Resource { get; init; } = ResourceId.Default;

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? AnsweredAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public CallDirection Direction { get; set; }

    public CallState State { get; set; }

    /// <summary>The trunk leg A came from; none when it was not found (refused) or the gateway itself placed the call.</summary>
    public TrunkId FromTrunk { get; set; }

    /// <summary>The trunk of the attempt that was answered, or of the last one.</summary>
    public TrunkId ToTrunk { get; set; }

    /// <summary>Calling number exactly as it came (From or P-Asserted-Identity, by the trunk's trust).</summary>
    public WireText CallerWire { get; set; }

    /// <summary>Called number exactly as it came in the Request-URI.</summary>
    public WireText CalledWire { get; set; }

    /// <summary>The same after the trunk's number rules: <c>+14255550100</c>, an extension, a SIP URI, or <c>anonymous</c>; null when no rule made sense of it.</summary>
    public string? Caller { get; set; }

    public string? Called { get; set; }

    /// <summary>Where the called number leads: <c>trunk</c>, <c>echo</c>, <c>announcement:welcome.wav</c> …; null when the call was refused before.</summary>
    public string? Destination { get; set; }

    /// <summary>Why it ended; null until then.</summary>
    public CallCause? Cause { get; set; }

    /// <summary>From the first INVITE of leg A to the first 18x or 2xx that went back.</summary>
    public TimeSpan? PostDialDelay { get; set; }

    /// <summary>The call was picked to keep its full ladder.</summary>
    public bool Sampled { get; set; }

    /// <summary>How often this record was appended; the journal counts it up. Of two copies the one with the higher revision is the later.</summary>
    public int Revision { get; set; }

    public List<LegRecord> Legs { get => field ??= []; init; }

    public List<AttemptRecord> Attempts { get => field ??= []; init; }

    /// <summary>Why the call went the way it did: <see cref="DecisionTrace.Steps"/> of the call.</summary>
    public IReadOnlyList<DecisionStep> Trace { get; set; } = [];

    /// <summary>Dialog state of the legs of an answered call; empty before the answer and after the end.</summary>
    public List<StoredDialog> Dialogs { get => field ??= []; init; }

    public CallLadder Ladder { get; init; } = new();
}
