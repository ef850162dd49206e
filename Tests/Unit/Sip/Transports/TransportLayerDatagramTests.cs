using System.Net.Sockets;
using System.Text;
using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Telephony.Sip.Transports;
using Telephony.Support.Network;
using Xunit;
using static Telephony.Unit.Sip.Transports.TransportBench;

namespace Telephony.Unit.Sip.Transports;

public sealed class TransportLayerDatagramTests : IDatagramReceiver
{
    private readonly TransportBench _bench = new();
    private readonly List<string> _heard = [];

    void IDatagramReceiver.OnDatagram(IDatagramSocket socket, Span<byte> datagram, in NetEndpoint remote) => _heard.Add(Encoding.Latin1.GetString(datagram));

    [Fact]
    public void A_datagram_goes_out_from_the_listen_point_and_its_answer_comes_back()
    {
        var (a, b) = (_bench.Add("10.0.0.1:5060"), _bench.Add("10.0.0.2:5080"));
        b.Then = (_, source) => b.Send("SIP/2.0 200 OK", source.Back());

        Assert.Equal(SendResult.Sent, a.Send("OPTIONS sip:b SIP/2.0", new SipTarget(SipTransportKind.Udp, At("10.0.0.2:5080"))));
        _bench.Clock.RunUntilIdle();

        var (_, source) = Assert.Single(b.Messages);
        Assert.Equal(At("10.0.0.1:5060"), source.Remote);
        Assert.Equal(0, source.ConnectionId);
        Assert.Same(b.Udp, source.Local);
        Assert.StartsWith("SIP/2.0 200", Assert.Single(a.Messages).Text);
        Assert.Equal(1, a.Layer.Counters.Sent(SipTransportKind.Udp));
        Assert.Equal(1, a.Layer.Counters.Received(SipTransportKind.Udp));
    }

    [Fact]
    public void Keep_alives_and_garbage_are_counted_and_go_no_further()
    {
        var a = _bench.Add("10.0.0.1:5060");
        var peer = _bench.Network.OpenDatagram(_bench.Clock.CreateLoop(), At("10.0.0.9:5060"), this, new DatagramOptions());
        byte[] stun = [0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42, .. new byte[12]];
        byte[][] keepAlives = [[], "\r\n\r\n"u8.ToArray(), "\r\n"u8.ToArray(), [0], "\0\0\0\0"u8.ToArray(), stun];
        foreach (var datagram in keepAlives) peer.TrySend(datagram, a.Udp.Local);
        foreach (var datagram in new byte[][] { [0x80, 0, 1], [0x16, 3, 1], "<xml>"u8.ToArray() }) peer.TrySend(datagram, a.Udp.Local);
        peer.TrySend("\r\nOPTIONS sip:a SIP/2.0\r\n\r\n"u8, a.Udp.Local);
        _bench.Clock.RunUntilIdle();

        Assert.StartsWith("OPTIONS", Assert.Single(a.Messages).Text);
        Assert.Equal(keepAlives.Length, a.Layer.Counters.KeepAlives);
        Assert.Equal(3, a.Layer.Counters.NotSip);
        // RFC 5626 4.4.2: the STUN request alone is answered, with the address it came from: 10.0.0.9:5060 behind the cookie.
        byte[] mapped = [1, 1, 0, 12, 0x21, 0x12, 0xA4, 0x42, .. new byte[12], 0, 0x20, 0, 8, 0, 1, 0x13 ^ 0x21, 0xC4 ^ 0x12, 10 ^ 0x21, 0x12, 0xA4, 9 ^ 0x42];
        Assert.Equal(Encoding.Latin1.GetString(mapped), Assert.Single(_heard));
    }

    [Fact]
    public void A_refused_datagram_fails_at_once()
    {
        var a = _bench.Add("10.0.0.1:5060");
        _bench.Network.SetLink(At("10.0.0.2"), new LinkOptions(Unreachable: true));
        Assert.Equal(SendResult.Failed, a.Send("OPTIONS sip:b SIP/2.0", new SipTarget(SipTransportKind.Udp, At("10.0.0.2:5060"))));
        Assert.Equal(SendResult.Failed, a.Send("OPTIONS sip:b SIP/2.0", new SipTarget(SipTransportKind.Udp, At("[2001:db8::1]:5060"))));
        Assert.Equal(2, a.Layer.Counters.SendFailures);
    }

    [Fact]
    public void The_listen_point_is_chosen_by_kind_family_and_address()
    {
        var a = _bench.Add("127.0.0.1:5060");
        var outside = a.Layer.Listen(new ListenOptions(SipTransportKind.Udp, At("10.0.0.1:5060"), "203.0.113.7", 15060));
        var other = a.Layer.Listen(new ListenOptions(SipTransportKind.Udp, At("10.0.1.1:5060")));
        var v6 = a.Layer.Listen(new ListenOptions(SipTransportKind.Udp, At("[::]:5060")));

        Assert.Same(outside, a.Layer.Choose(SipTransportKind.Udp, At("192.0.2.1:5060")));
        Assert.Same(a.Udp, a.Layer.Choose(SipTransportKind.Udp, At("127.0.0.1:5090")));
        Assert.Same(other, a.Layer.Choose(SipTransportKind.Udp, At("192.0.2.1:5060"), At("10.0.1.1")));
        Assert.Same(v6, a.Layer.Choose(SipTransportKind.Udp, At("[2001:db8::1]:5060")));
        Assert.Null(a.Layer.Choose(SipTransportKind.Udp, At("192.0.2.1:5060"), At("10.0.2.1")));
        Assert.Null(a.Layer.Choose(SipTransportKind.Tls, At("192.0.2.1:5061")));
        Assert.True(a.Layer.Supports(SipTransportKind.Udp, AddressFamily.InterNetworkV6));
        Assert.False(a.Layer.Supports(SipTransportKind.Tcp, AddressFamily.InterNetworkV6));
        Assert.Equal("203.0.113.7:15060"u8, outside.SentBy.Span);
        Assert.Equal("[::]:5060"u8, v6.SentBy.Span);
    }

    [Fact]
    public void A_datagram_refused_after_it_was_taken_is_reported()
    {
        var a = _bench.Add("10.0.0.1:5060");
        var point = new DatagramPoint(a.Layer.Counters, a, a) { Point = a.Udp };
        point.OnSendFailed(a.Udp.Socket!, At("192.0.2.1:5060"), "Network is unreachable");
        Assert.Equal(At("192.0.2.1:5060"), Assert.Single(a.Unsent));
        Assert.Equal(1, a.Layer.Counters.SendFailures);
    }
}
