using System.Collections.Immutable;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.Security;

namespace Telephony.Sdp.OfferAnswer;

/// <summary>What was agreed for the audio of one leg, seen from us. Immutable; a new negotiation makes a new one.</summary>
public sealed record MediaPlan
{
    /// <summary>Where our RTP goes, in text as the peer wrote it. All zero when the peer holds in the style of RFC 2543: send nothing.</summary>
    public required string RemoteAddress { get; init; }

    public required int RemotePort { get; init; }

    public required string RemoteRtcpAddress { get; init; }

    /// <summary>0: there is no port for RTCP.</summary>
    public required int RemoteRtcpPort { get; init; }

    /// <summary>RTCP shares the RTP port both ways; the separate port may be returned.</summary>
    public required bool RtcpMux { get; init; }

    /// <summary>What protects RTP and RTCP both ways; null: nothing does.</summary>
    public AgreedSecurity? Security { get; init; }

    /// <summary>We may send to the peer.</summary>
    public required bool Sends { get; init; }

    /// <summary>The peer may send to us.</summary>
    public required bool Receives { get; init; }

    /// <summary>The peer wants to hear nothing: sendonly, inactive, or the zero address (RFC 3264 8.4). Media timers are to keep quiet.</summary>
    public required bool HeldByPeer { get; init; }

    /// <summary>All that both sides agreed on, best first, with what travels beside the codecs.</summary>
    public required ImmutableArray<AgreedCodec> Codecs { get; init; }

    /// <summary>Not null: the stream is T.38 over UDPTL, there is no sound and no codec.</summary>
    public FaxTerms? Fax { get; init; }

    /// <summary>Milliseconds a packet the peer asked for; null when it did not say.</summary>
    public int? PeerPtimeMs { get; init; }

    public int? PeerMaxPtimeMs { get; init; }

    /// <summary>Attributes of the peer that the other leg may see (RFC 3108 5.6.3.2 silenceSupp).</summary>
    public ImmutableArray<SdpAttribute> PassedAttributes { get; init; } = [];

    /// <summary>Milliseconds a packet to send: what the peer asked for, else 20 (RFC 3551 4.2).</summary>
    public int PtimeMs => PeerPtimeMs is > 0 and <= 200 and { } asked ? asked : 20;

    /// <summary>For people: the name of what the stream carries.</summary>
    public string CodecName => Fax is null ? Audio.Codec.Name : "T38";

    /// <summary>The codec in use: the first that carries audio. Not for a plan with <see cref="Fax"/>.</summary>
    public AgreedCodec Audio
    {
        get
        {
            foreach (var codec in Codecs)
                if (!codec.Codec.IsAuxiliary) return codec;
            throw new InvalidOperationException("A media plan without a codec cannot be made.");
        }
    }

    /// <summary>Events at the clock of <see cref="Audio"/> (RFC 4733 2.1), else at any; null when digits are not agreed on.</summary>
    public AgreedCodec? TelephoneEvent
    {
        get
        {
            AgreedCodec? any = null;
            var clock = Audio.Codec.ClockHz;
            foreach (var codec in Codecs)
            {
                if (!codec.Codec.IsTelephoneEvent) continue;
                if (codec.Codec.ClockHz == clock) return codec;
                any ??= codec;
            }
            return any;
        }
    }

    public Direction Direction => (Sends ? Direction.SendOnly : 0) | (Receives ? Direction.RecvOnly : 0);

    public bool Equals(MediaPlan? other) =>
        other is not null && RemoteAddress == other.RemoteAddress && RemotePort == other.RemotePort && RemoteRtcpAddress == other.RemoteRtcpAddress
        && RemoteRtcpPort == other.RemoteRtcpPort && RtcpMux == other.RtcpMux && Equals(Security, other.Security) && Sends == other.Sends && Receives == other.Receives
        && HeldByPeer == other.HeldByPeer && PeerPtimeMs == other.PeerPtimeMs && PeerMaxPtimeMs == other.PeerMaxPtimeMs
        && Equals(Fax, other.Fax) && Codecs.SequenceEqual(other.Codecs) && PassedAttributes.SequenceEqual(other.PassedAttributes);

    public override int GetHashCode() => HashCode.Combine(RemoteAddress, RemotePort, Direction, Codecs.Length);
}

/// <summary>A codec both sides named.</summary>
/// <param name="Codec">As the peer described it: its format parameters are the peer's wishes.</param>
/// <param name="SendPayloadType">The number the peer expects in our packets.</param>
/// <param name="ReceivePayloadType">The number the peer uses in its packets, which is ours.</param>
public readonly record struct AgreedCodec(SdpCodec Codec, int SendPayloadType, int ReceivePayloadType);
