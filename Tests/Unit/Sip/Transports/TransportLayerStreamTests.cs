using Telephony.Net.Sockets;
using Telephony.Sip.Transports;
using Telephony.Support.Network;
using Xunit;
using static Telephony.Unit.Sip.Transports.TransportBench;

namespace Telephony.Unit.Sip.Transports;

public sealed class TransportLayerStreamTests
{
    private readonly TransportBench _bench = new();

    private static SipTarget Tcp(string address) => new(SipTransportKind.Tcp, At(address));

    [Fact]
    public void Messages_share_one_connection_and_answers_go_back_on_it()
    {
        var (a, b) = (_bench.Add("10.0.0.1:5060"), _bench.Add("10.0.0.2:5060"));
        b.Then = (text, source) =>
        {
            if (text.StartsWith("OPTIONS", StringComparison.Ordinal)) b.Send("SIP/2.0 200 OK", source.Back());
        };
        Assert.Equal(SendResult.Queued, a.Send("OPTIONS sip:1 SIP/2.0", Tcp("10.0.0.2:5060")));
        Assert.Equal(SendResult.Queued, a.Send("OPTIONS sip:2 SIP/2.0", Tcp("10.0.0.2:5060")));
        _bench.Clock.RunUntilIdle();
        Assert.Equal(SendResult.Sent, a.Send("OPTIONS sip:3 SIP/2.0", Tcp("10.0.0.2:5060")));
        _bench.Clock.RunUntilIdle();

        Assert.Equal(3, b.Messages.Count);
        Assert.Equal(3, a.Messages.Count);
        Assert.Equal(2, _bench.Network.Connections.Count);
        Assert.Single(b.Messages.Select(message => message.Source.ConnectionId).Distinct());
        Assert.Equal(1, a.Layer.Counters.Connections);
    }

    [Fact]
    public void A_request_in_a_dialog_takes_the_connection_it_came_on_and_a_new_one_its_own()
    {
        var (a, b) = (_bench.Add("10.0.0.1:5060"), _bench.Add("10.0.0.2:5060"));
        a.Send("INVITE sip:b SIP/2.0", Tcp("10.0.0.2:5060"));
        _bench.Clock.RunUntilIdle();
        var source = b.Messages[0].Source;

        b.Layer.Send(Bytes("BYE sip:a SIP/2.0"), source.Back(), out var same);
        b.Layer.Send(Bytes("OPTIONS sip:a SIP/2.0"), Tcp("10.0.0.1:5060"), out var other);
        Assert.Equal(source.ConnectionId, same);
        Assert.NotEqual(same, other);
        Assert.True(b.Layer.IsUsable(same));
        _bench.Clock.RunUntilIdle();
        Assert.Equal(2, a.Messages.Count);
    }

    [Fact]
    public void When_its_connection_is_gone_an_answer_opens_a_new_one()
    {
        var (a, b) = (_bench.Add("10.0.0.1:5060"), _bench.Add("10.0.0.2:5060"));
        a.Send("INVITE sip:b SIP/2.0", Tcp("10.0.0.2:5060"));
        _bench.Clock.RunUntilIdle();
        var source = b.Messages[0].Source;
        _bench.Network.Connections[0].Reset();
        _bench.Clock.RunUntilIdle();

        Assert.False(b.Layer.IsUsable(source.ConnectionId));
        Assert.Equal(SendResult.Queued, b.Layer.Send(Bytes("SIP/2.0 200 OK"), source.Back() with { Remote = At("10.0.0.1:5060") }));
        _bench.Clock.RunUntilIdle();
        Assert.StartsWith("SIP/2.0 200", Assert.Single(a.Messages).Text);
    }

    [Fact]
    public void A_lost_connection_is_reported_to_both_sides_with_its_id()
    {
        var (a, b) = (_bench.Add("10.0.0.1:5060"), _bench.Add("10.0.0.2:5060"));
        a.Layer.Send(Bytes("INVITE sip:b SIP/2.0"), Tcp("10.0.0.2:5060"), out var id);
        _bench.Clock.RunUntilIdle();
        _bench.Network.Connections[0].Reset();
        _bench.Clock.RunUntilIdle();

        var (connection, error) = Assert.Single(a.Failures);
        Assert.Equal(id, connection.ConnectionId);
        Assert.Equal(At("10.0.0.2:5060"), connection.Remote);
        Assert.Contains("reset", error, StringComparison.OrdinalIgnoreCase);
        Assert.Single(b.Failures);
        Assert.Equal(0, a.Layer.Counters.Connections);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 5)]
    public void A_connection_that_cannot_be_made_is_reported(bool silent, int seconds)
    {
        var a = _bench.Add("10.0.0.1:5060");
        if (silent) _bench.Network.SetLink(At("10.0.0.3"), new LinkOptions(BlackHole: true));
        Assert.Equal(SendResult.Queued, a.Layer.Send(Bytes("INVITE sip:b SIP/2.0"), Tcp("10.0.0.3:5060"), out var id));
        Assert.True(_bench.Clock.AdvanceUntil(() => a.Failures.Count == 1, TimeSpan.FromMinutes(1)));
        Assert.Equal(seconds, _bench.Clock.Elapsed.TotalSeconds);
        Assert.Equal(id, a.Failures[0].Connection.ConnectionId);
        Assert.Equal(1, a.Layer.Counters.ConnectionsFailed);
    }

    [Fact]
    public void Tls_connections_to_one_address_are_told_apart_by_the_name_they_must_prove()
    {
        _bench.Network.PresentCertificate(At("10.0.0.2"), "sbc.example.net");
        var (a, b) = (_bench.Add("10.0.0.1:5060", tls: true), _bench.Add("10.0.0.2:5060", tls: true));
        var target = new SipTarget(SipTransportKind.Tls, At("10.0.0.2:5061"), TlsServerName: "one.example.net");
        a.Layer.Send(Bytes("OPTIONS sip:1 SIP/2.0"), target, out var one);
        a.Layer.Send(Bytes("OPTIONS sip:2 SIP/2.0"), target with { TlsServerName = "two.example.net" }, out var two);
        a.Layer.Send(Bytes("OPTIONS sip:3 SIP/2.0"), target with { TlsServerName = "ONE.example.net" }, out var again);
        _bench.Clock.RunUntilIdle();

        Assert.NotEqual(one, two);
        Assert.Equal(one, again);
        Assert.Equal(3, b.Messages.Count);
        b.Send("SIP/2.0 200 OK", b.Messages[0].Source.Back());
        _bench.Clock.RunUntilIdle();
        Assert.Equal(["sbc.example.net"], Assert.Single(a.Messages).Source.Tls!.CertificateNames);
        Assert.Empty(b.Messages[0].Source.Tls!.CertificateNames);
    }

    [Fact]
    public void A_peer_that_does_not_read_fills_its_queue_only()
    {
        var (a, b) = (_bench.Add("10.0.0.1:5060", new TransportOptions { SendQueueBytes = 2000 }), _bench.Add("10.0.0.2:5060"));
        var c = _bench.Add("10.0.0.3:5060");
        a.Send("OPTIONS sip:b SIP/2.0", Tcp("10.0.0.2:5060"));
        _bench.Clock.RunUntilIdle();
        foreach (var connection in _bench.Network.Connections) connection.ReadingPaused = true;

        Assert.Equal(SendResult.Sent, a.Send("MESSAGE sip:b SIP/2.0", Tcp("10.0.0.2:5060"), new string('x', 1500)));
        Assert.Equal(SendResult.QueueFull, a.Send("MESSAGE sip:b SIP/2.0", Tcp("10.0.0.2:5060"), new string('x', 1500)));
        Assert.Equal(SendResult.Queued, a.Send("MESSAGE sip:c SIP/2.0", Tcp("10.0.0.3:5060"), new string('x', 1500)));
        _bench.Clock.RunUntilIdle();
        Assert.Single(c.Messages);
        Assert.Equal(1, a.Layer.Counters.QueueFull);

        foreach (var connection in _bench.Network.Connections) connection.ReadingPaused = false;
        _bench.Clock.RunUntilIdle();
        Assert.Equal(2, b.Messages.Count);
    }

    [Fact]
    public void An_idle_connection_closes_without_being_a_failure()
    {
        var (a, b) = (_bench.Add("10.0.0.1:5060"), _bench.Add("10.0.0.2:5060", new TransportOptions { IdleClose = TimeSpan.FromHours(1) }));
        a.Send("OPTIONS sip:1 SIP/2.0", Tcp("10.0.0.2:5060"));
        _bench.Clock.Advance(TimeSpan.FromMinutes(9));
        a.Send("OPTIONS sip:2 SIP/2.0", Tcp("10.0.0.2:5060"));
        _bench.Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(2, _bench.Network.Connections.Count);
        _bench.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(_bench.Network.Connections);
        Assert.Empty(a.Failures);
        Assert.Equal(1, a.Layer.Counters.ClosedIdle);
        Assert.Equal("Closed by the peer", Assert.Single(b.Failures).Error);
        a.Send("OPTIONS sip:3 SIP/2.0", Tcp("10.0.0.2:5060"));
        _bench.Clock.RunUntilIdle();
        Assert.Equal(3, b.Messages.Count);
    }

    [Fact]
    public void The_number_of_connections_is_bounded_both_ways()
    {
        var a = _bench.Add("10.0.0.1:5060", new TransportOptions { MaxConnections = 2 });
        var peers = Enumerable.Range(0, 3).Select(i => new Raw(_bench, a.Tcp.Local, $"10.9.9.{i + 1}:0")).ToArray();
        _bench.Clock.RunUntilIdle();
        Assert.Equal([false, false, true], peers.Select(peer => peer.IsClosed));
        Assert.Equal(SendResult.Failed, a.Send("OPTIONS sip:b SIP/2.0", Tcp("10.0.0.2:5060")));
        Assert.Equal(2, a.Layer.Counters.Connections);
    }

    [Fact]
    public void A_double_line_end_is_answered_with_one()
    {
        var a = _bench.Add("10.0.0.1:5060");
        var peer = new Raw(_bench, a.Tcp.Local);
        peer.Write("\r\n\r\n");
        Assert.Equal("\r\n", peer.Received.ToString());
        peer.Write("\r\n");
        Assert.Equal("\r\n", peer.Received.ToString());
        peer.Write("\r\n" + Text("OPTIONS sip:a SIP/2.0"));
        Assert.Equal("\r\n\r\n", peer.Received.ToString());
        Assert.Single(a.Messages);
        Assert.Equal(2, a.Layer.Counters.KeepAlives);
    }

    [Fact]
    public void A_stream_that_cannot_be_framed_is_answered_and_closed()
    {
        var a = _bench.Add("10.0.0.1:5060");
        var peer = new Raw(_bench, a.Tcp.Local);
        peer.Write(Text("OPTIONS sip:a SIP/2.0") + "INVITE sip:a SIP/2.0\r\nVia: x\r\n\r\n" + Text("OPTIONS sip:never SIP/2.0"));

        Assert.Single(a.Messages);
        Assert.Equal((FramingFault.MissingContentLength, "INVITE sip:a SIP/2.0\r\nVia: x\r\n\r\n"), Assert.Single(a.Faults));
        Assert.StartsWith("SIP/2.0 400", peer.Received.ToString());
        Assert.True(peer.IsClosed);
        Assert.Equal(1, a.Layer.Counters.FramingFaults(FramingFault.MissingContentLength));
        Assert.Equal(0, a.Layer.Counters.Connections);
    }

    [Fact]
    public void Messages_in_random_pieces_arrive_whole()
    {
        _bench.Network.Default = new LinkOptions(TimeSpan.FromMilliseconds(3), Jitter: TimeSpan.FromMilliseconds(9), MaxSegmentBytes: 40, RandomSegments: true);
        var (a, b) = (_bench.Add("10.0.0.1:5060"), _bench.Add("10.0.0.2:5060"));
        for (var i = 0; i < 200; i++) a.Send($"MESSAGE sip:{i} SIP/2.0", Tcp("10.0.0.2:5060"), new string('x', i * 7));
        _bench.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => Text($"MESSAGE sip:{i} SIP/2.0", new string('x', i * 7))), b.Messages.Select(message => message.Text));
    }

    [Fact]
    public void A_layer_closed_by_its_own_message_handler_stops_cleanly()
    {
        var a = _bench.Add("10.0.0.1:5060");
        a.Then = (_, _) => a.Layer.Dispose();
        var peer = new Raw(_bench, a.Tcp.Local);
        peer.Write(Text("OPTIONS sip:1 SIP/2.0") + Text("OPTIONS sip:2 SIP/2.0") + "half");
        Assert.Single(a.Messages);
        Assert.True(peer.IsClosed);
        Assert.Empty(a.Layer.ListenPoints);
    }
}
