using System.Buffers.Binary;
using System.Diagnostics;

namespace Telephony.Benchmarks.Media;

/// <summary>
/// An RTP generator and its measure: streams of 50 packets a second, spread evenly over each 20 ms, sent and received by one thread on an epoll of its own.
/// Each packet carries the time it was sent, so the delay is that of the packet itself.
/// <code>
/// RTP header (12) | stream (4) | send time in ticks (8) | fill
/// </code>
/// </summary>
public sealed unsafe class RtpLoad : IDisposable
{
    private const int PacketBytes = 172;
    private const int SlotsPerPeriod = 20;
    private const int StreamOffset = 12;
    private const int TimeOffset = 16;
    private const int MaxEvents = 256;

    private readonly int _epoll = LinuxCalls.OpenEpoll();
    private readonly List<Stream> _streams = [];
    private long _since;

    /// <summary>One end of a call: it sends from its port to a target, and receives what the other end of the call sends.</summary>
    private sealed class Stream(int socket, int target)
    {
        public readonly int Socket = socket;
        public readonly LinuxCalls.LoopbackAddress Target = new(target);
        public ushort Sequence;
        public uint Timestamp;
        public long Sent;
        public long Received;
        public long LastDelay = -1;
        public double Jitter;
    }

    /// <summary>Adds an end on 127.0.0.1. Two that are added one after the other are the two ends of a call.</summary>
    /// <param name="localPort">Where it sends from and receives.</param>
    /// <param name="targetPort">Where the relay receives for it.</param>
    public void AddEnd(int localPort, int targetPort)
    {
        var socket = LinuxCalls.OpenPort(localPort);
        LinuxCalls.Watch(_epoll, socket, _streams.Count);
        _streams.Add(new Stream(socket, targetPort));
    }

    /// <summary>Sends for a while, then waits for what is still under way. Figures are of the time after the warm-up only.</summary>
    /// <param name="whenMeasuring">Called at the begin and at the end of the measured time, to read CPU clocks.</param>
    public RtpLoadReport Run(TimeSpan warmUp, TimeSpan duration, Action? whenMeasuring = null)
    {
        var delays = new DelayHistogram();
        Send(warmUp, new DelayHistogram());
        foreach (var stream in _streams) stream.Sent = stream.Received = 0;
        whenMeasuring?.Invoke();
        var begin = _since = Stopwatch.GetTimestamp();
        Send(duration, delays);
        whenMeasuring?.Invoke();
        var elapsed = Stopwatch.GetElapsedTime(begin);
        Drain(TimeSpan.FromMilliseconds(500), delays);
        return new RtpLoadReport(
            _streams.Count, elapsed, _streams.Sum(static stream => stream.Sent), _streams.Sum(static stream => stream.Received), delays,
            _streams.Average(static stream => stream.Jitter) * 1e6 / Stopwatch.Frequency);
    }

    public void Dispose()
    {
        foreach (var stream in _streams) _ = LinuxCalls.Close(stream.Socket);
        _streams.Clear();
        _ = LinuxCalls.Close(_epoll);
    }

    private void Send(TimeSpan duration, DelayHistogram delays)
    {
        var packet = stackalloc byte[PacketBytes];
        new Span<byte>(packet, PacketBytes).Fill(0xFF);
        var slotTicks = Stopwatch.Frequency / 1000;
        var begin = Stopwatch.GetTimestamp();
        var slots = (long)duration.TotalMilliseconds;
        for (long slot = 0; slot < slots; slot++)
        {
            Receive(begin + (slot * slotTicks), delays);
            for (var i = (int)(slot % SlotsPerPeriod); i < _streams.Count; i += SlotsPerPeriod) SendOne(_streams[i], i, packet);
        }
    }

    private static void SendOne(Stream stream, int number, byte* packet)
    {
        packet[0] = 0x80;
        packet[1] = 0;
        var header = new Span<byte>(packet, PacketBytes);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], stream.Sequence++);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], stream.Timestamp += 160);
        BinaryPrimitives.WriteUInt32BigEndian(header[8..], 0x5000_0000u + (uint)number);
        BinaryPrimitives.WriteInt32LittleEndian(header[StreamOffset..], number);
        BinaryPrimitives.WriteInt64LittleEndian(header[TimeOffset..], Stopwatch.GetTimestamp());
        var target = stream.Target;
        if (LinuxCalls.Send(stream.Socket, packet, PacketBytes, LinuxCalls.DontWait, (byte*)&target, LinuxCalls.LoopbackAddress.Length) == PacketBytes) stream.Sent++;
    }

    private void Drain(TimeSpan time, DelayHistogram delays) => Receive(Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency), delays);

    /// <summary>Receives until the time has come.</summary>
    private void Receive(long until, DelayHistogram delays)
    {
        var events = stackalloc LinuxCalls.EpollEvent[MaxEvents];
        var buffer = stackalloc byte[2048];
        for (var left = until - Stopwatch.GetTimestamp(); ; left = until - Stopwatch.GetTimestamp())
        {
            var wait = new LinuxCalls.TimeSpec { Nanoseconds = left <= 0 ? 0 : Math.Min(999_999_999, left * 1_000_000_000 / Stopwatch.Frequency) };
            var ready = LinuxCalls.Wait(_epoll, events, MaxEvents, &wait, null);
            for (var i = 0; i < ready; i++) ReceiveOne(_streams[(int)events[i].Data], buffer, delays);
            if (left <= 0) return;
        }
    }

    private void ReceiveOne(Stream end, byte* buffer, DelayHistogram delays)
    {
        var length = (int)LinuxCalls.Receive(end.Socket, buffer, 2048, LinuxCalls.DontWait, null, null);
        var now = Stopwatch.GetTimestamp();
        if (length != PacketBytes) return;                    // RTCP of a muxed relay
        var packet = new ReadOnlySpan<byte>(buffer, length);
        var number = BinaryPrimitives.ReadInt32LittleEndian(packet[StreamOffset..]);
        if ((uint)number >= (uint)_streams.Count) return;
        var stream = _streams[number];
        var sentAt = BinaryPrimitives.ReadInt64LittleEndian(packet[TimeOffset..]);
        if (sentAt < _since) return;                          // of the warm-up, still under way
        var delay = now - sentAt;
        delays.Add(delay);
        stream.Received++;
        if (stream.LastDelay >= 0) stream.Jitter += (Math.Abs(delay - stream.LastDelay) - stream.Jitter) / 16;
        stream.LastDelay = delay;
    }
}
