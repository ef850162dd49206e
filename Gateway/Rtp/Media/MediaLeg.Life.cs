using Telephony.Rtp.Events;
using Telephony.Rtp.Payloads;
using Telephony.Rtp.Quality;

namespace Telephony.Rtp.Media;

/// <summary>A leg's life on its worker: plans, bridges, the sweep once a second, events to the call, the end.</summary>
public sealed partial class MediaLeg
{
    private const int DigitExpiryMilliseconds = 500;
    private const int UsualPacket = 20;
    private const int FewPackets = 10;

    private FinalQuality? _final;
    private EventRing _events;
    private double _maxJitterMilliseconds;
    private long _watchedSince;
    private long _publishedPackets = -1;
    private long _timedPackets;
    private long _timedOctets;
    private int _longestPacket = UsualPacket;
    private bool _digitsBegan;
    private bool _timeoutTold;
    private bool _ended;

    /// <summary>Index in the worker's list.</summary>
    internal int Place { get; set; }

    internal void Begin()
    {
        _traffic = _port.Traffic;
        _traffic.Begin();
        _port.Attach(this);
        _worker.Add(this);
        ScheduleReport(first: true);
    }

    internal static void Join(MediaLeg a, MediaLeg b)
    {
        if (a._ended || b._ended) return;
        if (!ReferenceEquals(a._far, b)) a.Part();
        if (!ReferenceEquals(b._far, a)) b.Part();
        (a._far, b._far) = (b, a);
        a.ForgetPaths();
    }

    /// <summary>Leaves the leg it is joined with, and the other one with it.</summary>
    internal void Part()
    {
        if (_far is not { } far) return;
        _player?.FinishDigit(null, TimeSpan.Zero);
        far._player?.FinishDigit(null, TimeSpan.Zero);
        ForgetPaths();
        _far = far._far = null;
    }

    internal void OnSweep(long now)
    {
        if (_traffic.Digits.Expire(now, DigitExpiryMilliseconds, out var seen)) TellDigit(seen);
        WatchSilence(now);
        WatchPacketTime();
        Publish();
    }

    private void OnApply(LegPlan plan)
    {
        if (_ended) return;
        var last = _plan;
        _plan = plan;
        _sends = plan.Sends;
        Protect(last, plan);
        if (last is not null) Unlatch(last, plan);
        SwitchProtocol(last, plan);
        if (last is null || last.Receives != plan.Receives || last.Timeouts != plan.Timeouts)
        {
            _watchedSince = _worker.Loop.NowMilliseconds;
        }
        if (_codec == default && plan.Audio >= 0) _codec = plan.Formats[plan.Audio].Codec;
        Redirect();
        ForgetPaths();
    }

    /// <summary>Another party, or the same one at another address, is waited for anew; where nothing moved the latch stays.</summary>
    private void Unlatch(LegPlan last, LegPlan plan)
    {
        if (last.RemoteParty != plan.RemoteParty)
        {
            _traffic.Latch.Release(barredUntil: _worker.Loop.NowMilliseconds + _worker.TakeOverMilliseconds);
            _traffic.Reports.Source = default;
        }
        else if (!plan.RemoteRtp.IsNone && !last.RemoteRtp.IsNone && plan.RemoteRtp != last.RemoteRtp && plan.RemoteRtp != _traffic.Latch.Source)
        {
            _traffic.Latch.Release(barredUntil: 0);
            _traffic.Reports.Source = default;
        }
    }

    private void ForgetPaths()
    {
        ForgetPath();
        _far?.ForgetPath();
    }

    private void WatchSilence(long now)
    {
        if (_plan is not { } plan) return;
        var timeouts = plan.Timeouts;
        var limit = !plan.Receives ? timeouts.OnHold : _traffic.Received.IsStarted ? timeouts.AfterLast : timeouts.BeforeFirst;
        var silent = limit is { } allowed && now - Math.Max(_heardAt, _watchedSince) >= (long)allowed.TotalMilliseconds;
        if (silent && !_timeoutTold) Tell(new MediaEvent(MediaEventKind.Timeout));
        _timeoutTold = silent;
    }

    /// <summary>Of codecs with an octet for each tick, from the average of the last second; what is no longer than usual is not worth an event.</summary>
    private void WatchPacketTime()
    {
        var (packets, octets) = (_traffic.Received.Packets - _timedPackets, _traffic.Received.PayloadBytes - _timedOctets);
        (_timedPackets, _timedOctets) = (_traffic.Received.Packets, _traffic.Received.PayloadBytes);
        if (packets < FewPackets || _codec is not (AudioCodec.Pcmu or AudioCodec.Pcma or AudioCodec.G722)) return;
        var length = (int)((octets / packets) + 40) / 80 * 10;
        if (length <= _longestPacket) return;
        _longestPacket = length;
        Tell(new MediaEvent(MediaEventKind.PacketTime, Milliseconds: (ushort)length));
    }

    private void Publish()
    {
        ref readonly var reports = ref _traffic.Reports;
        var packets = _traffic.Received.Packets + _traffic.Sent.Packets + reports.Packets + _refused + _traffic.Fax.Received + _traffic.Fax.Sent;
        if (packets == _publishedPackets) return;
        _publishedPackets = packets;
        _maxJitterMilliseconds = Math.Max(_maxJitterMilliseconds, _traffic.Received.JitterMilliseconds);
        _traffic.Quality.Publish(new LegQuality
        {
            Codec = _codec,
            Ssrc = _traffic.Received.Ssrc,
            ReceivedPackets = _traffic.Received.Packets,
            ReceivedBytes = _traffic.Received.PayloadBytes,
            LostPackets = _traffic.Received.Lost,
            OutOfOrderPackets = _traffic.Received.OutOfOrder,
            DuplicatePackets = _traffic.Received.Duplicates,
            RefusedPackets = _refused,
            Sources = _traffic.Received.Sources,
            JitterMilliseconds = _traffic.Received.JitterMilliseconds,
            MaxJitterMilliseconds = _maxJitterMilliseconds,
            MaxGapMilliseconds = _traffic.Received.MaxGapMilliseconds,
            SentPackets = _traffic.Sent.Packets,
            SentBytes = _traffic.Sent.PayloadBytes,
            RtcpReceived = reports.Packets,
            FaxReceivedPackets = _traffic.Fax.Received,
            FaxLostPackets = _traffic.Fax.Lost,
            FaxSentPackets = _traffic.Fax.Sent,
            RemoteLostPackets = reports.Any ? reports.Lost : null,
            RemoteJitterMilliseconds = reports.Any ? reports.JitterMilliseconds : null,
            RoundTripMilliseconds = reports.RoundTripMilliseconds,
        });
    }

    private void Tell(MediaEvent item)
    {
        if (!_events.TryWrite(item)) { Refuse(RefusalCause.EventLost); return; }
        Session.ObserverLoop.Post(static leg => ((MediaLeg)leg!).Deliver(), this);
    }

    /// <summary>On the observer's loop.</summary>
    private void Deliver()
    {
        while (_events.TryRead(out var item))
        {
            switch (item.Kind)
            {
                case MediaEventKind.Timeout: Session.Observer.OnMediaTimeout(this); break;
                case MediaEventKind.Digit:
                    Session.Observer.OnDigit(this, new DtmfDigit(item.Digit), TimeSpan.FromMilliseconds(item.Milliseconds));
                    break;
                case MediaEventKind.PlayEnded: Session.Observer.OnPlayEnded(this); break;
                case MediaEventKind.FirstPacket: Session.Observer.OnFirstPacket(this); break;
                case MediaEventKind.DigitBegins: Session.Observer.OnDigitBegins(this); break;
                case MediaEventKind.PacketTime: Session.Observer.OnPacketTime(this, TimeSpan.FromMilliseconds(item.Milliseconds)); break;
                case MediaEventKind.FaxTone: Session.Observer.OnFaxTone(this); break;
                case MediaEventKind.Closed: Session.Observer.OnClosed(this); break;
            }
        }
    }

    private void End()
    {
        _ended = true;
        if (_traffic.Sent.IsStarted || _traffic.Received.IsStarted) SendReport(bye: true);
        if (_traffic.Digits.Expire(long.MaxValue, 0, out var seen)) TellDigit(seen);
        EndConversion();
        Part();
        _worker.Loop.Timers.Cancel(this);
        _worker.Remove(this);
        Publish();
        Volatile.Write(ref _final, new FinalQuality(_traffic.Quality.Read()));
        Volatile.Write(ref _traffic, LegTraffic.Nobody);     // another leg's, as soon as the ports are given back
        _plane.Ports.GiveBack(_worker, _port);
        Tell(new MediaEvent(MediaEventKind.Closed));
    }
}
