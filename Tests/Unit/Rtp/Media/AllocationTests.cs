using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Telephony.Rtp.Events;
using Telephony.Rtp.Media;
using Telephony.Rtp.Packets;
using Telephony.Rtp.Ports;
using Xunit;

namespace Telephony.Unit.Rtp.Media;

/// <summary>The running media worker, through real sockets: what its thread allocates while packets, reports, digits and a hold pass.</summary>
public sealed class AllocationTests : IMediaObserver
{
    private const int Packets = 100_000;
    private const int Burst = 50;

    /// <summary>What a packet allocates, every round shows; what the runtime does once on the thread (a method compiled anew), only one.</summary>
    private const int Rounds = 4;

    private readonly Socket _a = Bound();
    private readonly Socket _b = Bound();
    private readonly Socket _reports = Bound();
    private readonly byte[] _audio = new byte[172];
    private readonly byte[] _event = new byte[16];
    private ushort _sequence;
    private uint _timestamp;
    private int _digits;

    [Fact]
    public async Task Nothing_is_allocated_for_a_hundred_thousand_packets()
    {
        var network = new SystemNetwork(TimeProvider.System, NullLogger<SystemNetwork>.Instance);
        await using var media = network.CreateLoop("media");
        await using var calls = network.CreateLoop("calls");
        using var plane = new MediaPlane(network, [media], new MediaOptions { Ports = FreeRange(), RtcpInterval = TimeSpan.FromMilliseconds(40) });
        var session = plane.Open(this, calls);
        Assert.True(session.TryAddLeg(default, out var a));
        Assert.True(session.TryAddLeg(default, out var b));
        a!.Apply(PlanFor(_a));
        b!.Apply(PlanFor(_b));
        session.Bridge(a, b);

        Pass(plane, a, 5_000);                 // compiles everything once
        UntilSwept(a, b);
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++) least = Math.Min(least, Measure(plane, media, a, b));
        Assert.Equal(0, least);
        session.Close();
        _a.Dispose();
        _b.Dispose();
        _reports.Dispose();
    }

    /// <summary>What the worker's thread allocates over <see cref="Packets"/> packets with all that goes with them.</summary>
    private long Measure(MediaPlane plane, IRunningLoop media, MediaLeg a, MediaLeg b)
    {
        var before = AllocatedOn(media);
        var seen = plane.Statistics;
        var digits = Volatile.Read(ref _digits);
        Pass(plane, a, Packets);
        UntilSwept(a, b);
        var after = AllocatedOn(media);

        var now = plane.Statistics;
        Assert.InRange(now.PacketsRelayed - seen.PacketsRelayed, Packets, Packets * 2);
        Assert.InRange(now.RtcpSent - seen.RtcpSent, 2, 10_000);
        Assert.InRange(now.RtcpReceived - seen.RtcpReceived, 2, 10_000);
        Assert.InRange(now.Refused[RefusalCause.NotReceiving] - seen.Refused[RefusalCause.NotReceiving], 1, Packets);
        Assert.InRange(Volatile.Read(ref _digits) - digits, 2, 10_000);
        Assert.InRange(a.Quality.ReceivedPackets, Packets / 2, (Rounds + 1) * Packets);
        return after - before;
    }

    /// <summary>Both ways, with a digit and a report every 5000 packets and a hold in the middle.</summary>
    private void Pass(MediaPlane plane, MediaLeg a, int packets)
    {
        var (toA, toB) = (a.LocalRtp.ToIPEndPoint(), a.Session.Legs[1].LocalRtp.ToIPEndPoint());
        for (var sent = 0; sent < packets; sent += 2 * Burst)
        {
            if (sent == packets / 2) Hold(plane, a, toA);
            if (sent % 5000 == 0)
            {
                SendDigit(plane, toA);
                Await(plane, () => _reports.SendTo(ReportingTests.ReceiverReport(7), a.LocalRtcp.ToIPEndPoint()), static statistics => statistics.RtcpReceived, 1);
            }
            Await(plane, () =>
            {
                for (var i = 0; i < Burst; i++)
                {
                    SendAudio(_a, toA, 1);
                    SendAudio(_b, toB, 2);
                }
            }, static statistics => statistics.PacketsRelayed, 2 * Burst);
            Drain(_a);
            Drain(_b);
        }
    }

    private void Hold(MediaPlane plane, MediaLeg a, IPEndPoint toA)
    {
        a.Apply(PlanFor(_a) with { Send = false, Receive = false });
        var held = plane.Statistics.Refused[RefusalCause.NotReceiving];
        // The order to hold and the packet race to the worker: packets are sent until one meets the hold.
        while (plane.Statistics.Refused[RefusalCause.NotReceiving] == held) SendAudio(_a, toA, 1);
        a.Apply(PlanFor(_a));
        var relayed = plane.Statistics.PacketsRelayed;
        while (plane.Statistics.PacketsRelayed == relayed) SendAudio(_a, toA, 1);
        Drain(_b);
    }

    private void SendAudio(Socket from, IPEndPoint to, uint ssrc)
    {
        RtpHeader.Write(_audio, 0, marker: false, _sequence++, _timestamp += 160, ssrc);
        from.SendTo(_audio, to);
    }

    private void SendDigit(MediaPlane plane, IPEndPoint to) => Await(plane, () =>
    {
        var sender = new DigitSender(new DtmfDigit(5), TimeSpan.FromMilliseconds(60), 8000);
        _timestamp += 8000;
        while (sender.TryNext(out var payload, out var marker))
        {
            RtpHeader.Write(_event, 101, marker, _sequence++, _timestamp, 1);
            payload.Write(_event.AsSpan(RtpHeader.FixedBytes));
            _a.SendTo(_event, to);
        }
    }, static statistics => statistics.PacketsRelayed, 5);

    /// <summary>Acts, and waits for the worker to catch up, so that no socket buffer overflows.</summary>
    private static void Await(MediaPlane plane, Action act, Func<MediaPlaneStatistics, long> count, int more)
    {
        var goal = count(plane.Statistics) + more;
        act();
        SpinWait.SpinUntil(() => count(plane.Statistics) >= goal, TimeSpan.FromSeconds(10));
    }

    /// <summary>Until the once-a-second sweep has published what was sent before.</summary>
    private static void UntilSwept(MediaLeg a, MediaLeg b)
    {
        var (seenA, seenB) = (a.Quality, b.Quality);
        Assert.True(SpinWait.SpinUntil(() => a.Quality != seenA && b.Quality != seenB, TimeSpan.FromSeconds(10)));
    }

    private static void Drain(Socket socket)
    {
        Span<byte> buffer = stackalloc byte[256];
        while (socket.Available > 0) socket.Receive(buffer);
    }

    /// <summary>Read by the worker itself into an array: waking a waiter would allocate on its thread.</summary>
    private static long AllocatedOn(IRunningLoop loop)
    {
        var answer = new long[] { -1 };
        loop.Post(static answer => Volatile.Write(ref ((long[])answer!)[0], GC.GetAllocatedBytesForCurrentThread()), answer);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref answer[0]) >= 0, TimeSpan.FromSeconds(10)));
        return answer[0];
    }

    private static MediaLegPlan PlanFor(Socket peer) => new()
    {
        RemoteRtp = NetEndpoint.From((IPEndPoint)peer.LocalEndPoint!),
        Payloads = [MediaRoom.Pcmu, MediaRoom.Events101],
    };

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    /// <summary>A range for this process: ports that others hold are skipped in any case.</summary>
    private static PortRange FreeRange() => new(20_000 + (Environment.ProcessId % 1000 * 10), 20_399 + (Environment.ProcessId % 1000 * 10));

    void IMediaObserver.OnMediaTimeout(MediaLeg leg)
    {
    }

    void IMediaObserver.OnDigit(MediaLeg leg, DtmfDigit digit, TimeSpan duration) => Interlocked.Increment(ref _digits);

    void IMediaObserver.OnPlayEnded(MediaLeg leg)
    {
    }

    void IMediaObserver.OnFirstPacket(MediaLeg leg)
    {
    }
}
