using System.Buffers.Binary;

namespace Telephony.Rtp.Events;

/// <summary>
/// The payload of a telephone-event packet (RFC 4733 2.3).
/// <code>
/// |     event     |E|R| volume    |          duration             |
/// </code>
/// </summary>
/// <param name="Volume">Power below 0 dBm0 in dB, 0 to 63.</param>
/// <param name="Duration">So far, in units of the payload's clock.</param>
public readonly record struct TelephoneEvent(byte Event, bool End, byte Volume, ushort Duration)
{
    public const int Bytes = 4;

    public static bool TryRead(ReadOnlySpan<byte> payload, out TelephoneEvent read)
    {
        read = default;
        if (payload.Length < Bytes) return false;
        read = new TelephoneEvent(payload[0], (payload[1] & 0x80) != 0, (byte)(payload[1] & 0x3F), BinaryPrimitives.ReadUInt16BigEndian(payload[2..]));
        return true;
    }

    public void Write(Span<byte> payload)
    {
        payload[0] = Event;
        payload[1] = (byte)((End ? 0x80 : 0) | (Volume & 0x3F));
        BinaryPrimitives.WriteUInt16BigEndian(payload[2..], Duration);
    }
}
