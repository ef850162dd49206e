using Telephony.Net.Addresses;
using Telephony.Net.Sockets;

namespace Telephony.Sip.Transports;

/// <summary>One UDP listen point: a datagram is a message, or nothing worth an answer.</summary>
internal sealed class DatagramPoint(TransportCounters counters, IMessageSink sink, ITransportObserver observer) : IDatagramReceiver
{
    /// <summary>Set once the real port is known.</summary>
    public ListenPoint Point { get; set; } = null!;

    public void OnDatagram(IDatagramSocket socket, Span<byte> datagram, in NetEndpoint remote)
    {
        // RFC 3261 7.5: line ends before the start line are skipped.
        var message = (ReadOnlySpan<byte>)datagram;
        while (message is [(byte)'\r', (byte)'\n', ..]) message = message[2..];
        if (message.IsEmpty || IsStun(message) || message.IndexOfAnyExcept("\0 \t\r\n"u8) < 0)
        {
            counters.KeepAlives++;
            return;
        }
        if (!StreamFramer.StartsMessage(message[0]))
        {
            counters.NotSip++;
            return;
        }
        counters.CountReceived(SipTransportKind.Udp);
        sink.OnMessage(message, new SipSource(SipTransportKind.Udp, remote, Point));
    }

    public void OnSendFailed(IDatagramSocket socket, in NetEndpoint remote, string error)
    {
        counters.SendFailures++;
        observer.OnDatagramRefused(Point, remote, error);
    }

    /// <summary>RFC 8489 5: the first two bits are zero and the magic cookie stands at byte 4.</summary>
    private static bool IsStun(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= 20 && (datagram[0] & 0xC0) == 0 && datagram[4..].StartsWith((ReadOnlySpan<byte>)[0x21, 0x12, 0xA4, 0x42]);
}
