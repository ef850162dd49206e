using Telephony.Domain.Identity;
using Telephony.Domain.Trunks;

namespace Telephony.Domain.Records;

/// <summary>One leg of a call as its record keeps it.</summary>
public sealed record LegRecord
{
    public required LegId Id { get; init; }

    public required LegRole Role { get; init; }

    /// <summary>The trunk this leg runs over; none for a leg that ends in the gateway (echo, announcement).</summary>
    public TrunkId Trunk { get; init; }

    /// <summary>Call-ID, our tag and the peer's tag (RFC 3261 12): what an operator searches for in a capture.</summary>
    public WireText SipCallId { get; init; }

    public WireText LocalTag { get; init; }

    public WireText RemoteTag { get; init; }

    public SignallingTransport Transport { get; init; }

    /// <summary>Where the peer's SIP came from or went to.</summary>
    public WireEndpoint RemoteSignalling { get; init; }

    /// <summary>Where the peer's RTP came from at the end; none when there was no media.</summary>
    public WireEndpoint RemoteMedia { get; init; }

    /// <summary>Encoding name of SDP (RFC 4855), such as <c>PCMU</c>; null when nothing was agreed.</summary>
    public string? Codec { get; init; }

    /// <summary>What the receiver of this leg measured; null before media flowed.</summary>
    public LegQualityRecord? Quality { get; init; }
}

/// <summary>Quality of what came in from one leg's peer, and what that peer said of our stream.</summary>
public sealed record LegQualityRecord
{
    public long PacketsReceived { get; init; }

    public long PacketsSent { get; init; }

    public long PacketsLost { get; init; }

    public long PacketsOutOfOrder { get; init; }

    /// <summary>Mean interarrival jitter (RFC 3550 6.4.1) in milliseconds.</summary>
    public double JitterMs { get; init; }

    public double MaxJitterMs { get; init; }

    /// <summary>Round trip by RTCP in milliseconds; 0 when the peer sent no report.</summary>
    public double RoundTripMs { get; init; }

    /// <summary>Fraction of our packets the peer says it lost, 0 to 1.</summary>
    public double RemoteLossFraction { get; init; }

    /// <summary>E-model rating (ITU-T G.107), 0 to 100.</summary>
    public double RFactor { get; init; }

    /// <summary>Mean opinion score from the rating, 1 to 4.5.</summary>
    public double Mos { get; init; }
}
