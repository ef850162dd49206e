using System.Buffers.Binary;
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

/// <summary>
/// A leg goes over into another call while both sides speak, through real sockets and the loops of the system: T speaks with X in one call and with Y in another, and X
/// and Y are joined. Whatever X sends is heard by T and from some packet on by Y, each packet once and in order; and so the other way.
/// <code>
///   X ── call 1 ── T1        X ── call 1 ──┐
///   Y ── call 2 ── T2   ►    Y ── moved ───┘
/// </code>
/// </summary>
public sealed class MovingTests : IMediaObserver
{
    private const int Moves = 60;
    private const int Before = 40;      // packets of each side at least, before and after

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_packet_is_lost_doubled_or_overtaken(int workers)
    {
        var network = new SystemNetwork(TimeProvider.System, NullLogger<SystemNetwork>.Instance);
        await using var calls = network.CreateLoop("calls");
        var loops = new List<IRunningLoop>();
        for (var i = 0; i < workers; i++) loops.Add(network.CreateLoop($"media {i}"));
        using (var plane = new MediaPlane(network, loops, new MediaOptions { Ports = FreeRange(), WarmPorts = 0, PortRest = TimeSpan.Zero }))
        {
            for (var move = 0; move < Moves; move++) Move(plane, calls, (uint)(move * 4), workers > 1, twice: move % 3 == 2);
            Await(() => plane.Statistics.Legs == 0, () => "the last legs are still open");
        }
        foreach (var loop in loops) await loop.DisposeAsync();
    }

    private void Move(MediaPlane plane, IEventLoop calls, uint ssrc, bool apart, bool twice)
    {
        Await(() => plane.Statistics.Legs == 0, () => "the legs of the move before are still open");
        using Talker x = new(ssrc + 1), y = new(ssrc + 2), firstT = new(0), secondT = new(0);
        var one = plane.Open(this, calls);
        var (legX, legT1) = (Leg(one, x), Leg(one, firstT));
        var two = plane.Open(this, calls);   // on the least loaded worker: another one by now, if there is one
        var (legY, legT2) = (Leg(two, y), Leg(two, secondT));
        Assert.Equal(apart, !ReferenceEquals(one.Worker, two.Worker));
        one.Bridge(legX, legT1);
        two.Bridge(legT2, legY);
        x.Speak(legX.LocalRtp, () => firstT.Count + y.Count);
        y.Speak(legY.LocalRtp, () => secondT.Count + x.Count);
        Await(() => firstT.Count >= Before && secondT.Count >= Before, () => $"before: T1 heard {firstT.Count}, T2 {secondT.Count}");

        one.Adopt(legY, legX);
        one.Bridge(legX, legY);   // as the call does, once more
        legT1.CloseBehind(legY);
        two.Close();
        Await(() => x.Count >= Before && y.Count >= Before, () => $"after: X heard {x.Count}, Y {y.Count}");
        if (twice)
        {
            // And on into a third call, in which somebody waits already: all that is ordered follows the leg.
            using var z = new Talker(ssrc + 3);
            var three = plane.Open(this, calls);
            var legZ = Leg(three, z);
            x.Listener = () => firstT.Count + y.Count + z.Count;
            three.Adopt(legX, legZ);
            legX.Apply(x.Plan());
            three.Bridge(legX, legZ);
            Await(() => z.Count >= Before, () => $"in the third call: Z heard {z.Count}");
            x.Stop();
            y.Stop();
            Await(() => x.Sent == firstT.Count + y.Count + z.Count, () => $"X sent {x.Sent}, heard were {firstT.Count}, {y.Count} and {z.Count}");
            Assert.Equal(Enumerable.Range(0, x.Sent), [.. firstT.From(x), .. y.From(x), .. z.From(x)]);
            three.Close();
        }
        else
        {
            x.Stop();
            y.Stop();
            Await(() => x.Sent == firstT.Count + y.Count && y.Sent == secondT.Count + x.Count, () => $"X sent {x.Sent}, heard were {firstT.Count} and {y.Count}; Y sent {y.Sent}, heard were {secondT.Count} and {x.Count}");
            Assert.Equal(Enumerable.Range(0, x.Sent), [.. firstT.From(x), .. y.From(x)]);
            Assert.Equal(Enumerable.Range(0, y.Sent), [.. secondT.From(y), .. x.From(y)]);
        }
        one.Close();
    }

    private static MediaLeg Leg(MediaSession session, Talker talker)
    {
        Assert.True(session.TryAddLeg(default, out var leg));
        leg!.Apply(talker.Plan());
        return leg;
    }

    private static void Await(Func<bool> condition, Func<string> what) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(10)), what());

    /// <summary>A range for this process: ports that others hold are skipped in any case.</summary>
    private static PortRange FreeRange() => new(20_400 + (Environment.ProcessId % 1000 * 10), 20_799 + (Environment.ProcessId % 1000 * 10));

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

    void IMediaObserver.OnClosed(MediaLeg leg)
    {
    }

    /// <summary>A user agent that speaks as fast as it is heard, and keeps all that it hears.</summary>
    private sealed class Talker : IDisposable
    {
        private const int Ahead = 16;

        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        private readonly List<byte[]> _heard = [];
        private readonly Thread _ear;
        private readonly uint _ssrc;
        private Thread? _mouth;
        private int _count;
        private int _sent;
        private volatile bool _stops;

        public Talker(uint ssrc)
        {
            _ssrc = ssrc;
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _ear = new Thread(Hear) { IsBackground = true };
            _ear.Start();
        }

        /// <summary>How many of its packets were heard, by whomever.</summary>
        public Func<int>? Listener { get; set; }

        public int Count => Volatile.Read(ref _count);

        public int Sent => Volatile.Read(ref _sent);

        public MediaLegPlan Plan() => new() { RemoteRtp = NetEndpoint.From((IPEndPoint)_socket.LocalEndPoint!), Payloads = [MediaRoom.Pcmu] };

        public void Speak(NetEndpoint to, Func<int> listener)
        {
            Listener = listener;
            var target = to.ToIPEndPoint();
            _mouth = new Thread(() => Talk(target)) { IsBackground = true };
            _mouth.Start();
        }

        public void Stop()
        {
            _stops = true;
            _mouth?.Join();
        }

        /// <summary>The numbers of what was heard from this one, in order of arrival; each header must be as it was sent.</summary>
        public IEnumerable<int> From(Talker other)
        {
            foreach (var packet in _heard)
            {
                Assert.True(RtpHeader.TryRead(packet, out var header, out _));
                if (header.Ssrc != other._ssrc) continue;
                var number = BinaryPrimitives.ReadInt32BigEndian(packet.AsSpan(RtpHeader.FixedBytes));
                Assert.Equal(((ushort)number, (uint)number * 160), (header.Sequence, header.Timestamp));
                yield return number;
            }
        }

        public void Dispose()
        {
            Stop();
            _socket.Dispose();
            _ear.Join();
        }

        private void Talk(IPEndPoint target)
        {
            var packet = new byte[172];
            var wait = default(SpinWait);
            while (!_stops)
            {
                if (Sent - Listener!() >= Ahead)   // set before
                {
                    wait.SpinOnce();
                    continue;
                }
                RtpHeader.Write(packet, 0, marker: false, (ushort)_sent, (uint)_sent * 160, _ssrc);
                BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(RtpHeader.FixedBytes), _sent);
                _socket.SendTo(packet, target);
                Volatile.Write(ref _sent, _sent + 1);
            }
        }

        private void Hear()
        {
            var buffer = new byte[512];
            try
            {
                while (_socket.Receive(buffer) is var length)
                {
                    if ((buffer[1] & 0x7F) is >= 64 and <= 95) continue;   // RTCP
                    _heard.Add(buffer[..length]);
                    Interlocked.Increment(ref _count);
                }
            }
            catch (SocketException)
            {
                // It is closed.
            }
            catch (ObjectDisposedException)
            {
                // The same.
            }
        }
    }
}
