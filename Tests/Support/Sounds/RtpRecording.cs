using System.Buffers.Binary;
using Telephony.Audio.Codecs;
using Telephony.Rtp.Packets;

namespace Telephony.Support.Sounds;

/// <summary>RTP of the recordings in the corpus.</summary>
public static class RtpRecording
{
    private const int FileHeader = 24;
    private const int PacketHeader = 16;
    private const int IpUdp = 20 + 8;

    /// <summary>Datagrams with the microseconds at which they were captured.</summary>
    public static List<(long Microseconds, byte[] Datagram)> Read(string file)
    {
        var bytes = File.ReadAllBytes(CorpusFolder.File("rtp", file));
        var link = bytes[20] == 113 ? 16 : 14;          // Linux cooked capture, or Ethernet
        var all = new List<(long, byte[])>();
        for (var at = FileHeader; at + PacketHeader <= bytes.Length;)
        {
            var header = bytes.AsSpan(at, PacketHeader);
            var length = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
            var time = (BinaryPrimitives.ReadUInt32LittleEndian(header) * 1_000_000L) + BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            all.Add((time, bytes.AsSpan(at + PacketHeader, length)[(link + IpUdp)..].ToArray()));
            at += PacketHeader + length;
        }
        return all;
    }

    /// <summary>The G.711 sound of one payload type, packet after packet.</summary>
    public static short[] Audio(string file, byte payloadType, G711Law law)
    {
        var samples = new List<short>();
        foreach (var (_, datagram) in Read(file))
        {
            if (RtpHeader.TryRead(datagram, out var header, out _) && header.PayloadType == payloadType) samples.AddRange(G711.Decode(law, header.PayloadOf(datagram)));
        }
        return samples.Count >= 8000 ? [.. samples] : throw new InvalidDataException($"{file} has {samples.Count} samples of type {payloadType}.");
    }
}
