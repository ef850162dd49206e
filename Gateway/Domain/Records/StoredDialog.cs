using Telephony.Domain.Identity;
using Telephony.Domain.Trunks;

namespace Telephony.Domain.Records;

/// <summary>
/// What is needed to speak within an answered leg's dialog after a restart or from another node (RFC 3261 12.1): enough to build a BYE.
/// Texts are header-value bytes without the header name.
/// </summary>
public sealed record StoredDialog
{
    public required LegId Leg { get; init; }

    public required WireText SipCallId { get; init; }

    public required WireText LocalTag { get; init; }

    public required WireText RemoteTag { get; init; }

    /// <summary>Our URI, as it stands in From of our requests, without display name or tag.</summary>
    public required WireText LocalUri { get; init; }

    /// <summary>The peer's URI, as it stands in To of our requests.</summary>
    public required WireText RemoteUri { get; init; }

    /// <summary>The peer's Contact URI: Request-URI of our requests.</summary>
    public required WireText RemoteTarget { get; init; }

    /// <summary>Route header values in the order we send them, joined by commas; empty when there is no route set.</summary>
    public WireText RouteSet { get; init; }

    /// <summary>The last CSeq we sent. Requests after this snapshot may have used more: whoever sends from it leaves a gap, which RFC 3261 12.2.2 allows.</summary>
    public uint LocalCSeq { get; init; }

    public uint RemoteCSeq { get; init; }

    public SignallingTransport Transport { get; init; }

    /// <summary>The socket of ours the dialog runs over.</summary>
    public WireEndpoint Local { get; init; }

    /// <summary>Where the next request goes (first hop).</summary>
    public WireEndpoint Remote { get; init; }

    /// <summary>The dialog was made over sips (RFC 3261 12.1.1).</summary>
    public bool Secure { get; init; }
}
