using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Telephony.Rtp.Events;
using Telephony.Rtp.Playback;
using Telephony.Rtp.Quality;

namespace Telephony.Rtp.Media;

/// <summary>
/// One side of a call's media: its ports, its peer, what it receives and sends. The public members belong to the call's loop, and order work on the
/// media worker; the packet path is in the other parts of this type and runs on the worker alone.
/// </summary>
public sealed partial class MediaLeg : WheelEntry
{
    private readonly MediaPlane _plane;
    private MediaWorker _worker;
    private readonly MediaPort _port;
    private readonly IDatagramSocket _rtp;
    private bool _closing;

    internal MediaLeg(MediaSession session, MediaPlane plane, MediaPort port)
    {
        Session = session;
        _plane = plane;
        _worker = session.Worker;
        _way = session.Worker.WayTo;
        _port = port;
        _rtp = port.Rtp;
        ForgetPath();
    }

    public MediaSession Session { get; private set; }

    /// <summary>Where this leg receives RTP.</summary>
    public NetEndpoint LocalRtp => _rtp.Local;

    /// <summary>Where it receives RTCP: the same when muxed.</summary>
    public NetEndpoint LocalRtcp => _port.Rtcp.Local;

    /// <summary>Any thread: the figures of the last second, final after <see cref="IMediaObserver.OnClosed"/>.</summary>
    public LegQuality Quality
    {
        get
        {
            var live = Volatile.Read(ref _traffic).Quality.Read();
            return Volatile.Read(ref _final) is { } final ? final.Value : live;     // in this order: while there is none, the ports are still this leg's
        }
    }

    /// <summary>For the owner: whatever helps it to find its own leg again.</summary>
    public object? Tag { get; set; }

    /// <summary>What was agreed takes effect with the packets after it.</summary>
    public void Apply(MediaLegPlan plan) =>
        Order(static plan => { var ready = (LegPlan)plan!; ready.Leg.OnApply(ready); }, new LegPlan(this, plan, _keys.For(plan.Protection)));

    /// <summary>Sends back what it receives, under an SSRC of its own.</summary>
    public void PlayEcho() => Order(static leg => ((MediaLeg)leg!).BeginEcho(), this);

    /// <summary>Plays to the peer in place of what the far leg sends; ends in <see cref="IMediaObserver.OnPlayEnded"/> unless it loops.</summary>
    public void Play(AudioClip clip, bool loop = false) =>
        Order(static order => { var (leg, clip, loop) = ((MediaLeg, AudioClip, bool))order!; leg.BeginClip(clip, loop); }, (this, clip, loop));

    /// <summary>Ends echo or clip: the far leg is heard again, if there is one.</summary>
    public void StopPlay() => Order(static leg => ((MediaLeg)leg!).EndPlay(), this);

    /// <summary>Sends a digit by RFC 4733, after those that are still being sent; dropped when the peer has not agreed on telephone-event.</summary>
    public void SendDigit(DtmfDigit digit, TimeSpan duration) =>
        Order(static order => { var (leg, digit, duration) = ((MediaLeg, DtmfDigit, TimeSpan))order!; leg.QueueDigit(digit, duration); }, (this, digit, duration));

    /// <summary>Work on whatever the leg was given (a maker, a converter), on its worker, after what was ordered before.</summary>
    public void Run(Action<object?> work, object state) => Order(work, state);

    /// <summary>Says goodbye by RTCP, gives the ports back and reports for the last time. May be called twice.</summary>
    public void Close()
    {
        if (_closing) return;
        _closing = true;
        Session.Forget(this);
        Order(static leg => ((MediaLeg)leg!).End(), this);
    }

    /// <summary>The same as soon as the leg that takes its place is there: until then its far leg is heard here.</summary>
    public void CloseBehind(MediaLeg other)
    {
        if (_closing) return;
        _closing = true;
        Session.Forget(this);
        Meet(other);
        Order(static leg => ((MediaLeg)leg!).End(), this);
    }
}
