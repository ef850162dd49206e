using System.Net.Sockets;
using Telephony.Rtp.Packets;
using Telephony.Rtp.Srtp;
using Xunit;

namespace Telephony.Unit.Rtp.Media;

/// <summary>A peer's RTP, numbered, protected where it has keys.</summary>
internal sealed class NumberedStream(Socket from, byte payloadType, uint ticks, byte[] payload, SrtpSender? sender = null)
{
    private readonly byte[] _packet = new byte[RtpHeader.FixedBytes + payload.Length + SrtpSender.MostBytes];
    private ushort _sequence;
    private uint _timestamp;

    public void Send()
    {
        RtpHeader.Write(_packet, payloadType, marker: false, _sequence++, _timestamp += ticks, ssrc: 7);
        payload.CopyTo(_packet, RtpHeader.FixedBytes);
        var length = RtpHeader.FixedBytes + payload.Length;
        if (sender is not null) Assert.Equal(SrtpVerdict.Done, sender.ProtectRtp(_packet, ref length));
        from.Send(_packet, length, SocketFlags.None);
    }
}
