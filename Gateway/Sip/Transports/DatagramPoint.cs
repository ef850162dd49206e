using Telephony.Net.Addresses;
using Telephony.Net.Sockets;

namespace Telephony.Sip.Transports;

/// <summary>One UDP listen point: a datagram is a message, or nothing worth an answer.</summary>
internal sealed class DatagramPoint(TransportCounters counters, IMessageSink sink, ITransportObserver observer, ISourceGate? gate = null) : IDatagramReceiver
{
    /// <summary>Set once the real port is known.</summary>
    public ListenPoint Point { get; set; } = null!;

    public void OnDatagram(IDatagramSocket socket, Span<byte> datagram, in NetEndpoint remote)
    {
        if (gate?.Refuses(SipTransportKind.Udp, remote) == true)
        {
            counters.Gated++;
            return;
        }
        // RFC 3261 7.5: line ends before the start line are skipped.
        var message = (ReadOnlySpan<byte>)datagram;
        while (message is [(byte)'\r', (byte)'\n', ..]) message = message[2..];
        if (message.IsEmpty || message.IndexOfAnyExcept("\0 \t\r\n"u8) < 0)
        {
            counters.KeepAlives++;
            return;
        }
        if (StunMessage.Is(message))
        {
            OnStun(socket, message, remote);
            return;
        }
        if (!StreamFramer.StartsMessage(message[0]))
        {
            counters.NotSip++;
            observer.OnNotSip(new SipSource(SipTransportKind.Udp, remote, Point));
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

    /// <summary>RFC 5626 4.4.2 and 6: a phone's keep-alive is answered with the address it came from; an answer to ours is told.</summary>
    private void OnStun(IDatagramSocket socket, ReadOnlySpan<byte> message, in NetEndpoint remote)
    {
        counters.KeepAlives++;
        if (StunMessage.IsBindingAnswer(message)) observer.OnStunAnswer(remote, StunMessage.IdOf(message));
        else if (StunMessage.IsBindingRequest(message))
        {
            Span<byte> answer = stackalloc byte[StunMessage.MostBytes];
            socket.TrySend(answer[..StunMessage.WriteSuccess(answer, message, remote)], remote);
        }
    }
}
