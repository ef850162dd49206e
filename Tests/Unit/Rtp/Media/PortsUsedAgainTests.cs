using Telephony.Rtp.Media;
using Telephony.Rtp.Ports;
using Xunit;

namespace Telephony.Unit.Rtp.Media;

/// <summary>Ports stay open between two calls, and with them the room for what packets leave behind.</summary>
public sealed class PortsUsedAgainTests
{
    private readonly MediaRoom _room = new(new MediaOptions { Ports = new PortRange(30000, 30003), WarmPorts = 2, PortRest = TimeSpan.FromSeconds(2) });

    [Fact]
    public void A_leg_on_the_ports_of_an_ended_one_begins_from_nothing()
    {
        var (a, b) = FirstCall();

        var (c, d) = _room.Bridge();
        Assert.Equal([b.Leg.LocalRtp, a.Leg.LocalRtp], [c.Leg.LocalRtp, d.Leg.LocalRtp]);    // the one that rests longest comes first
        Assert.Equal((0, 0), (c.Leg.Quality.ReceivedPackets, c.Leg.Quality.SentPackets));
        c.Send();       // from another address than was latched there before
        Assert.Single(d.Received);
        Assert.Equal(0, _room.Refused(RefusalCause.ThirdParty));
        _room.Wait(1000);
        Assert.Equal((1, 1), (c.Leg.Quality.ReceivedPackets, d.Leg.Quality.SentPackets));
    }

    [Fact]
    public void The_figures_of_an_ended_leg_stay_whatever_happens_on_its_ports()
    {
        var (a, b) = FirstCall();
        var (c, _) = _room.Bridge();
        c.Send();
        _room.Wait(1000);
        Assert.Equal((1, 2), (a.Leg.Quality.ReceivedPackets, b.Leg.Quality.ReceivedPackets));
    }

    [Fact]
    public void Orders_for_an_ended_leg_do_nothing_to_the_one_that_has_its_ports()
    {
        var (a, b) = FirstCall();
        var (c, d) = _room.Bridge();
        c.Send();

        a.Leg.Apply(a.Plan() with { Send = false, Receive = false });
        b.Leg.Apply(b.Plan() with { RemoteParty = 7 });
        b.Leg.PlayEcho();
        _room.Clock.RunUntilIdle();
        c.Send();
        d.Send();
        Assert.Equal(2, d.Received.Count);
        Assert.Single(c.Received);
    }
    /// <summary>One packet of its caller, two of its callee; it has ended, and its ports have had their rest.</summary>
    private (MediaPeer A, MediaPeer B) FirstCall()
    {
        var (a, b) = _room.Bridge();
        a.Send();
        b.Send();
        b.Send();
        _room.Session.Close();
        _room.Wait(3000);
        return (a, b);
    }
}
