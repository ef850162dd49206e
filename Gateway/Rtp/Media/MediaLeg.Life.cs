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

    private QualityCell _quality;
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
        a.MapPayloads();
    }

    /// <summary>Leaves the leg it is joined with, and the other one with it.</summary>
    internal void Part()
    {
        if (_far is not { } far) return;
        _player?.FinishDigit(null, TimeSpan.Zero);
        far._player?.FinishDigit(null, TimeSpan.Zero);
        _far = far._far = null;
        _toFar.Clear();
        far._toFar.Clear();
        ForgetPath();
        far.ForgetPath();
    }

    internal void OnSweep(long now)
    {
        if (_digits.Expire(now, DigitExpiryMilliseconds, out var seen)) TellDigit(seen);
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
        ForgetPath();
        MapPayloads();
    }

    /// <summary>Another party, or the same one at another address, is waited for anew; where nothing moved the latch stays.</summary>
    private void Unlatch(LegPlan last, LegPlan plan)
    {
        if (last.RemoteParty != plan.RemoteParty)
        {
            _latch.Release(barredUntil: _worker.Loop.NowMilliseconds + _worker.TakeOverMilliseconds);
            _rtcpSource = default;
        }
        else if (!plan.RemoteRtp.IsNone && !last.RemoteRtp.IsNone && plan.RemoteRtp != last.RemoteRtp && plan.RemoteRtp != _latch.Source)
        {
            _latch.Release(barredUntil: 0);
            _rtcpSource = default;
        }
    }

    private void MapPayloads()
    {
        if (_far is not { } far) return;
        _toFar.Fill(_plan, far._plan);
        far._toFar.Fill(far._plan, _plan);
        ForgetPath();
        far.ForgetPath();
    }

    private void WatchSilence(long now)
    {
        if (_plan is not { } plan) return;
        var timeouts = plan.Timeouts;
        var limit = !plan.Receives ? timeouts.OnHold : _received.IsStarted ? timeouts.AfterLast : timeouts.BeforeFirst;
        var silent = limit is { } allowed && now - Math.Max(_heardAt, _watchedSince) >= (long)allowed.TotalMilliseconds;
        if (silent && !_timeoutTold) Tell(new MediaEvent(MediaEventKind.Timeout));
        _timeoutTold = silent;
    }

    /// <summary>Of codecs with an octet for each tick, from the average of the last second; what is no longer than usual is not worth an event.</summary>
    private void WatchPacketTime()
    {
        var (packets, octets) = (_received.Packets - _timedPackets, _received.PayloadBytes - _timedOctets);
        (_timedPackets, _timedOctets) = (_received.Packets, _received.PayloadBytes);
        if (packets < FewPackets || _codec is not (AudioCodec.Pcmu or AudioCodec.Pcma or AudioCodec.G722)) return;
        var length = (int)((octets / packets) + 40) / 80 * 10;
        if (length <= _longestPacket) return;
        _longestPacket = length;
        Tell(new MediaEvent(MediaEventKind.PacketTime, Milliseconds: (ushort)length));
    }

    private void Publish()
    {
        var packets = _received.Packets + _sent.Packets + _rtcpReceived + _refused + _fax.Received + _fax.Sent;
        if (packets == _publishedPackets) return;
        _publishedPackets = packets;
        _maxJitterMilliseconds = Math.Max(_maxJitterMilliseconds, _received.JitterMilliseconds);
        _quality.Publish(new LegQuality
        {
            Codec = _codec,
            Ssrc = _received.Ssrc,
            ReceivedPackets = _received.Packets,
            ReceivedBytes = _received.PayloadBytes,
            LostPackets = _received.Lost,
            OutOfOrderPackets = _received.OutOfOrder,
            DuplicatePackets = _received.Duplicates,
            RefusedPackets = _refused,
            Sources = _received.Sources,
            JitterMilliseconds = _received.JitterMilliseconds,
            MaxJitterMilliseconds = _maxJitterMilliseconds,
            MaxGapMilliseconds = _received.MaxGapMilliseconds,
            SentPackets = _sent.Packets,
            SentBytes = _sent.PayloadBytes,
            RtcpReceived = _rtcpReceived,
            FaxReceivedPackets = _fax.Received,
            FaxLostPackets = _fax.Lost,
            FaxSentPackets = _fax.Sent,
            RemoteLostPackets = _hasRemoteReport ? _remoteLost : null,
            RemoteJitterMilliseconds = _hasRemoteReport ? _remoteJitterMilliseconds : null,
            RoundTripMilliseconds = double.IsNaN(_roundTripMilliseconds) ? null : _roundTripMilliseconds,
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
        if (_sent.IsStarted || _received.IsStarted) SendReport(bye: true);
        if (_digits.Expire(long.MaxValue, 0, out var seen)) TellDigit(seen);
        EndConversion();
        Part();
        _worker.Loop.Timers.Cancel(this);
        _worker.Remove(this);
        _plane.Ports.GiveBack(_worker, _port);
        Publish();
        Tell(new MediaEvent(MediaEventKind.Closed));
    }
}
