using System.Buffers.Binary;
using System.Net;
using Telephony.Peers.Sounds;

namespace Telephony.Peers.Captures;

/// <summary>One RTP stream as it went over the wire: same source, destination and SSRC.</summary>
public sealed record CapturedStream(IPEndPoint From, IPEndPoint To, uint Ssrc, IReadOnlyList<CapturedDatagram> Packets)
{
    private const int HeaderSize = 12;
    private const byte Pcmu = 0;
    private const byte Pcma = 8;

    private static readonly TimeSpan s_packet = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longestGap = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);

    public byte PayloadType => (byte)(Packets[0].Payload[1] & 0x7F);

    /// <summary>The most packets missing in a row by sequence number. What is missing where the stream paused was not to be heard: a hold.</summary>
    public int LongestLoss
    {
        get
        {
            var longest = 0;
            for (var i = 1; i < Packets.Count; i++)
            {
                var step = (ushort)(Sequence(Packets[i]) - Sequence(Packets[i - 1]));
                if (step is > 1 and < 1000 && Packets[i].At - Packets[i - 1].At < s_pause) longest = Math.Max(longest, step - 1);
            }

            return longest;
        }
    }

    /// <summary>The G.711 audio in order of arrival, 8 kHz; other payload types are left out.</summary>
    public short[] Audio
    {
        get
        {
            var samples = new List<short>(Packets.Count * 160);
            foreach (var payload in Packets.Select(static packet => packet.Payload))
            {
                var body = payload.AsSpan(HeaderSize + (payload[0] & 15) * 4);
                switch (payload[1] & 0x7F)
                {
                    case Pcmu: foreach (var code in body) samples.Add(Mulaw.Decode(code)); break;
                    case Pcma: foreach (var code in body) samples.Add(Alaw.Decode(code)); break;
                    default: break;
                }
            }

            return [.. samples];
        }
    }

    /// <summary>Demands a tone of at least this length with no gap over 40 ms, neither in the sound nor by lost packets.</summary>
    public void Carries(int hertz, TimeSpan atLeast)
    {
        var check = ToneCheck.Of(Audio, 8000, hertz);
        if (check.Share < 0.9 || check.Heard < atLeast || check.LongestGap > s_longestGap || LongestLoss * s_packet > s_longestGap)
            throw new NotHeardException($"{this}: {hertz} Hz {check}, {LongestLoss} packets lost in a row; wanted {atLeast.TotalMilliseconds} ms");
    }

    public override string ToString() => $"RTP {From} -> {To} ssrc {Ssrc:x8} payload type {PayloadType}, {Packets.Count} packets";

    /// <summary>RTP version 2 and not a packet type of RTCP (RFC 5761 4).</summary>
    internal static bool IsRtp(ReadOnlySpan<byte> payload) =>
        payload.Length > HeaderSize && payload[0] >> 6 == 2 && payload[1] is < 192 or > 223;

    private static ushort Sequence(CapturedDatagram packet) => BinaryPrimitives.ReadUInt16BigEndian(packet.Payload.AsSpan(2));
}
