using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Telephony.Rtp.Events;
using Telephony.Rtp.Media;
using Telephony.Rtp.Payloads;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Unit.Rtp.Media;

/// <summary>A media plane on the virtual network with one session, and what its owner was told.</summary>
internal sealed class MediaRoom : IMediaObserver
{
    public static readonly PayloadFormat Pcmu = new(0, "PCMU");
    public static readonly PayloadFormat Pcma = new(8, "PCMA");
    public static readonly PayloadFormat Events101 = new(101, "telephone-event");

    private int _nextPeer = 10;

    public MediaRoom(MediaOptions? options = null)
    {
        Network = new VirtualNetwork(Clock);
        Loop = Clock.CreateLoop("media");
        CallLoop = Clock.CreateLoop("call");
        Plane = new MediaPlane(Network, [Loop], options ?? new MediaOptions { WarmPorts = 0 }, logger: null, new Random(1));
        Session = Plane.Open(this, CallLoop);
    }

    public VirtualClock Clock { get; } = new();

    public VirtualNetwork Network { get; }

    public VirtualLoop Loop { get; }

    public VirtualLoop CallLoop { get; }

    public MediaPlane Plane { get; }

    public MediaSession Session { get; }

    /// <summary>Events in order, such as <c>digit 5 100 ms</c>.</summary>
    public List<string> Told { get; } = [];

    public MediaLeg AddLeg(bool mux = false)
    {
        Assert.True(Session.TryAddLeg(new MediaLegOptions(RtcpMux: mux), out var leg));
        return leg!;
    }

    /// <summary>A user agent at 10.0.0.x, ready to send to the leg.</summary>
    public MediaPeer AddPeer(MediaLeg leg, string? address = null, int port = 4000)
    {
        var local = Endpoint(address ?? $"10.0.0.{_nextPeer++}", port);
        return new MediaPeer(this, local, leg);
    }

    public static NetEndpoint Endpoint(string address, int port)
    {
        Assert.True(NetEndpoint.TryParse(address, out var endpoint));
        return endpoint.WithPort(port);
    }

    /// <summary>Two legs with a peer each, joined, plans applied.</summary>
    public (MediaPeer A, MediaPeer B) Bridge(MediaLegPlan? planA = null, MediaLegPlan? planB = null)
    {
        var (a, b) = (AddPeer(AddLeg()), AddPeer(AddLeg()));
        a.Leg.Apply(planA is null ? a.Plan() : planA with { RemoteRtp = a.Local });
        b.Leg.Apply(planB is null ? b.Plan() : planB with { RemoteRtp = b.Local });
        Session.Bridge(a.Leg, b.Leg);
        Clock.RunUntilIdle();
        return (a, b);
    }

    public void Wait(double milliseconds) => Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));

    public long Refused(RefusalCause cause) => Plane.Statistics.Refused[cause];

    void IMediaObserver.OnMediaTimeout(MediaLeg leg) => Told.Add("timeout");

    void IMediaObserver.OnDigit(MediaLeg leg, DtmfDigit digit, TimeSpan duration) => Told.Add($"digit {digit} {duration.TotalMilliseconds} ms");

    void IMediaObserver.OnPlayEnded(MediaLeg leg) => Told.Add("play ended");

    void IMediaObserver.OnFirstPacket(MediaLeg leg) => Told.Add("first packet");

    void IMediaObserver.OnClosed(MediaLeg leg) => Told.Add("closed");
}
