using Telephony.Rtp.Latching;
using Telephony.Rtp.Media;
using Xunit;

namespace Telephony.Unit.Rtp.Media;

public sealed class LatchingTests
{
    private readonly MediaRoom _room = new();

    [Fact]
    public void The_first_source_is_sent_to_instead_of_what_was_signalled()
    {
        var (a, b) = _room.Bridge();
        var natted = _room.AddPeer(a.Leg, "203.0.113.9", 61000);
        b.Send();
        Assert.Single(a.Received);
        natted.Send();
        b.Send();
        Assert.Single(a.Received);
        Assert.Single(natted.Received);
    }

    [Fact]
    public void A_third_address_cannot_take_over_but_the_signalled_one_may()
    {
        var (a, b) = _room.Bridge();
        var natted = _room.AddPeer(a.Leg, "203.0.113.9", 61000);
        var thief = _room.AddPeer(a.Leg, "198.51.100.66", 61000);
        natted.Send();
        thief.Send();
        Assert.Single(b.Received);
        Assert.Equal(1, _room.Refused(RefusalCause.ThirdParty));
        a.Send();
        Assert.Equal(2, b.Received.Count);
        b.Send();
        Assert.Single(a.Received);
        natted.Send();
        Assert.Equal(2, _room.Refused(RefusalCause.ThirdParty));
    }

    [Fact]
    public void Silence_lets_the_trunks_own_addresses_in_and_nobody_else()
    {
        var (a, b) = _room.Bridge();
        Assert.True(AddressRange.TryParse("192.0.2.0/24", out var trunk));
        a.Leg.Apply(a.Plan() with { Allowed = [trunk] });
        var first = _room.AddPeer(a.Leg, "192.0.2.1");
        var second = _room.AddPeer(a.Leg, "192.0.2.2");
        var thief = _room.AddPeer(a.Leg, "198.51.100.66");
        thief.Send();
        Assert.Equal(1, _room.Refused(RefusalCause.NotPermitted));
        first.Send();
        _room.Wait(2900);
        second.Send();
        Assert.Single(b.Received);
        _room.Wait(200);
        thief.Send();
        Assert.Single(b.Received);
        second.Send();
        Assert.Equal(2, b.Received.Count);
        b.Send();
        Assert.Single(second.Received);
    }

    [Fact]
    public void After_silence_the_same_stream_may_come_from_another_port_of_its_host()
    {
        var (a, b) = _room.Bridge();
        var before = _room.AddPeer(a.Leg, "203.0.113.9", 61000);
        var after = _room.AddPeer(a.Leg, "203.0.113.9", 61002);
        before.Send();
        _room.Wait(3100);
        after.Send();
        Assert.Single(b.Received);
        after.Ssrc = before.Ssrc;
        after.Send();
        Assert.Equal(2, b.Received.Count);
    }

    [Fact]
    public void A_new_source_identifier_from_the_latched_address_is_accepted()
    {
        var (a, b) = _room.Bridge();
        a.Send();
        a.Ssrc++;
        a.Sequence = 7;
        a.Send();
        Assert.Equal(2, b.Received.Count);
        _room.Wait(1000);
        Assert.Equal(2, a.Leg.Quality.Sources);
        Assert.Equal(0, a.Leg.Quality.LostPackets);
    }

    [Fact]
    public void The_winning_early_dialog_is_heard_and_the_loser_is_not()
    {
        var (a, b) = _room.Bridge();
        b.Leg.Apply(b.Plan() with { RemoteParty = 1 });
        var winner = _room.AddPeer(b.Leg, "192.0.2.50");
        var behindNat = _room.AddPeer(b.Leg, "203.0.113.50");
        b.Send();
        b.Leg.Apply(winner.Plan() with { RemoteParty = 2 });
        b.Send();
        a.Send();
        Assert.Single(a.Received);
        Assert.Single(winner.Received);
        Assert.Empty(b.Received);
        behindNat.Send();
        Assert.Equal(2, a.Received.Count);
        b.Send();
        Assert.Equal(2, a.Received.Count);
        Assert.Equal(1, _room.Refused(RefusalCause.NotPermitted));
        Assert.Equal(1, _room.Refused(RefusalCause.ThirdParty));
    }

    [Fact]
    public void A_peer_that_moves_by_signalling_is_sent_to_at_its_new_address_at_once()
    {
        var (a, b) = _room.Bridge();
        b.Send();
        var moved = _room.AddPeer(b.Leg, "10.0.9.9");
        b.Leg.Apply(moved.Plan());
        a.Send();
        Assert.Single(moved.Received);
        moved.Send();
        Assert.Equal(2, a.Received.Count);
    }

    [Fact]
    public void A_plan_that_moves_nothing_keeps_the_latch()
    {
        var (a, b) = _room.Bridge();
        var natted = _room.AddPeer(a.Leg, "203.0.113.9", 61000);
        natted.Send();
        a.Leg.Apply(a.Plan() with { Send = false });
        a.Leg.Apply(a.Plan());
        b.Send();
        Assert.Single(natted.Received);
    }

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("0.0.0.0/0", "8.8.8.8", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("::1", "::1", true)]
    public void Ranges_hold_what_they_say(string range, string address, bool holds)
    {
        Assert.True(AddressRange.TryParse(range, out var parsed));
        Assert.Equal(holds, parsed.Contains(MediaRoom.Endpoint(address, 5000)));
    }

    [Theory]
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.0:80")]
    [InlineData("example.com")]
    [InlineData("::/129")]
    public void What_is_no_range_is_refused(string text) => Assert.False(AddressRange.TryParse(text, out _));
}
