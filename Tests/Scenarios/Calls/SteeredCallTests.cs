using Telephony.Audio.Detection;
using Telephony.Audio.Tones;
using Telephony.Calls.Steering;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Calls that end in the gateway and are steered by a controller.</summary>
public class SteeredCallTests : Scenario
{
    private const string Ours = "+14255550150";
    private const string Theirs = "+14255550123";

    private readonly ScriptedController _controller = new();

    public SteeredCallTests() => Start(new LadderSetup { Numbers = [(Ours, "app sales")], Reception = _controller });

    private SteeredCall Call => _controller.Calls[^1];

    [Fact]
    public void A_call_to_an_application_waits_until_it_is_answered()
    {
        Sbc.Dials(Ours, headers: "User-To-User: 56a390f3d2b7310023a2;encoding=hex\nX-Case: 4711\n");
        Sbc.ReceivesNothing(1);
        Assert.Equal((Sbc.Number, Ours, true), (Call.Caller, Call.Called, Call.IsInbound));
        Assert.Equal([new("User-To-User", "56a390f3d2b7310023a2;encoding=hex"), new("X-Case", "4711")], Call.Headers);
        Call.Ring();
        Sbc.Receives("180");
        Call.Answer();
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Assert.Equal(["call sales", "answered"], _controller.Told);
        Call.HangUp("done");
        Sbc.Answers(Sbc.Receives("BYE"), 200);
        Assert.Equal(("app sales", CallEndedBy.Controller), (Ladder.Record.Destination, Ladder.Record.Cause!.EndedBy));
        Assert.Equal("ended 0", _controller.Told[^1]);
    }

    [Theory]
    [InlineData("PCMU")]
    [InlineData("PCMA")]
    [InlineData("G722")]
    [InlineData("opus")]
    public void The_phone_hears_what_the_controller_says_and_is_heard(string codec)
    {
        var (voice, ears) = (new Humming(1000), new Ears());
        Sbc.Dials(Ours, Sbc.Sdp(codec, "telephone-event"));
        Call.Speak(voice);
        Call.Listen(ears);
        Call.Answer();
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        var phone = new Voice(Ladder, Sbc, codec);
        Voice.Talk(Ladder, 100, (phone, 440));
        phone.AssertHears(1000, besides: 440);
        ears.AssertHeard(440, besides: 1000);
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
        Assert.Equal("ended 0", _controller.Told[^1]);
    }

    [Fact]
    public void Another_codec_in_the_middle_of_the_call_is_heard_and_spoken()
    {
        var (voice, ears) = (new Humming(1000), new Ears());
        Connect(voice, ears);
        Sbc.Sends("INVITE", Sbc.Sdp("G722", "telephone-event"));
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        var phone = new Voice(Ladder, Sbc, "G722");
        Voice.Talk(Ladder, 100, (phone, 440));
        phone.AssertHears(1000, besides: 440);
        ears.AssertHeard(440, besides: 1000);
        End();
    }

    [Theory]
    [InlineData("sendonly", null)]
    [InlineData("inactive", null)]
    [InlineData("sendrecv", "0.0.0.0")]
    public void A_phone_that_holds_and_comes_back_is_told_once_each(string direction, string? address)
    {
        Connect(new Humming(1000), new Ears());
        var held = address is null ? Sbc.SdpWith(direction) : Sbc.SdpWith(direction, address: address);
        foreach (var (description, word) in new[] { (held, "held"), (held, "held"), (Sbc.Sdp(), "resumed") })
        {
            Sbc.Sends("INVITE", description);
            Sbc.Acks(Sbc.Receives("200 INVITE"));
            Assert.Equal(word, _controller.Told[^1]);
        }
        Assert.Equal(["held", "resumed"], _controller.Told.SkipWhile(static word => word != "held"));
        End();
    }

    [Fact]
    public void Keys_are_told_as_events_as_INFO_and_as_tones()
    {
        Connect(new Humming(1000), new Ears());
        Sbc.PressesKey('5');
        Assert.Equal("digit 5", _controller.Told[^1]);
        End();

        Sbc.Dials(Ours, Sbc.Sdp("PCMU"));
        Call.Listen(new Ears());
        Call.Answer();
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        var phone = new Voice(Ladder, Sbc, "PCMU");
        phone.Plays(new short[1600]);
        phone.Plays(ToneGenerator.Make(Tone.Dtmf('7'), TimeSpan.FromMilliseconds(120), phone.EncoderRate));
        phone.Plays(new short[4800]);
        Assert.Equal("digit 7", _controller.Told[^1]);
        End();
    }

    [Fact]
    public void Keys_go_to_the_phone_as_it_takes_them()
    {
        Connect(new Humming(1000), new Ears());
        Call.SendDigit('4', TimeSpan.FromMilliseconds(100));
        Call.SendDigit('2', TimeSpan.FromMilliseconds(100));
        Ladder.Wait(1);
        Assert.Equal("42", Heard.EventsOf(Sbc));
        End();
    }

    [Theory]
    [InlineData(486)]
    [InlineData(403)]
    [InlineData(480)]
    public void A_controller_may_refuse_the_call(int status)
    {
        Sbc.Dials(Ours);
        Call.Reject(status, "The application does not want it.");
        Sbc.Receives($"{status}");
        Assert.Equal([.. new[] { "call sales", $"ended {status}" }], _controller.Told);
    }

    [Fact]
    public void A_caller_who_gives_up_is_told_of()
    {
        Sbc.Dials(Ours);
        Call.Ring();
        Sbc.Receives("180");
        Sbc.Cancels();
        Sbc.Receives("200 CANCEL");
        Sbc.Receives("487");
        Assert.Equal(CallEndedBy.Caller, _controller.Cause!.EndedBy);
        Call.Answer();   // too late
        Sbc.ReceivesNothing(1);
    }

    [Fact]
    public void A_call_that_nobody_cares_for_rings_out()
    {
        Sbc.Dials(Ours);
        Sbc.Receives("480", within: 130);
        Assert.Equal("ended 480", _controller.Told[^1]);
    }

    [Fact]
    public void A_waiting_call_is_sent_on_by_the_routes()
    {
        Sbc.Dials(Ours);
        Call.Ring();
        Sbc.Receives("180");
        Call.Forward(Theirs);
        var invite = Alpha.Receives("INVITE");
        Assert.Contains(Theirs, invite.RequestUri);
        Alpha.Answers(invite, 200);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        Assert.Equal("left", _controller.Told[^1]);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void The_gateway_calls_a_phone_and_speaks_with_it()
    {
        var (voice, ears) = (new Humming(1000), new Ears());
        var call = Originate(headers: [new("X-Case", "4711"), new("User-To-User", "00a1")]);
        call.Speak(voice);
        call.Listen(ears);
        var invite = Alpha.Receives("INVITE");
        Assert.Contains(Theirs, invite.RequestUri);
        Assert.Contains(Ours, invite["From"]);
        Assert.Equal(("4711", "00a1"), (invite["X-Case"], invite["User-To-User"]));
        Alpha.Answers(invite, 180);
        Assert.Equal(["ringing"], _controller.Told);
        Alpha.Answers(invite, 200, Alpha.Sdp("PCMU", "telephone-event"));
        Alpha.Receives("ACK");
        Assert.Equal(["ringing", "answered"], _controller.Told);
        var phone = new Voice(Ladder, Alpha, "PCMU");
        Voice.Talk(Ladder, 100, (phone, 440));
        phone.AssertHears(1000, besides: 440);
        ears.AssertHeard(440, besides: 1000);
        Alpha.PressesKey('9');
        Assert.Equal("digit 9", _controller.Told[^1]);
        Alpha.Sends("BYE");
        Alpha.Receives("200 BYE");
        Assert.Equal((CallDirection.Outbound, CallEndedBy.Callee), (Ladder.Record.Direction, Ladder.Record.Cause!.EndedBy));
        Assert.Equal(LegRole.B, Assert.Single(Ladder.Record.Legs).Role);
    }

    [Fact]
    public void A_phone_that_is_held_and_resumed_goes_on()
    {
        var call = Originate();
        call.Speak(new Humming(1000));
        Alpha.Answers(Alpha.Receives("INVITE"), 200);
        Alpha.Receives("ACK");
        Alpha.Sends("INVITE", Alpha.SdpWith("sendonly"));
        Alpha.Acks(Alpha.Receives("200 INVITE"));
        var phone = new Voice(Ladder, Alpha, "PCMU");
        Ladder.Wait(1);
        Assert.Empty(phone.Packets);
        Alpha.Sends("INVITE", Alpha.Sdp());
        Alpha.Acks(Alpha.Receives("200 INVITE"));
        Ladder.Wait(1);
        Assert.InRange(phone.Packets.Count, 48, 52);
        call.HangUp("done");
        Alpha.Answers(Alpha.Receives("BYE"), 200);
    }

    [Fact]
    public void A_busy_phone_ends_the_call()
    {
        Originate();
        Alpha.Answers(Alpha.Receives("INVITE"), 486);
        Alpha.Receives("ACK");
        Assert.Equal("ended 486", _controller.Told[^1]);
    }

    [Fact]
    public void A_phone_that_does_not_answer_in_time_is_left()
    {
        Originate();
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        Alpha.Answers(Alpha.Receives("CANCEL", within: 31), 200);
        Alpha.Answers(invite, 487);
        Alpha.Receives("ACK");
        Assert.Equal("ended 480", _controller.Told[^1]);
    }

    [Fact]
    public void Hanging_up_while_it_rings_cancels()
    {
        var call = Originate();
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 180);
        call.HangUp("The application has changed its mind.");
        Alpha.Answers(Alpha.Receives("CANCEL"), 200);
        Alpha.Answers(invite, 487);
        Alpha.Receives("ACK");
        Assert.Equal(CallEndedBy.Controller, _controller.Cause!.EndedBy);
    }

    [Fact]
    public void A_number_that_no_route_leads_to_ends_at_once()
    {
        Ladder.Shard.Originate(new OutboundOrder(ResourceId.Default, "+4930123456", Ours), _controller);
        Assert.Equal(["ended 404"], _controller.Told);
    }

    [Fact]
    public void What_it_was_connected_with_gets_BYE_after_a_crash()
    {
        Originate();
        Alpha.Answers(Alpha.Receives("INVITE"), 200);
        Alpha.Receives("ACK");
        Ladder.CrashAndRestart();
        Alpha.Answers(Alpha.Receives("BYE"), 200);
    }

    private SteeredCall Originate(IReadOnlyList<KeyValuePair<string, string>>? headers = null) =>
        Ladder.Shard.Originate(new OutboundOrder(ResourceId.Default, Theirs, Ours) { Patience = TimeSpan.FromSeconds(30), Headers = headers ?? [] }, _controller);

    private void Connect(IFrameSource source, IFrameSink sink)
    {
        Sbc.Dials(Ours);
        Call.Speak(source);
        Call.Listen(sink);
        Call.Answer();
        Sbc.Acks(Sbc.Receives("200 INVITE"));
    }

    private void End()
    {
        Sbc.Sends("BYE");
        Sbc.Receives("200 BYE");
    }

    private sealed class Humming(double frequency) : IFrameSource
    {
        private readonly ToneGenerator _tone = new(new Tone([frequency]), SteeredSound.SampleRate);

        public void Fill(Span<short> frame) => _tone.Fill(frame);
    }

    private sealed class Ears : IFrameSink
    {
        private readonly List<short> _heard = [];

        public void Hear(ReadOnlySpan<short> frame) => _heard.AddRange(frame);

        public void AssertHeard(double frequency, double besides)
        {
            var part = _heard.ToArray().AsSpan()[(_heard.Count / 2)..^1600];
            Assert.InRange(part.Length, 8000, int.MaxValue);
            Assert.InRange(Goertzel.Share(part, frequency, SteeredSound.SampleRate), 0.95, 1.01);
            Assert.InRange(Goertzel.Share(part, besides, SteeredSound.SampleRate), 0, 0.02);
        }
    }
}
