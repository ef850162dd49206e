using Telephony.Rtp.Media;
using Xunit;

namespace Telephony.Unit.Rtp.Media;

/// <summary>UDPTL on a leg that had sound: who may send, what is counted, and what comes back afterwards.</summary>
public sealed class FaxRelayTests
{
    private readonly MediaRoom _room = new();

    [Fact]
    public void UDPTL_crosses_both_ways_and_is_counted()
    {
        var (a, b) = Faxes();
        foreach (var sequence in new byte[] { 0, 1, 3, 2, 6 }) a.SendRaw([0, sequence, 1, 0, 0, 0]);
        b.SendRaw([0, 0, 1, 9, 9, 9]);
        Assert.Equal([0, 1, 3, 2, 6], b.Received.Select(static d => d[1]));
        Assert.Equal([0, 0, 1, 9, 9, 9], Assert.Single(a.Received));
        _room.Wait(1100);
        Assert.Equal((5, 2, 1), (a.Leg.Quality.FaxReceivedPackets, a.Leg.Quality.FaxLostPackets, a.Leg.Quality.FaxSentPackets));
        Assert.Equal(0, a.Leg.Quality.ReceivedPackets);
    }

    [Fact]
    public void A_third_party_is_not_relayed_and_a_NAT_is_followed()
    {
        var (a, b) = Faxes();
        var behindNat = _room.AddPeer(a.Leg, a.Local.ToIPAddress().ToString(), port: 4900);
        behindNat.SendRaw([0, 0, 1, 0, 0, 0]);
        b.SendRaw([0, 0, 1, 0, 0, 0]);
        Assert.Single(behindNat.Received);
        _room.AddPeer(a.Leg, "10.9.9.9").SendRaw([0, 1, 1, 0, 0, 0]);
        Assert.Single(b.Received);
        Assert.Equal(1, _room.Refused(RefusalCause.ThirdParty));
    }

    [Fact]
    public void Nothing_is_told_of_silence_and_no_report_leaves_while_a_fax_lasts()
    {
        var (a, b) = _room.Bridge();
        a.Talk(5);
        a.Leg.Apply(a.Plan() with { Fax = true, Payloads = [], Timeouts = MediaTimeouts.Off });
        b.Leg.Apply(b.Plan() with { Fax = true, Payloads = [], Timeouts = MediaTimeouts.Off });
        a.Reports.Clear();
        _room.Wait(60_000);
        Assert.Equal(["first packet"], _room.Told);
        Assert.Empty(a.Reports);
        a.Leg.Apply(a.Plan());
        b.Leg.Apply(b.Plan());
        a.Talk(1);
        Assert.Equal(172, b.Received[^1].Length);
    }

    [Fact]
    public void A_leg_that_still_has_sound_gets_no_UDPTL()
    {
        var (a, b) = _room.Bridge();
        a.Leg.Apply(a.Plan() with { Fax = true, Payloads = [] });
        _room.Wait(1);
        a.SendRaw([0, 0, 1, 0, 0, 0]);
        Assert.Empty(b.Received);
        b.Send();
        Assert.Empty(a.Received);
    }

    [Fact]
    public void Sequence_numbers_past_32768_are_no_RTP()
    {
        var (a, b) = Faxes();
        a.SendRaw([0x80, 0, 1, 0, 0, 0]);
        Assert.Empty(b.Received);     // RTP, as far as anybody can tell
        for (var high = 0; high < 0x90; high += 4) a.SendRaw([(byte)high, 0, 1, 0, 0, 0]);
        Assert.Equal(0x90 / 4, b.Received.Count);
    }

    private (MediaPeer A, MediaPeer B) Faxes()
    {
        var (a, b) = (_room.AddPeer(_room.AddLeg()), _room.AddPeer(_room.AddLeg()));
        foreach (var peer in new[] { a, b }) peer.Leg.Apply(peer.Plan() with { Fax = true, Payloads = [], Timeouts = MediaTimeouts.Off });
        _room.Session.Bridge(a.Leg, b.Leg);
        _room.Wait(1);
        return (a, b);
    }
}
