using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Audio.Codecs;
using Telephony.Audio.Tones;
using Telephony.Calls.Interworking;
using Telephony.Domain.Trunks;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Telephony.Rtp.Events;
using Telephony.Rtp.Media;
using Telephony.Rtp.Packets;
using Telephony.Rtp.Payloads;
using Telephony.Rtp.Ports;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.OfferAnswer;
using Xunit;

namespace Telephony.Unit.Calls.Interworking;

/// <summary>
/// The running media worker, through real sockets, while it converts: what its thread allocates for packets that come in order and not, tones that become events and
/// events that become tones, pauses, and recordings in a codec that is encoded while it plays.
/// </summary>
public sealed class ConversionAllocationTests : IMediaObserver
{
    private const int Ticks = 100;             // of 20 ms: a round
    private const int Pairs = 8;
    private const int MostRounds = 10;         // what the runtime does once on the thread shows in some of them, what a packet costs in each

    private static readonly SdpCodec Pcmu = new(0, "PCMU", 8000);
    private static readonly SdpCodec Pcma = new(8, "PCMA", 8000);
    private static readonly SdpCodec Opus = new(111, "opus", 48000, 2, "useinbandfec=1");
    private static readonly SdpCodec Noise = new(13, "CN", 8000);
    private static readonly SdpCodec Events = new(101, "telephone-event", 8000);

    private int _digits;

    [Fact]
    public async Task Nothing_is_allocated_while_sound_is_converted()
    {
        var network = new SystemNetwork(TimeProvider.System, NullLogger<SystemNetwork>.Instance);
        await using var media = network.CreateLoop("media");
        await using var calls = network.CreateLoop("calls");
        using var plane = new MediaPlane(network, [media], new MediaOptions { Ports = new PortRange(30_000 + (Environment.ProcessId % 100 * 100), 30_099 + (Environment.ProcessId % 100 * 100)) });
        var session = plane.Open(this, calls);
        var pairs = new List<Pair>();
        for (var i = 0; i < Pairs; i++) pairs.Add(Pair.Join(session, i % 2 == 0 ? Pcma : Opus));

        await TalkAsync(pairs);                // compiles, and fills the buffers, once
        await TalkAsync(pairs);
        var (least, made, digits) = (long.MaxValue, plane.Statistics.PacketsMade, Volatile.Read(ref _digits));
        for (var round = 0; round < MostRounds && least > 0; round++)
        {
            var before = AllocatedOn(media);
            await TalkAsync(pairs);
            least = Math.Min(least, AllocatedOn(media) - before);
        }
        Assert.Equal(0, least);
        Assert.InRange(plane.Statistics.PacketsMade - made, Pairs * Ticks, int.MaxValue);
        Assert.InRange(Volatile.Read(ref _digits) - digits, Pairs * 4, int.MaxValue);
        session.Close();
        foreach (var pair in pairs) pair.Dispose();
    }

    /// <summary>Both ways: on one side keys as tones, speech, pauses and packets lost, repeated and turned round; on the other keys as events.</summary>
    private static async Task TalkAsync(List<Pair> pairs)
    {
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var tick = 0; tick < Ticks; tick++)
        {
            foreach (var pair in pairs) pair.Speak(tick);
            await clock.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Read by the worker itself into an array: waking a waiter would allocate on its thread.</summary>
    private static long AllocatedOn(IRunningLoop loop)
    {
        var answer = new long[] { -1 };
        loop.Post(static answer => Volatile.Write(ref ((long[])answer!)[0], GC.GetAllocatedBytesForCurrentThread()), answer);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref answer[0]) >= 0, TimeSpan.FromSeconds(10)));
        return answer[0];
    }

    /// <summary>A call between a side with PCMU and tones, and one with another codec, events and comfort noise.</summary>
    private sealed class Pair : IDisposable
    {
        private static readonly short[] Sound = MakeSound();

        private readonly Socket _near = Bound();
        private readonly Socket _far = Bound();
        private readonly byte[][] _payloads;
        private readonly byte[] _other;
        private readonly byte[] _packet = new byte[1400];
        private readonly byte[] _drain = new byte[1500];
        private readonly SdpCodec _codec;
        private MediaLeg _nearLeg = null!;       // set by Join
        private MediaLeg _farLeg = null!;
        private ushort _sequence = 100;
        private uint _timestamp = 8000;
        private ushort _farSequence = 100;
        private uint _farTimestamp = 8000;

        private Pair(SdpCodec codec)
        {
            _codec = codec;
            _payloads = [.. Enumerable.Range(0, Ticks).Select(static tick => G711.Encode(G711Law.MuLaw, Sound.AsSpan(tick * 160, 160)))];
            Assert.True(AudioCodecs.TryCreateEncoder(new CodecFormat(codec.Name, codec.ClockHz, codec.Channels), 20, 8000, out var encoder, out var why), why);
            var payload = new byte[encoder.MaxPayloadBytes];
            _other = payload[..encoder.Encode(Sound.AsSpan(40 * 160, encoder.FrameSamples), payload)];
            encoder.Dispose();
        }

        public static Pair Join(MediaSession session, SdpCodec codec)
        {
            var pair = new Pair(codec);
            Assert.True(session.TryAddLeg(default, out var near));
            Assert.True(session.TryAddLeg(default, out var far));
            (pair._nearLeg, pair._farLeg) = (near!, far!);
            var (nearPlan, farPlan) = (Plan(Pcmu), codec == Pcma ? Plan(codec, Noise, Events) : Plan(codec, Events));
            near!.Apply(LegPlan(pair._near, nearPlan));
            far!.Apply(LegPlan(pair._far, farPlan));
            session.Bridge(near, far);
            var (tones, events) = (new DigitHabits(DtmfMode.Inband), new DigitHabits(DtmfMode.Rfc4733));
            near.Convert(Converter(DirectionPlan.Between(nearPlan, tones, farPlan, events, fax: false, observed: true, longest: 20)!));      // codecs differ: there is one
            far.Convert(Converter(DirectionPlan.Between(farPlan, events, nearPlan, tones, fax: false, observed: true, longest: 20)!));
            return pair;
        }

        public void Speak(int tick)
        {
            if (tick % 25 != 7)                  // a loss
            {
                Send(_near, _nearLeg, 0, _payloads[tick], (ushort)(_sequence + Turned(tick)), _timestamp + (uint)(Turned(tick) * 160));
                if (tick % 25 == 11) Send(_near, _nearLeg, 0, _payloads[tick], _sequence, _timestamp);
            }
            (_sequence, _timestamp) = ((ushort)(_sequence + 1), _timestamp + 160);
            if (tick % 50 < 8) SendEvent(tick % 50);
            else Send(_far, _farLeg, (byte)_codec.PayloadType, _other, _farSequence++, _farTimestamp);
            _farTimestamp += (uint)(_codec.ClockHz / 50);
            Drain(_near);
            Drain(_far);
        }

        public void Dispose()
        {
            _near.Dispose();
            _far.Dispose();
        }

        private static int Turned(int tick) => (tick % 25) switch { 13 => 1, 14 => -1, _ => 0 };

        /// <summary>Four keys, a second of tone, and near silence.</summary>
        private static short[] MakeSound()
        {
            var (sound, at) = (new short[Ticks * 160], 0);
            foreach (var key in "15*D")
            {
                ToneGenerator.Make(Tone.Dtmf(key), TimeSpan.FromMilliseconds(100)).CopyTo(sound, at);
                at += 1600;
            }
            ToneGenerator.Make(new Tone([700]), TimeSpan.FromMilliseconds(400)).CopyTo(sound, at);
            return sound;
        }

        private void SendEvent(int part)
        {
            Span<byte> payload = stackalloc byte[TelephoneEvent.Bytes];
            new TelephoneEvent(5, part >= 5, 10, (ushort)(Math.Min(part + 1, 6) * 160)).Write(payload);
            var start = _farTimestamp - (uint)(part * _codec.ClockHz / 50);
            Send(_far, _farLeg, 101, payload, _farSequence++, start);
        }

        private void Send(Socket from, MediaLeg to, byte payloadType, ReadOnlySpan<byte> payload, ushort sequence, uint timestamp)
        {
            RtpHeader.Write(_packet, payloadType, marker: false, sequence, timestamp, 7);
            payload.CopyTo(_packet.AsSpan(RtpHeader.FixedBytes));
            from.SendTo(_packet.AsSpan(0, RtpHeader.FixedBytes + payload.Length), SocketFlags.None, to.LocalRtp.ToIPEndPoint());
        }

        private void Drain(Socket socket)
        {
            while (socket.Available > 0) socket.Receive(_drain);
        }

        private static StreamConverter Converter(DirectionPlan plan)
        {
            Assert.True(StreamConverter.TryCreate(plan, out var converter, out var why), why);
            return converter;
        }

        private static MediaPlan Plan(params SdpCodec[] codecs) => new()
        {
            RemoteAddress = "127.0.0.1",
            RemotePort = 9,
            RemoteRtcpAddress = "127.0.0.1",
            RemoteRtcpPort = 10,
            RtcpMux = false,
            Sends = true,
            Receives = true,
            HeldByPeer = false,
            Codecs = [.. codecs.Select(static codec => new AgreedCodec(codec, codec.PayloadType, codec.PayloadType))],
        };

        private static MediaLegPlan LegPlan(Socket peer, MediaPlan plan) => new()
        {
            RemoteRtp = NetEndpoint.From((IPEndPoint)peer.LocalEndPoint!),      // bound
            Payloads = [.. plan.Codecs.Select(static agreed => new PayloadFormat((byte)agreed.ReceivePayloadType, agreed.Codec.Name, agreed.Codec.ClockHz))],
        };

        private static Socket Bound()
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return socket;
        }
    }

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
