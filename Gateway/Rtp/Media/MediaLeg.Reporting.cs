using Telephony.Net.Addresses;
using Telephony.Rtp.Rtcp;

namespace Telephony.Rtp.Media;

/// <summary>
/// RTCP ends here (RFC 3550 6): the peer's reports are read, ours are made of what this leg received and sent, and nothing is passed on. Where a stream is
/// relayed its SSRC is kept, so our sender report speaks for that source.
/// </summary>
public sealed partial class MediaLeg
{
    /// <summary>Media worker only.</summary>
    internal void OnRtcp(Span<byte> datagram, in NetEndpoint remote)
    {
        if (_plan is not { } plan) { Refuse(RefusalCause.NoPlan); return; }
        if (_isProtected && !TryOpenRtcp(ref datagram)) return;
        if (!RtcpReader.TryOpen(datagram, out var reader, out _)) { Refuse(RefusalCause.BadRtcp); return; }
        if (!MayReport(remote, plan)) { Refuse(RefusalCause.RtcpSource); return; }
        if (_isProtected) _receiver!.NoteRtcp();     // opened above
        _traffic.Reports.Source = remote;
        _heardAt = _worker.Loop.NowMilliseconds;
        _traffic.Reports.Packets++;
        _worker.Counters.CountRtcpIn();
        while (reader.MoveNext()) Read(reader);
    }

    /// <summary>Reports come from the host that sends the media, or from where the peer says; before either, from whoever may latch.</summary>
    private bool MayReport(in NetEndpoint remote, LegPlan plan)
    {
        if (remote.SameAddress(plan.RemoteRtcp) || remote.SameAddress(plan.RemoteRtp)) return true;
        if (_traffic.Latch.IsSet) return remote.SameAddress(_traffic.Latch.Source);
        return plan.Policy.Allowed.Length == 0 || plan.Policy.IsListed(remote);
    }

    private void Read(in RtcpReader packet)
    {
        const int SenderBytes = 4 + SenderInfo.Bytes;
        switch (packet.Type)
        {
            case RtcpType.SenderReport when packet.Body.Length >= SenderBytes:
                _traffic.Reports.OnSender(SenderInfo.Read(packet.Body[4..]), _worker.Ntp.Now);
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
            if (_traffic.Sent.IsStarted && block.Ssrc == _traffic.Sent.Ssrc) _traffic.Reports.OnBlock(block, _traffic.Sent.ClockHz, _worker.Ntp.Now);
        }
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
        ReportBlock? block = _traffic.Received.IsStarted ? MakeBlock() : null;
        var sends = _traffic.Sent.SentWithin(2 * (long)_worker.Options.RtcpInterval.TotalMilliseconds, now);
        var ssrc = sends ? _traffic.Sent.Ssrc : _traffic.Out.Ssrc;
        if (sends) writer.SenderReport(ssrc, new SenderInfo(_worker.Ntp.Now, _traffic.Sent.TimestampAt(now), _traffic.Sent.SourcePackets, _traffic.Sent.SourceOctets), block);
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
        if (plan.RtcpMux) return _traffic.Destination;
        return _traffic.Reports.Source.IsNone ? plan.RemoteRtcp : _traffic.Reports.Source;
    }

    private ReportBlock MakeBlock()
    {
        var (fraction, lost) = _traffic.Received.TakeReport();
        return new ReportBlock(_traffic.Received.Ssrc, fraction, lost, _traffic.Received.ExtendedHighest, _traffic.Received.JitterUnits, _traffic.Reports.LastSender, _traffic.Reports.SinceSender(_worker.Ntp.Now));
    }
}
