using Telephony.Rtp.Events;
using Telephony.Rtp.Media;
using Xunit;

namespace Telephony.Unit.Rtp.Media;

public sealed class DigitsAndTimeoutsTests
{
    private readonly MediaRoom _room = new();

    [Fact]
    public void A_digit_passes_and_is_told_once()
    {
        var (a, b) = _room.Bridge();
        a.Send();
        a.SendDigit(new DtmfDigit(5), 100);
        a.SendDigit(new DtmfDigit(5), 100);
        Assert.Equal(["first packet", "digit 5 100 ms", "digit 5 100 ms"], _room.Told);
        Assert.Equal(1 + (2 * 7), b.Received.Count);
    }

    [Fact]
    public void A_digit_without_its_end_is_told_all_the_same()
    {
        var (a, _) = _room.Bridge();
        a.Leg.Apply(a.Plan() with { Timeouts = MediaTimeouts.Off });
        var packet = new byte[16];
        Telephony.Rtp.Packets.RtpHeader.Write(packet, 101, marker: true, 1, 1000, a.Ssrc);
        new TelephoneEvent(9, End: false, 10, 400).Write(packet.AsSpan(12));
        a.SendRaw(packet);
        _room.Wait(2000);
        Assert.Equal(["first packet", "digit 9 50 ms"], _room.Told);
    }

    [Fact]
    public void Silence_is_told_once_after_15_s_and_again_after_media_came_back()
    {
        var (a, b) = _room.Bridge();
        b.Leg.Apply(b.Plan() with { Timeouts = MediaTimeouts.Off });
        a.Talk(10);
        _room.Wait(14_000);
        Assert.DoesNotContain("timeout", _room.Told);
        _room.Wait(30_000);
        Assert.Single(_room.Told, "timeout");
        a.Talk(100);
        _room.Wait(20_000);
        Assert.Equal(2, _room.Told.Count(line => line == "timeout"));
    }

    [Fact]
    public void Before_the_first_packet_30_s_are_allowed()
    {
        var (_, b) = _room.Bridge();
        b.Leg.Apply(b.Plan() with { Timeouts = MediaTimeouts.Off });
        _room.Wait(29_000);
        Assert.Empty(_room.Told);
        _room.Wait(2_000);
        Assert.Equal(["timeout"], _room.Told);
    }

    [Fact]
    public void The_limit_begins_when_it_is_set()
    {
        var (a, b) = _room.Bridge();
        a.Leg.Apply(a.Plan() with { Timeouts = MediaTimeouts.Off });
        b.Leg.Apply(b.Plan() with { Timeouts = MediaTimeouts.Off });
        _room.Wait(60_000);
        a.Leg.Apply(a.Plan());
        _room.Wait(29_000);
        Assert.Empty(_room.Told);
        _room.Wait(2_000);
        Assert.Equal(["timeout"], _room.Told);
    }

    [Fact]
    public void Reports_alone_keep_a_leg_alive_and_hold_has_its_own_limit()
    {
        var (a, b) = _room.Bridge();
        b.Leg.Apply(b.Plan() with { Timeouts = MediaTimeouts.Off });
        a.Talk(2);
        for (var i = 0; i < 6; i++)
        {
            a.SendReport(ReportingTests.ReceiverReport(a.Ssrc));
            _room.Wait(5000);
        }
        Assert.DoesNotContain("timeout", _room.Told);
        a.Leg.Apply(a.Plan() with { Receive = false });
        _room.Wait(600_000);
        Assert.DoesNotContain("timeout", _room.Told);
        a.Leg.Apply(a.Plan());
        _room.Wait(16_000);
        Assert.Contains("timeout", _room.Told);
    }
}
