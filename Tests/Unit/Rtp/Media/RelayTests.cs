using Telephony.Rtp.Media;
using Telephony.Rtp.Payloads;
using Xunit;

namespace Telephony.Unit.Rtp.Media;

public sealed class RelayTests
{
    private readonly MediaRoom _room = new();

    [Fact]
    public void Packets_pass_both_ways_octet_for_octet()
    {
        var (a, b) = _room.Bridge();
        var fromA = a.Send(marker: true);
        var fromB = b.Send();
        Assert.Equal(fromA, Assert.Single(b.Received));
        Assert.Equal(fromB, Assert.Single(a.Received));
        Assert.Equal(2, _room.Plane.Statistics.PacketsRelayed);
    }

    [Fact]
    public void A_codec_numbered_differently_is_renumbered_and_the_rest_untouched()
    {
        var (a, b) = _room.Bridge();
        b.Leg.Apply(b.Plan(new PayloadFormat(0, "pcmu"), new PayloadFormat(96, "telephone-event")));
        _room.Clock.RunUntilIdle();
        var sent = a.Send(payloadType: 101, marker: true);
        Assert.Equal(96, b.Last.PayloadType);
        Assert.True(b.Last.Marker);
        Assert.Equal(sent[2..], b.Received[^1][2..]);
        b.Send(payloadType: 96);
        Assert.Equal(101, a.Last.PayloadType);
    }

    [Fact]
    public void A_peer_that_wants_another_number_than_it_sends_gets_it()
    {
        var (a, b) = _room.Bridge();
        b.Leg.Apply(b.Plan(new PayloadFormat(0, "PCMU"), new PayloadFormat(101, "telephone-event") { SendPayloadType = 97 }));
        a.Send(payloadType: 101);
        Assert.Equal(97, b.Last.PayloadType);
        b.Send(payloadType: 101);
        Assert.Equal(101, a.Last.PayloadType);
    }

    [Fact]
    public void What_was_not_agreed_is_dropped_and_counted()
    {
        var (a, b) = _room.Bridge();
        a.Send(payloadType: 8);
        Assert.Empty(b.Received);
        Assert.Equal(1, _room.Refused(RefusalCause.UnknownPayload));

        a.Leg.Apply(a.Plan(MediaRoom.Pcmu, MediaRoom.Pcma));
        a.Send(payloadType: 8);
        Assert.Empty(b.Received);
        Assert.Equal(1, _room.Refused(RefusalCause.NoFarPayload));
    }

    [Fact]
    public void Other_protocols_and_broken_packets_are_counted_by_cause()
    {
        var (a, b) = _room.Bridge();
        a.SendRaw([0, 1, 0, 0]);
        a.SendRaw([22, 254, 253, 0]);
        a.SendRaw([200, 0]);
        a.SendRaw([0x80, 0, 1]);
        a.SendRaw([0x8F, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
        a.SendRaw([0x80, 200, 0, 9]);
        Assert.Empty(b.Received);
        foreach (var cause in new[]
                 {
                     RefusalCause.Stun, RefusalCause.Dtls, RefusalCause.UnknownProtocol, RefusalCause.TooShort, RefusalCause.BadHeader, RefusalCause.BadRtcp,
                 }) Assert.Equal(1, _room.Refused(cause));
    }

    [Fact]
    public void Hold_stops_both_ways_and_resume_carries_on()
    {
        var (a, b) = _room.Bridge();
        a.Send();
        a.Leg.Apply(a.Plan() with { Send = false, Receive = false });
        a.Send();
        b.Send();
        Assert.Single(b.Received);
        Assert.Empty(a.Received);
        Assert.Equal(1, _room.Refused(RefusalCause.NotReceiving));
        Assert.Equal(1, _room.Refused(RefusalCause.FarNotSending));

        a.Leg.Apply(a.Plan());
        a.Send();
        Assert.Equal(1002, b.Last.Sequence);
    }

    [Fact]
    public void Bridging_a_leg_anew_parts_it_from_the_old_one()
    {
        var (a, b) = _room.Bridge();
        var c = _room.AddPeer(_room.AddLeg());
        c.Leg.Apply(c.Plan());
        _room.Session.Bridge(a.Leg, c.Leg);
        a.Send();
        b.Send();
        Assert.Single(c.Received);
        Assert.Empty(b.Received);
        Assert.Empty(a.Received);
        _room.Session.Unbridge();
        a.Send();
        Assert.Single(c.Received);
        Assert.Equal(2, _room.Refused(RefusalCause.NotBridged));
    }

    [Fact]
    public void A_leg_without_a_plan_or_an_address_sends_nothing()
    {
        var (a, b) = (_room.AddPeer(_room.AddLeg()), _room.AddPeer(_room.AddLeg()));
        _room.Session.Bridge(a.Leg, b.Leg);
        a.Send();
        a.Leg.Apply(a.Plan());
        b.Leg.Apply(b.Plan() with { RemoteRtp = MediaRoom.Endpoint("0.0.0.0", 4000) });
        a.Send();
        Assert.Equal(1, _room.Refused(RefusalCause.NoPlan));
        Assert.Equal(1, _room.Refused(RefusalCause.NoDestination));
    }

    [Fact]
    public void Closing_gives_the_ports_back_and_tells_the_owner_last()
    {
        var (a, b) = _room.Bridge();
        a.Talk(3);
        Assert.Equal(2, _room.Plane.Statistics.PortPairsTaken);
        _room.Session.Close();
        _room.Session.Close();
        _room.Clock.RunUntilIdle();
        Assert.Equal(0, _room.Plane.Statistics.PortPairsTaken);
        Assert.Equal(0, _room.Plane.Statistics.Legs);
        Assert.Equal(["first packet", "closed", "closed"], _room.Told);
        Assert.Equal(3, a.Leg.Quality.ReceivedPackets);
        Assert.Equal(3, b.Leg.Quality.SentPackets);
    }
}
