using Telephony.Audio.Codecs;
using Telephony.Audio.Detection;
using Telephony.Audio.Tones;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Calls between sides without a common codec: who may have them, what is offered and answered, and what each side hears.</summary>
public sealed class ConversionTests : Scenario
{
    private static readonly LadderSetup Allowed = new() { Trunk = static (name, trunk) => name == "alpha" ? trunk with { Codecs = new() { Transcode = true } } : trunk };

    [Theory]
    [InlineData("PCMU", "PCMA")]
    [InlineData("PCMA", "G722")]
    [InlineData("G722", "PCMU")]
    [InlineData("opus", "PCMA")]
    [InlineData("PCMU", "opus")]
    [InlineData("G722", "opus")]
    public void Each_side_hears_the_other_in_its_own_codec(string caller, string callee)
    {
        Start(Allowed);
        Sbc.Dials(Number, Sbc.Sdp(caller, "telephone-event"));
        var invite = Alpha.Receives("INVITE");
        var offered = SdpOf(invite).First(static l => l.StartsWith("m=audio", StringComparison.Ordinal)).Split(' ');
        Assert.Equal(Voice.PayloadTypeOf(caller), offered[3]);   // the common one first
        Alpha.Answers(invite, 200, SdpFrom(invite, callee));
        var answer = Sbc.Receives("200 INVITE");
        Assert.Contains(SdpOf(answer), l => l.StartsWith("m=audio", StringComparison.Ordinal) && l.Split(' ')[3] == Voice.PayloadTypeOf(caller));
        Sbc.Acks(answer);
        Alpha.Receives("ACK");

        var (near, far) = (new Voice(Ladder, Sbc, caller), new Voice(Ladder, Alpha, callee, Heard.NumberIn(invite, callee)));
        Voice.Talk(Ladder, 60, (near, 700), (far, 1500));
        near.AssertHears(1500, besides: 700);
        far.AssertHears(700, besides: 1500);
        Ladder.HangUp(Sbc, Alpha);
        Assert.Equal(2, Ladder.Record.Trace.Count(static s => s.ToString().Contains("converted from another codec", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_callee_that_answers_with_a_number_of_its_own_is_heard_under_either(bool sendsItsOwn)
    {
        Start(Allowed);
        Sbc.Dials(Number, Sbc.Sdp("PCMU"));
        var invite = Alpha.Receives("INVITE");
        var offered = Heard.NumberIn(invite, "opus");
        Alpha.Answers(invite, 200, SdpFrom(invite, "opus").Replace($" {offered}", " 96", StringComparison.Ordinal).Replace($":{offered} ", ":96 ", StringComparison.Ordinal));
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        var (near, far) = (new Voice(Ladder, Sbc, "PCMU"), new Voice(Ladder, Alpha, "opus", sendsItsOwn ? "96" : offered));
        Voice.Talk(Ladder, 60, (near, 700), (far, 1500));
        near.AssertHears(1500, besides: 700);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_common_codec_is_relayed_though_conversion_is_allowed()
    {
        Start(Allowed);
        Ladder.Connect(offer: Sbc.Sdp("PCMA", "telephone-event"), answer: Alpha.Sdp("PCMA", "telephone-event"));
        Sbc.Says(0x31, payloadType: 8);
        Assert.Equal([0x31], Alpha.Heard);    // the same octets, at once
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Without_leave_there_is_no_conversion_and_no_offer_of_more()
    {
        Sbc.Dials(Number, Sbc.Sdp("G722"));
        var invite = Alpha.Receives("INVITE");
        Assert.Contains(SdpOf(invite), static l => l.StartsWith("m=audio", StringComparison.Ordinal) && l.EndsWith("RTP/AVP 9", StringComparison.Ordinal));
        Alpha.Answers(invite, 488);
        Sbc.Receives("488");
        Alpha.Receives("ACK");
    }

    [Fact]
    public void A_session_change_goes_over_to_relaying_and_back()
    {
        Start(Allowed);
        Sbc.Dials(Number, Sbc.Sdp("PCMU", "telephone-event"));
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 200, SdpFrom(invite, "PCMA"));
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        var (near, far) = (new Voice(Ladder, Sbc, "PCMU"), new Voice(Ladder, Alpha, "PCMA"));
        Voice.Talk(Ladder, 40, (near, 700), (far, 1500));
        far.AssertHears(700, besides: 1500);

        Sbc.Sends("INVITE", Sbc.Sdp("PCMA", "telephone-event"));
        Alpha.Answers(Alpha.Receives("INVITE"), 200, Alpha.Sdp("PCMA", "telephone-event"));
        Alpha.Receives("ACK");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Sbc.Says(0x33, payloadType: 8);
        Assert.Equal(0x33, Alpha.Heard[^1]);

        Sbc.Sends("INVITE", Sbc.Sdp("PCMU", "telephone-event"));
        Alpha.Answers(Alpha.Receives("INVITE"), 200, Alpha.Sdp("PCMA", "telephone-event"));
        Alpha.Receives("ACK");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        far.Forget();
        near.Forget();
        Voice.Talk(Ladder, 40, (near, 900), (far, 1500));
        far.AssertHears(900, besides: 1500);
        near.AssertHears(1500, besides: 900);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Early_media_is_converted_and_hold_is_silent()
    {
        Start(Allowed);
        Sbc.Dials(Number, Sbc.Sdp("G722", "telephone-event"));
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 183, SdpFrom(invite, "PCMA"));
        Sbc.Receives("183");
        var (near, far) = (new Voice(Ladder, Sbc, "G722"), new Voice(Ladder, Alpha, "PCMA"));
        Voice.Talk(Ladder, 40, (far, 425));
        near.AssertHears(425, besides: 1500);
        Alpha.Answers(invite, 200, SdpFrom(invite, "PCMA"));
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");

        Sbc.Sends("INVITE", Sbc.SdpWith("inactive", codecs: ["G722", "telephone-event"]));
        Alpha.Answers(Alpha.Receives("INVITE"), 200, Alpha.SdpWith("inactive", codecs: ["PCMA", "telephone-event"]));
        Alpha.Receives("ACK");
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        near.Forget();
        Voice.Talk(Ladder, 20, (far, 425));
        Assert.Empty(near.Packets);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Loss_and_disorder_leave_no_hole_in_the_sound()
    {
        Start(Allowed);
        Sbc.Dials(Number, Sbc.Sdp("PCMU", "telephone-event"));
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 200, SdpFrom(invite, "PCMA"));
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        var (near, far) = (new Voice(Ladder, Sbc, "PCMU"), new Voice(Ladder, Alpha, "PCMA"));
        for (var i = 0; i < 60; i++)
        {
            if (i % 10 == 5) near.Loses();
            else if (i % 10 == 7) near.SaysTwoTheOtherWayRound(700);
            else if (i % 10 != 8) near.Says(700);
            Ladder.Wait(0.02);
        }
        far.AssertHears(700, besides: 1500, atLeast: 0.85);
        Assert.InRange(far.Packets.Count, 55, 60);
        far.AssertNumberedWithoutBreak();
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Music_is_played_to_the_held_side_in_its_codec()
    {
        Start(new LadderSetup { Trunk = static (name, trunk) => name == "sbc" ? trunk with { Hold = new("music.wav") } : trunk });
        Ladder.Announcements.Add("music.wav", ToneGenerator.Make(new Tone([500]), TimeSpan.FromSeconds(1)));
        foreach (var codec in new[] { "PCMA", "G722", "opus" })
        {
            Ladder.Connect(offer: Sbc.Sdp(codec, "telephone-event"), answer: Alpha.Sdp(codec, "telephone-event"));
            var held = new Voice(Ladder, Alpha, codec);
            Hold("inactive", "recvonly");
            Voice.Talk(Ladder, 60, (held, 1500));
            held.AssertHears(500, besides: 1500);
            Hold("sendrecv", "sendrecv");
            held.Forget();
            var holder = new Voice(Ladder, Sbc, codec);
            Voice.Talk(Ladder, 30, (holder, 900));
            held.AssertHears(900, besides: 500);
            Ladder.HangUp(Sbc, Alpha);

            void Hold(string direction, string answered)
            {
                Sbc.Sends("INVITE", Sbc.SdpWith(direction, codecs: [codec, "telephone-event"]));
                var invite = Alpha.Receives("INVITE");
                if (direction == "inactive") Assert.Contains("a=sendonly", SdpOf(invite));
                Alpha.Answers(invite, 200, Alpha.SdpWith(answered, codecs: [codec, "telephone-event"]));
                Alpha.Receives("ACK");
                Sbc.Acks(Sbc.Receives("200 INVITE"));
            }
        }
    }

    [Theory]
    [InlineData("G722")]
    [InlineData("opus")]
    public void An_announcement_speaks_any_codec(string codec)
    {
        Start(new LadderSetup { Numbers = [(Number, "announcement tone.wav")] });
        Ladder.Announcements.Add("tone.wav", ToneGenerator.Make(new Tone([500]), TimeSpan.FromSeconds(1)));
        Sbc.Dials(Number, Sbc.Sdp(codec));
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        var listener = new Voice(Ladder, Sbc, codec);
        Ladder.Wait(0.9);
        listener.AssertHears(500, besides: 1500);
        Sbc.Answers(Sbc.Receives("BYE"), 200);
    }

    /// <summary>An answer that takes one codec of the offer, by the offer's numbers.</summary>
    private string SdpFrom(Telephony.Support.Sip.PeerMessage offer, string codec) =>
        Alpha.Sdp(codec, "telephone-event").Replace($" {Voice.PayloadTypeOf(codec)} 101", $" {Heard.NumberIn(offer, codec)} 101", StringComparison.Ordinal)
            .Replace($"rtpmap:{Voice.PayloadTypeOf(codec)} ", $"rtpmap:{Heard.NumberIn(offer, codec)} ", StringComparison.Ordinal);
}
