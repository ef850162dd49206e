using Telephony.Net.Addresses;
using Telephony.Rtp.Rtcp;

namespace Telephony.Rtp.Quality;

/// <summary>What a leg's peer tells by RTCP: of what it sends (RFC 3550 6.4.1), and how what we send arrives (6.4.2). Media thread only.</summary>
internal struct PeerReports
{
    private ulong _senderAt;
    private uint _ssrc;
    private long _lostBefore;

    /// <summary>Where its last packet came from; none before the first.</summary>
    public NetEndpoint Source { get; set; }

    public long Packets { get; set; }

    /// <summary>There was a report of a stream of ours.</summary>
    public bool Any { get; private set; }

    /// <summary>Packets that it has not received, of all our streams.</summary>
    public long Lost { get; private set; }

    public double JitterMilliseconds { get; private set; }

    /// <summary>Null before it can be told.</summary>
    public double? RoundTripMilliseconds { get; private set; }

    /// <summary>The middle of the NTP time of its last sender report, as our blocks repeat it; 0: none.</summary>
    public uint LastSender { get; private set; }

    public void OnSender(in SenderInfo sender, ulong ntp) => (LastSender, _senderAt) = (sender.MiddleNtp, ntp);

    /// <summary>Since that report, in units of 1/65536 s; 0: none.</summary>
    public readonly uint SinceSender(ulong ntp) => LastSender == 0 ? 0 : (uint)((ntp - _senderAt) >> 16);

    /// <summary>A block about the source that we send.</summary>
    /// <param name="clockHz">Of what we send; 0: not known.</param>
    public void OnBlock(in ReportBlock block, int clockHz, ulong ntp)
    {
        if (block.Ssrc != _ssrc) (_lostBefore, _ssrc) = (Lost, block.Ssrc);
        Any = true;
        Lost = _lostBefore + Math.Max(0, block.CumulativeLost);
        JitterMilliseconds = clockHz == 0 ? 0 : block.Jitter * 1000.0 / clockHz;
        if (block.LastReport == 0) return;
        var roundTrip = (int)((uint)(ntp >> 16) - block.LastReport - block.DelaySinceReport);
        if (roundTrip >= 0) RoundTripMilliseconds = roundTrip * 1000.0 / 65536;
    }
}
