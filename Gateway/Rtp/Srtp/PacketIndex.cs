namespace Telephony.Rtp.Srtp;

/// <summary>The 48-bit index of an RTP packet: rollover counter and sequence number (RFC 3711 3.3.1).</summary>
internal static class PacketIndex
{
    private const int Half = 0x8000;

    /// <summary>The index that a sequence number stands for, next to the highest seen. Before the first rollover nothing lies below zero.</summary>
    public static ulong Of(ulong highest, ushort sequence)
    {
        var last = (ushort)highest;
        var rollovers = highest >> 16;
        if (last < Half) { if (sequence - last > Half && rollovers > 0) rollovers--; }
        else if (last - Half > sequence) rollovers++;
        return (rollovers << 16) | sequence;
    }
}
