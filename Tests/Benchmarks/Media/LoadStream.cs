using System.Buffers.Binary;
using System.Diagnostics;
using Telephony.Rtp.Srtp;

namespace Telephony.Benchmarks.Media;

/// <summary>
/// One end of a call: it sends from its port to a target, and receives what the other end of the call sends. Without a sound of its own its packets carry
/// <code>
/// RTP header (12) | stream (4) | send time in ticks (8) | fill up to 172
/// </code>
/// </summary>
internal sealed class LoadStream(int socket, int number, int target, LoadKeys? keys, LoadSound? sound)
{
    /// <summary>Of a packet that carries its time.</summary>
    public const int TimedBytes = 172;

    /// <summary>Room for any packet.</summary>
    public const int MostBytes = 2048;

    private const int HeaderBytes = 12;
    private const int TimeOffset = 16;

    private readonly SrtpSender? _sender = keys?.Sender();
    private readonly SrtpReceiver? _receiver = keys?.Receiver();
    private ushort _sequence;
    private uint _timestamp;
    private int _frame;
    private long _lastDelay = -1;

    public int Socket => socket;

    public LinuxCalls.LoopbackAddress Target { get; } = new(target);

    public long Sent { get; set; }

    /// <summary>Of what this end sent, what arrived.</summary>
    public long Received { get; set; }

    /// <summary>In ticks (RFC 3550 A.8).</summary>
    public double Jitter { get; private set; }

    public bool IsTimed => sound is null;

    /// <param name="packet">Of <see cref="MostBytes"/>.</param>
    /// <returns>The octets to send.</returns>
    public int Make(Span<byte> packet)
    {
        packet[0] = 0x80;
        packet[1] = sound?.PayloadType ?? 0;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], _sequence++);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], _timestamp += sound?.Ticks ?? 160);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], 0x5000_0000u + (uint)number);
        var length = TimedBytes;
        if (sound is null)
        {
            packet[HeaderBytes..TimedBytes].Fill(0xFF);
            BinaryPrimitives.WriteInt32LittleEndian(packet[HeaderBytes..], number);
            BinaryPrimitives.WriteInt64LittleEndian(packet[TimeOffset..], Stopwatch.GetTimestamp());
        }
        else
        {
            var frame = sound.Frames[(number + _frame++) % sound.Frames.Length];      // no two calls say the same at the same time
            frame.CopyTo(packet[HeaderBytes..]);
            length = HeaderBytes + frame.Length;
        }

        return _sender is null || _sender.ProtectRtp(packet, ref length) == SrtpVerdict.Done ? length : throw new InvalidOperationException("The generator's own SRTP failed.");
    }

    /// <summary>What came to this end, opened; 0 octets when it is not authentic.</summary>
    public int Open(Span<byte> packet)
    {
        if (_receiver is null) return packet.Length;
        if (_receiver.OpenRtp(packet, out var length) != SrtpVerdict.Done) return 0;
        _receiver.NoteRtp();
        return length;
    }

    public static (int Number, long SentAt) Stamp(ReadOnlySpan<byte> packet) =>
        (BinaryPrimitives.ReadInt32LittleEndian(packet[HeaderBytes..]), BinaryPrimitives.ReadInt64LittleEndian(packet[TimeOffset..]));

    public void NoteArrival(long delay)
    {
        Received++;
        if (_lastDelay >= 0) Jitter += (Math.Abs(delay - _lastDelay) - Jitter) / 16;
        _lastDelay = delay;
    }
}
