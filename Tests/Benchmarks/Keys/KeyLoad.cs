using System.Buffers.Binary;
using System.Diagnostics;
using Telephony.Benchmarks.Media;
using Telephony.Peers.Load;

namespace Telephony.Benchmarks.Keys;

/// <summary>A key that was pressed.</summary>
/// <param name="EndsAt">When its first packet with the end bit was sent, by the <see cref="Stopwatch"/>.</param>
internal readonly record struct PressedKey(int Call, long EndsAt);

/// <summary>
/// Callers that speak: 50 packets a second each, spread evenly over each 20 ms, and each two seconds a key of 100 ms in their stead (RFC 4733: five packets of it, then three of its end at once). What comes back is not read.
/// </summary>
internal sealed unsafe class KeyLoad : IDisposable
{
    private const int SlotsPerPeriod = 20;
    private const int PeriodsPerKey = 100;
    private const int PeriodsOfKey = 5;
    private const int VoiceBytes = 172;
    private const byte EventType = 101;

    private readonly Caller[] _callers;
    private readonly int _nothing = LinuxCalls.OpenEpoll();     // to wait with, to some 50 us: who spins takes the core from the application beside it

    public KeyLoad(IReadOnlyList<LoadCall> calls) =>
        _callers = [.. calls.Select(static (call, i) => new Caller(i, LinuxCalls.OpenPort(call.CallerMediaPort), new LinuxCalls.LoopbackAddress(call.TowardCallee)))];

    /// <param name="pressed">Each key of the measured time, at its end.</param>
    /// <param name="whenMeasuring">At the begin and at the end of it.</param>
    /// <returns>Keys, and how long it took.</returns>
    public (int Keys, double Seconds) Run(TimeSpan warmUp, TimeSpan duration, Action<PressedKey> pressed, Action whenMeasuring)
    {
        Send(warmUp, static _ => { });
        whenMeasuring();
        var (keys, begin) = (0, Stopwatch.GetTimestamp());
        Send(duration, key =>
        {
            keys++;
            pressed(key);
        });
        whenMeasuring();
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Send(TimeSpan.FromMilliseconds(500), static _ => { });
        return (keys, seconds);
    }

    public void Dispose()
    {
        foreach (var caller in _callers) _ = LinuxCalls.Close(caller.Socket);
        _ = LinuxCalls.Close(_nothing);
    }

    private void Send(TimeSpan duration, Action<PressedKey> pressed)
    {
        var begin = Stopwatch.GetTimestamp();
        for (long slot = 0; slot < (long)duration.TotalMilliseconds; slot++)
        {
            WaitUntil(begin + (slot * Stopwatch.Frequency / 1000));
            for (var i = (int)(slot % SlotsPerPeriod); i < _callers.Length; i += SlotsPerPeriod) _callers[i].Send(pressed);
        }
    }

    private void WaitUntil(long time)
    {
        LinuxCalls.EpollEvent none;
        for (var left = time - Stopwatch.GetTimestamp(); left > 0; left = time - Stopwatch.GetTimestamp())
        {
            var wait = new LinuxCalls.TimeSpec { Nanoseconds = left * 1_000_000_000 / Stopwatch.Frequency };
            _ = LinuxCalls.Wait(_nothing, &none, 1, &wait, null);
        }
    }

    private sealed class Caller(int index, int socket, LinuxCalls.LoopbackAddress target)
    {
        private ushort _sequence;
        private uint _timestamp;
        private uint _keyAt;
        private int _period = index * 37 % PeriodsPerKey;    // not all at the same time

        public int Socket => socket;

        public void Send(Action<PressedKey> pressed)
        {
            _timestamp += 160;
            _period = (_period + 1) % PeriodsPerKey;
            if (_period >= PeriodsOfKey)
            {
                Voice();
                return;
            }
            if (_period == 0) _keyAt = _timestamp;
            var isLast = _period == PeriodsOfKey - 1;
            if (isLast) pressed(new PressedKey(index, Stopwatch.GetTimestamp()));
            for (var i = 0; i < (isLast ? 3 : 1); i++) Key(isLast);
        }

        private void Voice()
        {
            Span<byte> packet = stackalloc byte[VoiceBytes];
            Header(packet, 0, _timestamp);
            packet[12..].Fill((byte)(0x70 | (_sequence & 0x0F)));   // some noise
            Send(packet);
        }

        private void Key(bool isLast)
        {
            Span<byte> packet = stackalloc byte[16];
            Header(packet, (byte)(_period == 0 ? 0x80 | EventType : EventType), _keyAt);
            packet[12] = 5;
            packet[13] = (byte)(isLast ? 0x8A : 0x0A);
            BinaryPrimitives.WriteUInt16BigEndian(packet[14..], (ushort)(160 * (_period + 1)));
            Send(packet);
        }

        private void Header(Span<byte> packet, byte type, uint timestamp)
        {
            packet[0] = 0x80;
            packet[1] = type;
            BinaryPrimitives.WriteUInt16BigEndian(packet[2..], _sequence++);
            BinaryPrimitives.WriteUInt32BigEndian(packet[4..], timestamp);
            BinaryPrimitives.WriteUInt32BigEndian(packet[8..], 0x6000_0000u + (uint)index);
        }

        private void Send(ReadOnlySpan<byte> packet)
        {
            var to = target;
            fixed (byte* bytes = packet) _ = LinuxCalls.Send(socket, bytes, (nuint)packet.Length, LinuxCalls.DontWait, (byte*)&to, LinuxCalls.LoopbackAddress.Length);
        }
    }
}
