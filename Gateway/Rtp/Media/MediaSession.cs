using System.Security.Cryptography;
using Telephony.Net.Loops;

namespace Telephony.Rtp.Media;

/// <summary>
/// The media of one call: its legs, and which two of them hear each other. Called by the call's loop; what it orders is done by the media worker, in order.
/// </summary>
public sealed class MediaSession
{
    private readonly MediaPlane _plane;
    private readonly List<MediaLeg> _legs = [];

    internal MediaSession(MediaPlane plane, MediaWorker worker, IMediaObserver observer, IEventLoop observerLoop)
    {
        _plane = plane;
        Worker = worker;
        Observer = observer;
        ObserverLoop = observerLoop;
        CanonicalName = Canonical();
    }

    internal MediaWorker Worker { get; }

    internal IMediaObserver Observer { get; }

    internal IEventLoop ObserverLoop { get; }

    /// <summary>The CNAME of all our reports of this call: 96 random bits in text, new for each call (RFC 7022 4.2).</summary>
    internal byte[] CanonicalName { get; }

    public IReadOnlyList<MediaLeg> Legs => _legs;

    /// <summary>Opens the ports of a leg. False: out of ports or open files; the call is answered 503.</summary>
    public bool TryAddLeg(in MediaLegOptions options, out MediaLeg? leg)
    {
        leg = null;
        if (!_plane.Ports.TryOpen(Worker, options, out var port) || port is null) return false;
        leg = new MediaLeg(this, _plane, port);
        _legs.Add(leg);
        Worker.AddLoad();
        Worker.Run(static leg => ((MediaLeg)leg!).Begin(), leg);
        return true;
    }

    /// <summary>From now on each of the two sends what the other receives; either leaves whoever it was joined with.</summary>
    public void Bridge(MediaLeg a, MediaLeg b)
    {
        a.Meet(b);
        a.Order(static pair => { var (a, b) = ((MediaLeg, MediaLeg))pair!; MediaLeg.Join(a, b); }, (a, b));
    }

    /// <summary>
    /// A leg of another session comes over, with its ports and its peer, and from its next packet on hears that leg of this one, and is heard by it. What was ordered of
    /// either before is done before; no packet of the two is lost, doubled or overtaken.
    /// </summary>
    public void Adopt(MediaLeg leg, MediaLeg with)
    {
        leg.Session.Forget(leg);
        _legs.Add(leg);
        leg.MoveTo(this, with);
    }

    /// <summary>Nobody hears anybody.</summary>
    public void Unbridge()
    {
        foreach (var leg in _legs) leg.Order(static leg => ((MediaLeg)leg!).Part(), leg);
    }

    /// <summary>Closes every leg. May be called twice.</summary>
    public void Close()
    {
        for (var i = _legs.Count - 1; i >= 0; i--) _legs[i].Close();
    }

    internal void Forget(MediaLeg leg) => _legs.Remove(leg);

    private static byte[] Canonical()
    {
        Span<byte> bits = stackalloc byte[12];
        RandomNumberGenerator.Fill(bits);
        var text = new byte[16];
        System.Buffers.Text.Base64.EncodeToUtf8(bits, text, out _, out _);
        return text;
    }
}
