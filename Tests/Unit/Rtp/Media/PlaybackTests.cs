using Telephony.Rtp.Events;
using Telephony.Rtp.Media;
using Telephony.Rtp.Packets;
using Telephony.Rtp.Playback;
using Xunit;

namespace Telephony.Unit.Rtp.Media;

public sealed class PlaybackTests
{
    private readonly MediaRoom _room = new();

    [Fact]
    public void Echo_sends_back_under_its_own_source_with_the_same_steps()
    {
        var a = Lone();
        a.Leg.PlayEcho();
        a.Send();
        a.Sequence++;                  // one packet lost on the way to us
        a.Timestamp += 160;
        a.Send();
        var (first, second) = (MediaPeer.Header(a.Received[0]), MediaPeer.Header(a.Received[1]));
        Assert.NotEqual(a.Ssrc, first.Ssrc);
        Assert.Equal(first.Ssrc, second.Ssrc);
        Assert.Equal((ushort)(first.Sequence + 2), second.Sequence);
        Assert.Equal(first.Timestamp + 320, second.Timestamp);
    }

    [Fact]
    public void Echo_stays_continuous_when_the_source_changes()
    {
        var a = Lone();
        a.Leg.PlayEcho();
        a.Talk(2);
        a.Ssrc++;
        a.Sequence = 40_000;
        a.Timestamp = 1;
        a.Talk(1);
        Assert.Equal((ushort)(MediaPeer.Header(a.Received[1]).Sequence + 1), a.Last.Sequence);
        Assert.Equal(MediaPeer.Header(a.Received[1]).Timestamp + 160, a.Last.Timestamp);
    }

    [Fact]
    public void A_clip_is_played_on_a_20_ms_grid_and_its_end_is_told()
    {
        var a = Lone();
        a.Leg.Play(Clip(400));
        _room.Wait(200);
        Assert.Equal(3, a.Received.Count);
        Assert.True(MediaPeer.Header(a.Received[0]).Marker);
        Assert.False(MediaPeer.Header(a.Received[1]).Marker);
        Assert.Equal(Enumerable.Repeat((byte)0x11, 80), a.Received[2][12..92]);
        Assert.Equal(Enumerable.Repeat((byte)0xFF, 80), a.Received[2][92..]);
        Assert.Equal(["play ended"], _room.Told);
        Assert.Equal(3, _room.Plane.Statistics.PacketsMade);
    }

    [Fact]
    public void A_second_clip_continues_the_numbers_of_the_first()
    {
        var a = Lone();
        a.Leg.Play(Clip(160));
        _room.Wait(1000);
        a.Leg.Play(Clip(160));
        _room.Wait(100);
        var (first, second) = (MediaPeer.Header(a.Received[0]), MediaPeer.Header(a.Received[1]));
        Assert.Equal(first.Ssrc, second.Ssrc);
        Assert.Equal((ushort)(first.Sequence + 1), second.Sequence);
        Assert.InRange(second.Timestamp - first.Timestamp, 7900u, 8100u);
        Assert.True(second.Marker);
    }

    [Fact]
    public void A_loop_plays_until_it_is_stopped_and_then_the_far_leg_is_heard()
    {
        var (a, b) = _room.Bridge();
        a.Leg.Play(AudioClip.Silence, loop: true);
        _room.Wait(3000);
        Assert.InRange(a.Received.Count, 148, 151);
        b.Send();
        Assert.Equal(1, _room.Refused(RefusalCause.FarNotSending));
        a.Leg.StopPlay();
        b.Send();
        Numbers.AssertOneStream(a.Received);
        var count = a.Received.Count;
        _room.Wait(200);
        Assert.Equal(count, a.Received.Count);
        Assert.DoesNotContain("play ended", _room.Told);
    }

    [Fact]
    public void What_is_relayed_a_clip_and_what_is_relayed_after_it_are_one_stream()
    {
        var (a, b) = _room.Bridge();
        Talk(b, 10);
        Assert.Equal(b.Ssrc, a.Last.Ssrc);              // nothing else was sent before: as it is
        a.Leg.Play(Clip(800));
        _room.Wait(200);
        Talk(b, 10);
        Assert.Equal(25, a.Received.Count);
        Numbers.AssertOneStream(a.Received);
    }

    [Fact]
    public void Another_source_goes_on_where_the_one_before_ended()
    {
        var (a, b) = _room.Bridge();
        Talk(b, 10);
        b.Ssrc ^= 0x55AA55AA;
        (b.Sequence, b.Timestamp) = ((ushort)(b.Sequence - 12_345), b.Timestamp - 1_000_000);
        Talk(b, 10);
        Numbers.AssertOneStream(a.Received);
    }

    [Fact]
    public void What_the_source_loses_after_a_clip_is_still_seen_to_be_lost()
    {
        var (a, b) = _room.Bridge();
        Talk(b, 2);
        a.Leg.Play(Clip(160));
        _room.Wait(60);
        Talk(b, 2);
        b.Sequence += 3;
        b.Timestamp += 3 * 160;
        Talk(b, 2);
        Assert.Equal([1, 1, 1, 1, 4, 1], Numbers.Steps(a.Received));
    }

    [Fact]
    public void A_digit_of_ours_takes_the_place_of_the_sound_and_the_stream_has_no_hole()
    {
        var (a, b) = _room.Bridge();
        Talk(b, 5);
        a.Leg.SendDigit(new DtmfDigit(5), TimeSpan.FromMilliseconds(100));
        Talk(b, 20);
        Numbers.AssertOneStream(a.Received);
        Assert.Equal(7, a.Received.Count(static packet => MediaPeer.Header(packet).PayloadType == 101));
        Assert.True(_room.Refused(RefusalCause.DigitInstead) >= 5);
    }

    [Fact]
    public void A_law_legs_hear_the_A_law_form()
    {
        var a = Lone(MediaRoom.Pcma);
        a.Leg.Play(Clip(160));
        _room.Wait(40);
        Assert.Equal(8, a.Last.PayloadType);
        Assert.Equal(0x22, a.Received[0][12]);
    }

    [Fact]
    public void A_clip_that_no_agreed_codec_can_carry_ends_at_once()
    {
        var a = Lone(new Telephony.Rtp.Payloads.PayloadFormat(18, "G729"));
        a.Leg.Play(Clip(160));
        _room.Clock.RunUntilIdle();
        Assert.Equal(["play ended"], _room.Told);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(60)]
    public void Packets_have_the_length_that_was_agreed(int milliseconds)
    {
        var a = Lone();
        a.Leg.Apply(a.Plan() with { PacketTime = TimeSpan.FromMilliseconds(milliseconds) });
        a.Leg.Play(AudioClip.Silence, loop: true);
        _room.Wait(1200);
        Assert.InRange(a.Received.Count, (1200 / milliseconds) - 1, (1200 / milliseconds) + 1);
        Assert.Equal(12 + (milliseconds * 8), a.Received[0].Length);
    }

    [Fact]
    public void A_digit_is_sent_in_growing_packets_with_three_ends()
    {
        var a = Lone();
        a.Leg.SendDigit(new DtmfDigit(11), TimeSpan.FromMilliseconds(100));
        a.Leg.SendDigit(new DtmfDigit(2), TimeSpan.FromMilliseconds(40));
        _room.Wait(1000);
        var packets = a.Received.ConvertAll(packet =>
        {
            var header = MediaPeer.Header(packet);
            Assert.True(TelephoneEvent.TryRead(header.PayloadOf(packet), out var payload));
            return (header, payload);
        });
        Assert.Equal([160, 320, 480, 640, 800, 800, 800, 160, 320, 320, 320], packets.Select(packet => (int)packet.payload.Duration));
        Assert.Equal([false, false, false, false, true, true, true, false, true, true, true], packets.Select(packet => packet.payload.End));
        Assert.Equal([true, false, false, false, false, false, false, true, false, false, false], packets.Select(packet => packet.header.Marker));
        Assert.Equal(2, packets.Select(packet => packet.header.Timestamp).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, packets.Count).Select(step => (ushort)(packets[0].header.Sequence + step)), packets.Select(packet => packet.header.Sequence));
    }

    private void Talk(MediaPeer peer, int packets)
    {
        for (var i = 0; i < packets; i++)
        {
            peer.Send();
            _room.Wait(20);
        }
    }

    private MediaPeer Lone(params Telephony.Rtp.Payloads.PayloadFormat[] payloads)
    {
        var peer = _room.AddPeer(_room.AddLeg());
        peer.Leg.Apply(peer.Plan(payloads));
        _room.Clock.RunUntilIdle();
        return peer;
    }

    private static AudioClip Clip(int samples)
    {
        var (muLaw, aLaw) = (new byte[samples], new byte[samples]);
        muLaw.AsSpan().Fill(0x11);
        aLaw.AsSpan().Fill(0x22);
        return new AudioClip(muLaw, aLaw);
    }
}
