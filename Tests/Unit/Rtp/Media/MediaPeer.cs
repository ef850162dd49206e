using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Telephony.Rtp.Events;
using Telephony.Rtp.Media;
using Telephony.Rtp.Packets;
using Xunit;

namespace Telephony.Unit.Rtp.Media;

/// <summary>The far end of a leg: sends a stream of 20 ms packets, and keeps what it gets.</summary>
internal sealed class MediaPeer : IDatagramReceiver
{
    private readonly MediaRoom _room;
    private readonly IDatagramSocket _rtp;
    private readonly IDatagramSocket _rtcp;

    public MediaPeer(MediaRoom room, NetEndpoint local, MediaLeg leg)
    {
        (_room, Local, Leg) = (room, local, leg);
        _rtp = room.Network.OpenDatagram(room.CallLoop, local, this, new DatagramOptions());
        _rtcp = room.Network.OpenDatagram(room.CallLoop, local.WithPort(local.Port + 1), this, new DatagramOptions());
        Ssrc = (uint)(0xAB00_0000 + local.V4 + local.Port);
    }

    public MediaLeg Leg { get; }

    public NetEndpoint Local { get; }

    public uint Ssrc { get; set; }

    public ushort Sequence { get; set; } = 1000;

    public uint Timestamp { get; set; } = 160_000;

    /// <summary>RTP packets that arrived.</summary>
    public List<byte[]> Received { get; } = [];

    public List<byte[]> Reports { get; } = [];

    public RtpHeader Last => Header(Received[^1]);

    public MediaLegPlan Plan(params Telephony.Rtp.Payloads.PayloadFormat[] payloads) => new()
    {
        RemoteRtp = Local,
        Payloads = payloads.Length > 0 ? payloads : [MediaRoom.Pcmu, MediaRoom.Events101],
    };

    public static RtpHeader Header(byte[] packet)
    {
        Assert.True(RtpHeader.TryRead(packet, out var header, out _));
        return header;
    }

    /// <summary>One packet of 160 octets, delivered at once.</summary>
    public byte[] Send(byte payloadType = 0, bool marker = false, byte fill = 0x55)
    {
        var packet = new byte[172];
        packet.AsSpan(12).Fill(fill);
        RtpHeader.Write(packet, payloadType, marker, Sequence++, Timestamp, Ssrc);
        Timestamp += 160;
        SendRaw(packet);
        return packet;
    }

    /// <summary>As many packets, 20 ms apart.</summary>
    public void Talk(int packets, byte payloadType = 0)
    {
        for (var i = 0; i < packets; i++)
        {
            Send(payloadType);
            _room.Wait(20);
        }
    }

    public void SendDigit(DtmfDigit digit, int milliseconds, byte payloadType = 101)
    {
        var sender = new DigitSender(digit, TimeSpan.FromMilliseconds(milliseconds), 8000);
        while (sender.TryNext(out var payload, out var marker))
        {
            var packet = new byte[RtpHeader.FixedBytes + TelephoneEvent.Bytes];
            RtpHeader.Write(packet, payloadType, marker, Sequence++, Timestamp, Ssrc);
            payload.Write(packet.AsSpan(RtpHeader.FixedBytes));
            SendRaw(packet);
            _room.Wait(20);
        }
        Timestamp += (uint)milliseconds * 8;
    }

    public void SendRaw(ReadOnlySpan<byte> datagram)
    {
        _rtp.TrySend(datagram, Leg.LocalRtp);
        _room.Clock.RunUntilIdle();
    }

    public void SendReport(ReadOnlySpan<byte> datagram)
    {
        _rtcp.TrySend(datagram, Leg.LocalRtcp);
        _room.Clock.RunUntilIdle();
    }

    public void OnDatagram(IDatagramSocket socket, Span<byte> datagram, in NetEndpoint remote) =>
        (DatagramDemux.KindOf(datagram) == DatagramKind.Rtcp ? Reports : Received).Add(datagram.ToArray());
}
