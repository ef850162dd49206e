using Telephony.Rtp.Payloads;

namespace Telephony.Rtp.Quality;

/// <summary>
/// What a leg received from its peer, sent to it, and what the peer reports of that: one consistent reading, at most a second old, final after close.
/// </summary>
public readonly record struct LegQuality
{
    public AudioCodec Codec { get; init; }

    /// <summary>The source last heard; 0 before the first packet.</summary>
    public uint Ssrc { get; init; }

    public long ReceivedPackets { get; init; }

    /// <summary>Octets of payload, without headers.</summary>
    public long ReceivedBytes { get; init; }

    /// <summary>Packets of the peer that never came, by sequence numbers.</summary>
    public long LostPackets { get; init; }

    public long OutOfOrderPackets { get; init; }

    public long DuplicatePackets { get; init; }

    /// <summary>Packets refused on this leg, for whatever cause; <see cref="Media.MediaPlaneStatistics"/> has the causes.</summary>
    public long RefusedPackets { get; init; }

    /// <summary>How many sources (SSRC) were heard one after the other.</summary>
    public int Sources { get; init; }

    public double JitterMilliseconds { get; init; }

    public double MaxJitterMilliseconds { get; init; }

    public int MaxGapMilliseconds { get; init; }

    public long SentPackets { get; init; }

    public long SentBytes { get; init; }

    /// <summary>Valid RTCP packets of the peer.</summary>
    public long RtcpReceived { get; init; }

    /// <summary>UDPTL packets of T.38 that came; those that never came, by their numbers; those sent. Not counted with the packets of RTP.</summary>
    public long FaxReceivedPackets { get; init; }

    public long FaxLostPackets { get; init; }

    public long FaxSentPackets { get; init; }

    /// <summary>What the peer says it missed of our stream: null until it reports.</summary>
    public long? RemoteLostPackets { get; init; }

    public double? RemoteJitterMilliseconds { get; init; }

    /// <summary>From the peer's report blocks (LSR and DLSR, RFC 3550 6.4.1): null until measured.</summary>
    public double? RoundTripMilliseconds { get; init; }

    /// <summary>0 to 100, of the packets the peer has sent.</summary>
    public double LossPercent => Percent(LostPackets, ReceivedPackets - DuplicatePackets + LostPackets);

    public double? RemoteLossPercent => RemoteLostPackets is { } lost ? Percent(lost, SentPackets) : null;

    /// <summary>E-model rating of what the peer sends; null before the first packet.</summary>
    public double? RFactor => ReceivedPackets == 0 ? null : VoiceQuality.RFactor(Codec, OneWay(JitterMilliseconds), LossPercent);

    public double? Mos => RFactor is { } r ? VoiceQuality.MosOf(r) : null;

    /// <summary>E-model rating of what the peer hears, by its own reports; null until it reports.</summary>
    public double? RemoteRFactor =>
        RemoteLossPercent is { } loss ? VoiceQuality.RFactor(Codec, OneWay(RemoteJitterMilliseconds ?? 0), loss) : null;

    public double? RemoteMos => RemoteRFactor is { } r ? VoiceQuality.MosOf(r) : null;

    /// <summary>Half the round trip, a jitter buffer of twice the jitter (20 ms at least) and one packet of 20 ms.</summary>
    private double OneWay(double jitter) => ((RoundTripMilliseconds ?? 0) / 2) + Math.Max(20, 2 * jitter) + 20;

    private static double Percent(long part, long whole) => whole <= 0 ? 0 : Math.Clamp(100.0 * part / whole, 0, 100);
}
