using System.Buffers.Binary;
using System.Diagnostics;
using Telephony.Audio.Codecs;
using Telephony.Benchmarks.Media;
using Telephony.Peers.Load;

namespace Telephony.Benchmarks.Conferences;

/// <summary>The phones of a conference: each says its tone, 50 packets a second, spread evenly over each 20 ms, and keeps the last second of what it hears.</summary>
internal sealed unsafe class ConferenceLoad : IDisposable
{
    private const int SlotsPerPeriod = 20;
    private const int MostBytes = 512;
    private const int HeaderBytes = 12;
    private const int MaxEvents = 64;

    private readonly Phone[] _phones;
    private readonly int _epoll = LinuxCalls.OpenEpoll();

    public ConferenceLoad(IReadOnlyList<LoadCall> calls)
    {
        Tones = [.. calls.Select((_, i) => new PartyTone(i, calls.Count))];
        _phones = [.. calls.Select((call, i) => new Phone(i, Tones[i], LinuxCalls.OpenPort(call.CallerMediaPort), new LinuxCalls.LoopbackAddress(call.TowardCallee)))];
        for (var i = 0; i < _phones.Length; i++) LinuxCalls.Watch(_epoll, _phones[i].Socket, i);
    }

    public IReadOnlyList<PartyTone> Tones { get; }

    public IEnumerable<HeardMix> Heard => _phones.Select((phone, i) => HeardMix.Of(phone.LastSecond(), Tones, i));

    /// <summary>Numbers that were missing among the packets that came.</summary>
    public int Missing => _phones.Sum(static phone => phone.Missing);

    public void Run(TimeSpan duration)
    {
        var begin = Stopwatch.GetTimestamp();
        for (long slot = 0; slot < (long)duration.TotalMilliseconds; slot++)
        {
            ReceiveUntil(begin + (slot * Stopwatch.Frequency / 1000));
            for (var i = (int)(slot % SlotsPerPeriod); i < _phones.Length; i += SlotsPerPeriod) _phones[i].Say();
        }
    }

    public void Dispose()
    {
        foreach (var phone in _phones) _ = LinuxCalls.Close(phone.Socket);
        _ = LinuxCalls.Close(_epoll);
    }

    private void ReceiveUntil(long time)
    {
        var events = stackalloc LinuxCalls.EpollEvent[MaxEvents];
        var buffer = stackalloc byte[MostBytes];
        for (var left = time - Stopwatch.GetTimestamp(); ; left = time - Stopwatch.GetTimestamp())
        {
            var wait = new LinuxCalls.TimeSpec { Nanoseconds = left <= 0 ? 0 : left * 1_000_000_000 / Stopwatch.Frequency };
            var ready = LinuxCalls.Wait(_epoll, events, MaxEvents, &wait, null);
            for (var i = 0; i < ready; i++)
            {
                var phone = _phones[(int)events[i].Data];
                var length = LinuxCalls.Receive(phone.Socket, buffer, MostBytes, LinuxCalls.DontWait, null, null);
                if (length > 0) phone.Hear(new ReadOnlySpan<byte>(buffer, (int)length));
            }
            if (left <= 0) return;
        }
    }

    private sealed class Phone(int index, PartyTone tone, int socket, LinuxCalls.LoopbackAddress target)
    {
        private readonly byte[] _heard = new byte[PartyTone.Rate];
        private ushort _sequence;
        private ushort? _expected;
        private long _packets;

        public int Socket => socket;

        public int Missing { get; private set; }

        public void Say()
        {
            Span<byte> packet = stackalloc byte[HeaderBytes + PartyTone.PacketSamples];
            packet[0] = 0x80;
            packet[1] = 0;
            BinaryPrimitives.WriteUInt16BigEndian(packet[2..], _sequence);
            BinaryPrimitives.WriteUInt32BigEndian(packet[4..], (uint)(_sequence * PartyTone.PacketSamples));
            BinaryPrimitives.WriteUInt32BigEndian(packet[8..], 0x7000_0000u + (uint)index);
            tone.Packet(_sequence % 50).CopyTo(packet[HeaderBytes..]);
            _sequence++;
            var to = target;
            fixed (byte* bytes = packet) _ = LinuxCalls.Send(socket, bytes, (nuint)packet.Length, LinuxCalls.DontWait, (byte*)&to, LinuxCalls.LoopbackAddress.Length);
        }

        public void Hear(ReadOnlySpan<byte> packet)
        {
            if (packet.Length != HeaderBytes + PartyTone.PacketSamples || (packet[1] & 0x7F) != 0) return;
            var number = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
            if (_expected is { } expected) Missing += (ushort)(number - expected);
            _expected = (ushort)(number + 1);
            packet[HeaderBytes..].CopyTo(_heard.AsSpan((int)(_packets++ % 50) * PartyTone.PacketSamples));
        }

        public short[] LastSecond()
        {
            var second = new byte[PartyTone.Rate];
            var begin = (int)(_packets % 50) * PartyTone.PacketSamples;
            _heard.AsSpan(begin).CopyTo(second);
            _heard.AsSpan(0, begin).CopyTo(second.AsSpan(PartyTone.Rate - begin));
            return G711.Decode(G711Law.MuLaw, second);
        }
    }
}
