using Telephony.Net.Addresses;
using Telephony.Rtp.Latching;
using Telephony.Rtp.Payloads;
using Telephony.Rtp.Srtp;

namespace Telephony.Rtp.Media;

/// <summary>What was agreed with the peer of one leg. Immutable; each offer/answer that changes something makes a new one.</summary>
public sealed record MediaLegPlan
{
    /// <summary>Where the peer's description says it receives RTP; none or 0.0.0.0 when there is nowhere to send to.</summary>
    public required NetEndpoint RemoteRtp { get; init; }

    /// <summary>Where it receives RTCP (<c>a=rtcp</c>); none means the port above RTP, or the same with <see cref="RtcpMux"/>.</summary>
    public NetEndpoint RemoteRtcp { get; init; }

    /// <summary>RTP and RTCP share a port (RFC 5761).</summary>
    public bool RtcpMux { get; init; }

    /// <summary>SRTP and SRTCP both ways; null: plain.</summary>
    public SrtpAgreement? Protection { get; init; }

    /// <summary>What was agreed, the preferred audio format first. An array is kept as it is.</summary>
    public required IReadOnlyList<PayloadFormat> Payloads { get; init; }

    /// <summary>T.38 over UDPTL instead of RTP: no payloads, no RTCP; relayed to a leg that has it too.</summary>
    public bool Fax { get; init; }

    /// <summary>False while the peer does not want to hear us (hold).</summary>
    public bool Send { get; init; } = true;

    /// <summary>False while the peer has said that it sends nothing, or we do not want it.</summary>
    public bool Receive { get; init; } = true;

    /// <summary>
    /// Which remote party this describes: another number than in the last plan means another party (another early dialog won), and the source
    /// latched so far loses its place to it.
    /// </summary>
    public int RemoteParty { get; init; }

    /// <summary>Addresses of the trunk; empty: any address may be the first to send. An array is kept as it is.</summary>
    public IReadOnlyList<AddressRange> Allowed { get; init; } = [];

    /// <summary>Packet length of what we make ourselves; 10 to 60 ms.</summary>
    public TimeSpan PacketTime { get; init; } = TimeSpan.FromMilliseconds(20);

    public MediaTimeouts Timeouts { get; init; } = MediaTimeouts.Default;
}
