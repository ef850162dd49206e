using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Telephony.Rtp.Events;
using Telephony.Rtp.Media;
using Telephony.Rtp.Ports;
using Xunit;

namespace Telephony.Unit.Rtp.Media;

/// <summary>A media worker with a thread and real sockets, one call on it, and a peer at each of its two legs: for what the worker's thread allocates.</summary>
internal sealed class RunningPlane : IMediaObserver, IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly IRunningLoop _media;
    private readonly IRunningLoop _calls;
    private readonly MediaSession _session;

    /// <param name="a">What is agreed with peer A; likewise B. Their addresses are filled in here.</param>
    public RunningPlane(MediaLegPlan a, MediaLegPlan b)
    {
        var network = new SystemNetwork(TimeProvider.System, NullLogger<SystemNetwork>.Instance);
        (_media, _calls) = (network.CreateLoop("media"), network.CreateLoop("calls"));
        Plane = new MediaPlane(network, [_media], new MediaOptions { Ports = FreeRange() });
        _session = Plane.Open(this, _calls);
        (LegA, PeerA) = Add(a);
        (LegB, PeerB) = Add(b);
        _session.Bridge(LegA, LegB);
    }

    public MediaPlane Plane { get; }

    public MediaLeg LegA { get; }

    public MediaLeg LegB { get; }

    public Socket PeerA { get; }

    public Socket PeerB { get; }

    /// <summary>The least that the worker's thread allocates in one of a few rounds: what a packet allocates, each round shows; what the runtime does once, only one.</summary>
    public long LeastAllocated(int rounds, Action round)
    {
        var least = long.MaxValue;
        for (var i = 0; i < rounds && least > 0; i++)
        {
            var before = Allocated();
            round();
            least = Math.Min(least, Allocated() - before);
        }

        return least;
    }

    /// <summary>Waits for the worker to catch up.</summary>
    public void Await(Func<MediaPlaneStatistics, long> count, long goal) =>
        Assert.True(SpinWait.SpinUntil(() => count(Plane.Statistics) >= goal, s_patience), $"{count(Plane.Statistics)} of {goal}");

    public static void Drain(Socket socket)
    {
        Span<byte> buffer = stackalloc byte[2048];
        while (socket.Available > 0) socket.Receive(buffer);
    }

    public async ValueTask DisposeAsync()
    {
        _session.Close();
        Plane.Dispose();
        await _media.DisposeAsync();
        await _calls.DisposeAsync();
        PeerA.Dispose();
        PeerB.Dispose();
    }

    private (MediaLeg Leg, Socket Peer) Add(MediaLegPlan plan)
    {
        Assert.True(_session.TryAddLeg(default, out var leg));
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        peer.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        peer.Connect(leg!.LocalRtp.ToIPEndPoint());
        leg.Apply(plan with { RemoteRtp = NetEndpoint.From((IPEndPoint)peer.LocalEndPoint!) });   // bound
        return (leg, peer);
    }

    /// <summary>Read by the worker itself into an array: waking a waiter would allocate on its thread.</summary>
    private long Allocated()
    {
        var answer = new long[] { -1 };
        _media.Post(static answer => Volatile.Write(ref ((long[])answer!)[0], GC.GetAllocatedBytesForCurrentThread()), answer);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref answer[0]) >= 0, s_patience));
        return answer[0];
    }

    /// <summary>A range for this process: ports that others hold are skipped in any case.</summary>
    private static PortRange FreeRange() => new(20_000 + (Environment.ProcessId % 1000 * 10), 20_399 + (Environment.ProcessId % 1000 * 10));

    void IMediaObserver.OnMediaTimeout(MediaLeg leg)
    {
    }

    void IMediaObserver.OnDigit(MediaLeg leg, DtmfDigit digit, TimeSpan duration)
    {
    }

    void IMediaObserver.OnPlayEnded(MediaLeg leg)
    {
    }

    void IMediaObserver.OnFirstPacket(MediaLeg leg)
    {
    }
}
