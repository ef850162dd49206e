using Telephony.Net.Addresses;
using Telephony.Rtp.Rtcp;

namespace Telephony.Rtp.Media;

/// <summary>
/// RTCP ends here (RFC 3550 6): the peer's reports are read, ours are made of what this leg received and sent, and nothing is passed on. Where a stream is
/// relayed its SSRC is kept, so our sender report speaks for that source.
/// </summary>
public sealed partial class MediaLeg
{
    private NetEndpoint _rtcpSource;
    private ulong _peerReportAt;
    private uint _peerReportNtp;
    private uint _reportedSsrc;
    private long _remoteLostBefore;
    private long _remoteLost;
    private long _rtcpReceived;
    private double _remoteJitterMilliseconds;
    private double _roundTripMilliseconds = double.NaN;
    private bool _hasRemoteReport;

    /// <summary>Media worker only.</summary>
    internal void OnRtcp(Span<byte> datagram, in NetEndpoint remote)
    {
        if (_plan is not { } plan) { Refuse(RefusalCause.NoPlan); return; }
        if (_isProtected && !TryOpenRtcp(ref datagram)) return;
        if (!RtcpReader.TryOpen(datagram, out var reader, out _)) { Refuse(RefusalCause.BadRtcp); return; }
        if (!MayReport(remote, plan)) { Refuse(RefusalCause.RtcpSource); return; }
        if (_isProtected) _receiver!.NoteRtcp();     // opened above
        _rtcpSource = remote;
        _heardAt = _worker.Loop.NowMilliseconds;
        _rtcpReceived++;
        _worker.Counters.CountRtcpIn();
        while (reader.MoveNext()) Read(reader);
    }

    /// <summary>Reports come from the host that sends the media, or from where the peer says; before either, from whoever may latch.</summary>
    private bool MayReport(in NetEndpoint remote, LegPlan plan)
    {
        if (remote.SameAddress(plan.RemoteRtcp) || remote.SameAddress(plan.RemoteRtp)) return true;
        if (_latch.IsSet) return remote.SameAddress(_latch.Source);
        return plan.Policy.Allowed.Length == 0 || plan.Policy.IsListed(remote);
    }

    private void Read(in RtcpReader packet)
    {
        const int SenderBytes = 4 + SenderInfo.Bytes;
        switch (packet.Type)
        {
            case RtcpType.SenderReport when packet.Body.Length >= SenderBytes:
                _peerReportNtp = SenderInfo.Read(packet.Body[4..]).MiddleNtp;
                _peerReportAt = _worker.Ntp.Now;
                ReadBlocks(packet.Body[SenderBytes..], packet.Count);
                break;
            case RtcpType.ReceiverReport when packet.Body.Length >= 4:
                ReadBlocks(packet.Body[4..], packet.Count);
                break;
        }
    }

    private void ReadBlocks(ReadOnlySpan<byte> blocks, int count)
    {
        for (; count > 0 && blocks.Length >= ReportBlock.Bytes; count--, blocks = blocks[ReportBlock.Bytes..])
        {
            var block = ReportBlock.Read(blocks);
            if (_sent.IsStarted && block.Ssrc == _sent.Ssrc) Read(block);
        }
    }

    private void Read(in ReportBlock block)
    {
        if (block.Ssrc != _reportedSsrc)
        {
            _remoteLostBefore = _remoteLost;
            _reportedSsrc = block.Ssrc;
        }
        _hasRemoteReport = true;
        _remoteLost = _remoteLostBefore + Math.Max(0, block.CumulativeLost);
        _remoteJitterMilliseconds = _sent.ClockHz == 0 ? 0 : block.Jitter * 1000.0 / _sent.ClockHz;
        if (block.LastReport == 0) return;
        var roundTrip = (int)((uint)(_worker.Ntp.Now >> 16) - block.LastReport - block.DelaySinceReport);
        if (roundTrip >= 0) _roundTripMilliseconds = roundTrip * 1000.0 / 65536;
    }

    private void ScheduleReport(bool first) =>
        _worker.Loop.Timers.Arm(this, RtcpInterval.Milliseconds(_worker.Options.RtcpInterval, first, _worker.Random.NextDouble()));

    /// <summary>A report is due: the one timer that a leg has.</summary>
    protected override void OnDue()
    {
        SendReport(bye: false);
        ScheduleReport(first: false);
    }

    private void SendReport(bool bye)
    {
        if (RtcpDestination() is not { IsNone: false } destination) return;
        var writer = new RtcpWriter(_worker.Scratch);
        var now = _worker.Loop.NowMilliseconds;
        ReportBlock? block = _received.IsStarted ? MakeBlock() : null;
        var sends = _sent.SentWithin(2 * (long)_worker.Options.RtcpInterval.TotalMilliseconds, now);
        var ssrc = sends ? _sent.Ssrc : _out.Ssrc;
        if (sends) writer.SenderReport(ssrc, new SenderInfo(_worker.Ntp.Now, _sent.TimestampAt(now), _sent.SourcePackets, _sent.SourceOctets), block);
        else writer.ReceiverReport(ssrc, block);
        writer.SourceDescription(ssrc, Session.CanonicalName);
        if (bye) writer.Bye(ssrc);
        var length = writer.Length;
        if (!TrySealRtcp(_worker.Scratch, ref length)) return;
        var socket = _plan is { RtcpMux: true } ? _port.Rtp : _port.Rtcp;
        if (socket.TrySend(_worker.Scratch.AsSpan(0, length), destination)) _worker.Counters.CountRtcpOut();
    }

    private NetEndpoint RtcpDestination()
    {
        if (_plan is not { IsFax: false } plan) return default;
        if (plan.RtcpMux) return _destination;
        return _rtcpSource.IsNone ? plan.RemoteRtcp : _rtcpSource;
    }

    private ReportBlock MakeBlock()
    {
        var (fraction, lost) = _received.TakeReport();
        var delay = _peerReportNtp == 0 ? 0 : (uint)((_worker.Ntp.Now - _peerReportAt) >> 16);
        return new ReportBlock(_received.Ssrc, fraction, lost, _received.ExtendedHighest, _received.JitterUnits, _peerReportNtp, delay);
    }
}
