namespace Telephony.Domain.Trunks;

/// <summary>Reliable provisional responses with a trunk (RFC 3262).</summary>
public enum PrackPolicy : byte
{
    /// <summary>100rel is never spoken of; a caller that demands it gets 420.</summary>
    Off,

    /// <summary>Offered to the trunk, and used when the trunk wants it.</summary>
    Supported,

    /// <summary>Demanded of the trunk; its own calls without it get 421.</summary>
    Required,
}

/// <summary>How much we do for a session timer (RFC 4028).</summary>
public enum SessionTimerMode : byte
{
    /// <summary>Neither offered nor taken.</summary>
    Off,

    /// <summary>Taken when the peer asks for one.</summary>
    Accept,

    /// <summary>Offered too; a peer that does not know of it is left in peace.</summary>
    Offer,

    /// <summary>A peer that does not know of it is refreshed as well: a dead one is found.</summary>
    Always,
}

/// <summary>Who sends the refreshes when the peer leaves it to us.</summary>
public enum SessionRefresher : byte
{
    /// <summary>The peer, when it knows of session timers.</summary>
    Auto,
    Local,
    Remote,
}

/// <summary>Session timer of a trunk (RFC 4028, DR-36).</summary>
public sealed record SessionTimerPolicy
{
    /// <summary>RFC 4028 4 allows no less; a shorter one is for a laboratory.</summary>
    public static readonly TimeSpan UsualMinimum = TimeSpan.FromSeconds(90);

    public static readonly SessionTimerPolicy Usual = new();

    public SessionTimerMode Mode { get; init; } = SessionTimerMode.Offer;

    /// <summary>Session-Expires that we ask for, and the longest we agree to.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromSeconds(1800);

    /// <summary>Min-SE: a peer that asks for less gets 422.</summary>
    public TimeSpan Minimum { get; init; } = UsualMinimum;

    public SessionRefresher Refresher { get; init; } = SessionRefresher.Auto;
}

/// <summary>What becomes of a call whose media has died on a leg.</summary>
public enum MediaLossAction : byte
{
    /// <summary>The peer is asked; a silent one is cleared at once, one that answers when its media is still dead after the same time again.</summary>
    Clear,

    /// <summary>The peer is asked; only a silent one is cleared.</summary>
    Keep,

    /// <summary>It is noted in the trace.</summary>
    Ignore,
}

/// <summary>Media of a trunk's calls beside codecs.</summary>
public sealed record TrunkMedia
{
    public static readonly TrunkMedia Usual = new();

    /// <summary>A caller from the trunk hears ringing while a trunk that takes the call is still searched for.</summary>
    public bool RingWhileSearching { get; init; } = true;

    /// <summary>From the INVITE, when nothing was heard of the callee by then.</summary>
    public TimeSpan RingAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Neither RTP nor RTCP before the first packet.</summary>
    public TimeSpan BeforeFirst { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same once media has flowed.</summary>
    public TimeSpan AfterLast { get; init; } = TimeSpan.FromSeconds(15);

    public MediaLossAction OnLoss { get; init; } = MediaLossAction.Clear;
}
