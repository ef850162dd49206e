using Telephony.Sip.Authentication;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;

namespace Telephony.Sip.UserAgents;

/// <summary>What to do with a request longer than <see cref="UserAgentOptions.LargestDatagramBytes"/> for a UDP target (RFC 3261 18.1.1).</summary>
public enum LargeRequestPolicy : byte
{
    /// <summary>Try TCP at the same address; when it cannot be reached, send it by UDP.</summary>
    Switch,

    /// <summary>Write it shorter: compact names (7.3.3), then <see cref="RequestDraft.ShorterBody"/>. When it is still too long: as <see cref="Switch"/>.</summary>
    Shrink,
    StayUdp,
}

/// <summary>
/// A request outside a dialog, as its sender wants it. The user agent adds Via, the From tag, Call-ID, CSeq, Contact, Route and the lengths.
/// Values are the bytes of the wire form; they are kept until the request has its final response.
/// </summary>
public record RequestDraft
{
    public SipMethod Method { get; init; } = SipMethod.Options;

    /// <summary>Such as <c>sip:+14255550123@sbc.example:5060</c>.</summary>
    public required ReadOnlyMemory<byte> RequestUri { get; init; }

    /// <summary>Name and address without tag, such as <c>"Kim" &lt;sip:+14255550100@gw.example&gt;</c>.</summary>
    public required ReadOnlyMemory<byte> From { get; init; }

    /// <summary>Name and address without tag.</summary>
    public required ReadOnlyMemory<byte> To { get; init; }

    /// <summary>User part of Contact, escaped; empty: none. The host is that of the listen point the request leaves by.</summary>
    public ReadOnlyMemory<byte> ContactUser { get; init; }

    /// <summary>Appended after the Contact's <c>&gt;</c>, such as <c>;expires=60</c>.</summary>
    public ReadOnlyMemory<byte> ContactParameters { get; init; }

    /// <summary>Appended to the Contact's URI behind the host, such as <c>;line=x7k2</c>.</summary>
    public ReadOnlyMemory<byte> ContactUriParameters { get; init; }

    public int MaxForwards { get; init; } = 70;

    /// <summary>Where to send it, in order of trial; empty: found from the first route or the Request-URI by RFC 3263.</summary>
    public IReadOnlyList<SipTarget> Targets { get; init; } = [];

    /// <summary>For targets that are looked up; those of <see cref="Targets"/> name their own.</summary>
    public TlsProfile? Profile { get; init; }

    /// <summary>Initial route set (outbound proxies), each such as <c>&lt;sip:proxy.example;lr&gt;</c>.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Routes { get; init; } = [];

    /// <summary>Empty: no body.</summary>
    public ReadOnlyMemory<byte> ContentType { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>For <see cref="LargeRequestPolicy.Shrink"/>: a body that says less, asked for when compact names are not enough; null: there is none.</summary>
    public Func<ReadOnlyMemory<byte>>? ShorterBody { get; init; }

    /// <summary>Empty: a new one.</summary>
    public ReadOnlyMemory<byte> CallId { get; init; }

    /// <summary>First sequence number; 0: one of the user agent's choice.</summary>
    public uint CSeq { get; init; }

    public ISipTap? Tap { get; init; }

    /// <summary>Answers a 401 or 407 once, and again when the nonce is stale; kept for the dialog.</summary>
    public DigestCredentials? Credentials { get; init; }

    public LargeRequestPolicy LargeRequests { get; init; } = LargeRequestPolicy.Switch;

    /// <summary>On transport error, timeout or 503 the next of <see cref="Targets"/> is tried with a new branch (RFC 3263 4.3); false: the sender decides.</summary>
    public bool TryNextTarget { get; init; } = true;

    /// <summary>Which of several interfaces to leave by; null: the one that fits the target.</summary>
    public ListenPoint? ListenPoint { get; init; }
}

/// <summary>An INVITE outside a dialog: see <see cref="RequestDraft"/>.</summary>
public sealed record InviteDraft : RequestDraft
{
    public InviteDraft() => Method = SipMethod.Invite;

    /// <summary>Which extensions are offered, or demanded. What a peer sends reliably gets its PRACK in any case.</summary>
    public Extensions Extensions { get; init; } = Extensions.All;

    /// <summary>An INVITE that has failed and is now sent otherwise (RFC 4028 7.4): same Call-ID and From tag, the next CSeq. Null: a new one.</summary>
    public OutgoingInvite? After { get; init; }
}
