using System.Diagnostics;

namespace Telephony.Benchmarks.Media;

/// <summary>
/// An RTP generator and its measure: streams of 50 packets a second, spread evenly over each 20 ms, sent and received by one thread on an epoll of its own.
/// A packet carries the time it was sent, so the delay is that of the packet itself; where a sound is sent, which may arrive in another codec, packets are only counted.
/// </summary>
internal sealed unsafe class RtpLoad : IDisposable
{
    private const int SlotsPerPeriod = 20;
    private const int MaxEvents = 256;

    private readonly int _epoll = LinuxCalls.OpenEpoll();
    private readonly List<LoadStream> _streams = [];
    private long _since;

    /// <summary>Adds an end on 127.0.0.1. Two that are added one after the other are the two ends of a call.</summary>
    /// <param name="localPort">Where it sends from and receives.</param>
    /// <param name="targetPort">Where the relay receives for it.</param>
    /// <param name="keys">Of an end that speaks SRTP.</param>
    /// <param name="sound">What it says; null for packets that carry their time.</param>
    public void AddEnd(int localPort, int targetPort, LoadKeys? keys = null, LoadSound? sound = null)
    {
        var socket = LinuxCalls.OpenPort(localPort);
        LinuxCalls.Watch(_epoll, socket, _streams.Count);
        _streams.Add(new LoadStream(socket, _streams.Count, targetPort, keys, sound));
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
        var packet = stackalloc byte[LoadStream.MostBytes];
        var slotTicks = Stopwatch.Frequency / 1000;
        var begin = Stopwatch.GetTimestamp();
        var slots = (long)duration.TotalMilliseconds;
        for (long slot = 0; slot < slots; slot++)
        {
            Receive(begin + (slot * slotTicks), delays);
            for (var i = (int)(slot % SlotsPerPeriod); i < _streams.Count; i += SlotsPerPeriod) SendOne(_streams[i], packet);
        }
    }

    private static void SendOne(LoadStream stream, byte* packet)
    {
        var length = stream.Make(new Span<byte>(packet, LoadStream.MostBytes));
        var target = stream.Target;
        if (LinuxCalls.Send(stream.Socket, packet, (nuint)length, LinuxCalls.DontWait, (byte*)&target, LinuxCalls.LoopbackAddress.Length) == length) stream.Sent++;
    }

    private void Drain(TimeSpan time, DelayHistogram delays) => Receive(Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency), delays);

    /// <summary>Receives until the time has come.</summary>
    private void Receive(long until, DelayHistogram delays)
    {
        var events = stackalloc LinuxCalls.EpollEvent[MaxEvents];
        var buffer = stackalloc byte[LoadStream.MostBytes];
        for (var left = until - Stopwatch.GetTimestamp(); ; left = until - Stopwatch.GetTimestamp())
        {
            var wait = new LinuxCalls.TimeSpec { Nanoseconds = left <= 0 ? 0 : Math.Min(999_999_999, left * 1_000_000_000 / Stopwatch.Frequency) };
            var ready = LinuxCalls.Wait(_epoll, events, MaxEvents, &wait, null);
            for (var i = 0; i < ready; i++) ReceiveOne((int)events[i].Data, buffer, delays);
            if (left <= 0) return;
        }
    }

    private void ReceiveOne(int end, byte* buffer, DelayHistogram delays)
    {
        var length = (int)LinuxCalls.Receive(_streams[end].Socket, buffer, LoadStream.MostBytes, LinuxCalls.DontWait, null, null);
        var now = Stopwatch.GetTimestamp();
        if (length <= 0) return;
        var packet = new Span<byte>(buffer, length);
        length = _streams[end].Open(packet);
        if (!_streams[end].IsTimed)
        {
            _streams[end ^ 1].Received++;
            return;
        }

        if (length != LoadStream.TimedBytes) return;          // RTCP of a muxed relay
        var (number, sentAt) = LoadStream.Stamp(packet);
        if ((uint)number >= (uint)_streams.Count || sentAt < _since) return;      // of the warm-up, still under way
        delays.Add(now - sentAt);
        _streams[number].NoteArrival(now - sentAt);
    }
}
