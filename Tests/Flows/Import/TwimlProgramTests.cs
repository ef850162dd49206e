using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.FlowSimulator;
using Telephony.Ivr.Import;
using Xunit;

namespace Telephony.Flows.Import;

/// <summary>Documents of one call each: what the caller meets, and where it goes on.</summary>
public sealed class TwimlProgramTests
{
    private static readonly Uri At = new("https://app.example/voice/start?tenant=7");

    [Fact]
    public void Keys_go_to_the_action_and_silence_to_the_next_verb()
    {
        const string xml = "<Response><Gather numDigits='4' timeout='3' action='pin?x=1&amp;y=2'><Say>PIN?</Say></Gather><Say>Nothing came.</Say></Response>";
        var call = Call(xml, out var document);
        call.UntilAsked().Press("47#").UntilOver();
        var link = Link(call, document);
        Assert.Equal(("https://app.example/voice/pin?x=1&y=2", false, "Digits", "input"), (link.Url.AbsoluteUri, link.IsGet, link.Parameters[0].Name, link.Parameters[0].Variable));
        Assert.Equal("47", call["input"].ToString());
        Assert.Contains("Nothing came.", Call(xml, out _).UntilAsked().UntilOver().Heard, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_action_the_document_itself_is_asked_again()
    {
        var call = Call("<Response><Gather input='speech dtmf' method='GET'/></Response>", out var document);
        call.UntilAsked().Say("billing please").UntilOver();
        var link = Link(call, document);
        Assert.Equal((At, true), (link.Url, link.IsGet));
        Assert.Equal(["Digits=input", "SpeechResult=spoken"], link.Parameters.Select(static one => $"{one.Name}={one.Variable}"));
        Assert.Equal(("billing please", ""), (call["spoken"].ToString(), call["input"].ToString()));
    }

    [Theory]
    [InlineData("answers talk 5s", "completed")]
    [InlineData("busy", "busy")]
    [InlineData("noAnswer", "no-answer")]
    [InlineData("unreachable", "failed")]
    public void A_dial_with_an_action_says_what_came_of_it(string outcome, string status)
    {
        var call = Call("<Response><Dial action='/after' timeout='20' callerId='+12025550100'><Number>+12025550111</Number></Dial><Say>not here</Say></Response>", out var document, new World().On("dial", "*", outcome));
        call.UntilOver();
        Assert.Equal(status == "completed" ? "5" : "", call["talked"].ToString());
        Assert.Equal(status, Link(call, document).Parameters.Single(static one => one.Name == "DialCallStatus").Literal);
        Assert.DoesNotContain("not here", call.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dial_without_one_goes_on_with_the_next_verb() =>
        Assert.Contains("still here", Call("<Response><Dial>+12025550111</Dial><Say>still here</Say></Response>", out _, new World().On("dial", "*", "busy")).UntilOver().Heard, StringComparison.Ordinal);

    [Fact]
    public void A_recording_goes_to_the_action_and_silence_to_the_next_verb()
    {
        const string xml = "<Response><Record maxLength='20' action='/left' playBeep='false'/><Say>Nothing.</Say></Response>";
        var call = Call(xml, out var document, new World().On("record", "*", "8s"));
        call.UntilOver();
        Assert.Equal(["RecordingUrl=recording", "RecordingDuration=recordingSeconds"], Link(call, document).Parameters.Select(static one => $"{one.Name}={one.Variable}"));
        Assert.Contains(call.Actions, static action => action is FlowAction.Record { Longest.TotalSeconds: 20, Beep: false });
    }

    [Fact]
    public void What_is_said_is_no_template_and_may_be_in_another_language()
    {
        var call = Call("<Response><Say language='de-DE'>Guten {{ call.from }} {% x %}</Say><Say>Good &lt;day&gt;</Say><Say><prosody rate='slow'>slow</prosody></Say><Play loop='2'>https://app.example/a.wav</Play></Response>", out _);
        call.UntilOver();
        var pieces = call.Actions.OfType<FlowAction.Play>().SelectMany(static play => play.Pieces).ToList();
        Assert.Equal(new PromptPiece.Speech("Guten { { call.from }} { % x %}", false, "de-DE", ""), pieces[0]);
        Assert.Equal(("Good <day>", "en-US"), pieces[1] is PromptPiece.Speech said ? (said.Text, said.Language) : default);
        Assert.Equal("<speak><prosody rate=\"slow\">slow</prosody></speak>", pieces[2] is PromptPiece.Speech { IsSsml: true } ssml ? ssml.Text : "");
        Assert.Equal(2, pieces.Count(static piece => piece is PromptPiece.Sound { File: "https://app.example/a.wav" }));
    }

    [Theory]
    [InlineData("<Response><Redirect>next.xml</Redirect><Say>never</Say></Response>", "https://app.example/voice/next.xml")]
    [InlineData("<Response><Redirect/></Response>", "https://app.example/voice/start?tenant=7")]
    [InlineData("<Response><Redirect method='GET'>http://other.example/x</Redirect></Response>", "http://other.example/x")]
    public void A_redirection_is_followed_at_once(string xml, string url)
    {
        var call = Call(xml, out var document);
        Assert.Equal(url, Link(call, document).Url.AbsoluteUri);
        Assert.Contains(call.Actions, static action => action is FlowAction.HandOver { App: TwimlProgram.App });
    }

    [Theory]
    [InlineData("<Response><Redirect>ftp://x.example/</Redirect></Response>")]
    [InlineData("<html/>")]
    [InlineData("Hello")]
    [InlineData("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><Response>&b;</Response>")]
    public void What_is_no_TwiML_says_why(string xml)
    {
        Assert.False(TwimlProgram.TryRead(xml, At, out _, out var why));
        Assert.NotEmpty(why);
    }

    [Fact]
    public void A_queue_says_how_it_was_left()
    {
        var call = Call("<Response><Enqueue action='/left'>support</Enqueue></Response>", out var document, new World().On("queue", "support", "full"));
        call.UntilOver();
        Assert.Equal("queue-full", Link(call, document).Parameters[0].Literal);
    }

    [Fact]
    public void Who_waits_hears_what_another_address_says_and_leaves_when_that_says_so()
    {
        var call = Call("<Response><Enqueue waitUrl='wait?x=1' waitUrlMethod='GET' action='/left'>support</Enqueue></Response>", out var document, new World().On("queue", "support", "leave after 40s"));
        var (node, wait) = Assert.Single(document.Waits);
        Assert.Equal((call.Node, "https://app.example/voice/wait?x=1", true), (node, wait.Url.AbsoluteUri, wait.IsGet));
        Assert.Contains(call.Actions, static action => action is FlowAction.Play { Loop: true });
        Assert.True(call.Wait(TimeSpan.FromSeconds(39)).Node == node && call.UntilOver().IsOver);
        Assert.Equal("leave", Link(call, document).Parameters[0].Literal);
        Assert.Contains(call.Actions, static action => action is FlowAction.LeaveQueue);
    }

    [Theory]
    [InlineData("<Response><Say>One</Say><Play loop='2'>hold.mp3</Play><Pause length='3'/></Response>", TwimlHoldEnd.Again, 4, null)]
    [InlineData("<Response><Say voice='x'>Bye <break/></Say><Leave/><Say>never</Say></Response>", TwimlHoldEnd.Leave, 1, null)]
    [InlineData("<Response><Redirect method='GET'>/other</Redirect></Response>", TwimlHoldEnd.Again, 0, "https://app.example/other")]
    [InlineData("<Response><Hangup/></Response>", TwimlHoldEnd.HangUp, 0, null)]
    [InlineData("<Response/>", TwimlHoldEnd.Again, 0, null)]
    public void A_document_for_those_who_wait_is_sounds_and_an_end(string xml, TwimlHoldEnd end, int pieces, string? next)
    {
        Assert.True(TwimlHold.TryRead(xml, At, out var hold, out var why), why);
        Assert.Equal((end, pieces, next), (hold.End, hold.Pieces.Count, hold.Next?.Url.AbsoluteUri));
        Assert.Empty(hold.Left);
        Assert.All(hold.Pieces.OfType<PromptPiece.Sound>(), static sound => Assert.Equal("https://app.example/voice/hold.mp3", sound.File));
    }

    [Fact]
    public void What_has_no_place_while_a_caller_waits_is_said()
    {
        Assert.True(TwimlHold.TryRead("<Response><Gather/><Say>On.</Say></Response>", At, out var hold, out _));
        Assert.Contains("Gather", Assert.Single(hold.Left), StringComparison.Ordinal);
        Assert.False(TwimlHold.TryRead("<html/>", At, out _, out var why));
        Assert.NotEmpty(why);
    }

    [Fact]
    public void Who_wants_to_know_how_calls_and_recordings_go_is_kept_with_their_node()
    {
        Call("<Response><Record recordingStatusCallback='/rec' recordingStatusCallbackEvent='completed absent' action='/next'/><Say>no</Say></Response>", out var recorded);
        var (_, told) = Assert.Single(recorded.Callbacks);
        Assert.Equal(("https://app.example/rec", false, "completed absent"), (told[0]!.Url.AbsoluteUri, told[0]!.IsGet, string.Join(' ', told[0]!.Events)));
        Call("<Response><Dial><Number>+12025550111</Number><Sip statusCallback='https://b.example/s' statusCallbackMethod='GET' statusCallbackEvent='initiated answered'>sip:a@b.example</Sip><Client statusCallback='ftp://x'>anna</Client></Dial></Response>", out var dialled, new World().On("dial", "*", "busy"));
        var (_, callbacks) = Assert.Single(dialled.Callbacks);
        Assert.Equal([null, new Uri("https://b.example/s"), null], callbacks.Select(static one => one?.Url));
        Assert.True(callbacks[1]!.IsGet);
        Assert.Contains(dialled.Left, static sentence => sentence.Contains("ftp://x", StringComparison.Ordinal));
    }

    [Fact]
    public void Hints_are_told_to_who_listens()
    {
        var call = Call("<Response><Gather input='speech dtmf' hints='billing, new order ,$OOV_CLASS_DIGIT_SEQUENCE'/></Response>", out _);
        var listens = call.Actions.OfType<FlowAction.Listen>().Single();
        Assert.Equal((true, "billing|new order"), (listens.Free, string.Join('|', listens.Phrases)));
        Assert.Equal(["sales"], Call("<Response><Gather input='speech' hints='sales'/></Response>", out _).Actions.OfType<FlowAction.Listen>().Single().Phrases);
    }

    [Fact]
    public void A_sound_is_looked_for_beside_its_document() =>
        Assert.Contains(Call("<Response><Play>music/hold.wav</Play></Response>", out _).Actions.OfType<FlowAction.Play>().SelectMany(static play => play.Pieces), static piece => piece is PromptPiece.Sound { File: "https://app.example/voice/music/hold.wav" });

    /// <summary>Any document of these verbs, with any attributes, is read or refused, and its call comes to an end.</summary>
    [Fact]
    public void Documents_at_random_are_run_or_refused()
    {
        var random = new Random(4711);
        string[] verbs = ["Say", "Play", "Pause", "Gather", "Dial", "Record", "Enqueue", "Redirect", "Message", "Hangup", "Reject", "Nonsense"];
        string[] names = ["action", "method", "timeout", "numDigits", "finishOnKey", "input", "loop", "length", "maxLength", "language", "voice", "callerId", "reason", "playBeep", "bargeIn", "actionOnEmptyResult", "digits", "waitUrl", "recordingStatusCallback", "hints"];
        string[] values = ["", "0", "1", "-5", "99999999999", "#", "*9#", "GET", "speech dtmf", "true", "de-DE", "/x", "x y", "{{ x }}", "öä", "busy"];
        for (var i = 0; i < 500; i++)
        {
            var xml = $"<Response>{string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Verb(2)))}</Response>";
            if (!TwimlProgram.TryRead(xml, At, out var document, out var why))
            {
                Assert.True(why.Length > 0 && xml.Contains("x y", StringComparison.Ordinal), $"{xml}\n{why}");
                continue;
            }
            var call = new SimulatedCall(document.Program);
            for (var keys = 0; keys < 5 && !call.IsOver; keys++) call.Wait(TimeSpan.FromSeconds(random.Next(30)));
            if (!call.IsOver) call.HangUp();
            Assert.True(call.IsOver || call.Wait(TimeSpan.FromHours(1)).IsOver, xml);
        }

        string Verb(int depth)
        {
            var (name, attributes) = (verbs[random.Next(verbs.Length)], names.OrderBy(_ => random.Next()).Take(random.Next(4)));
            var inside = depth > 0 && name is "Gather" or "Dial" && random.Next(2) == 0 ? (name == "Dial" ? "<Number>+12025550111</Number>" : Verb(0)) : values[random.Next(values.Length)];
            return $"<{name}{string.Concat(attributes.Select(attribute => $" {attribute}=\"{values[random.Next(values.Length)]}\""))}>{inside}</{name}>";
        }
    }

    private static SimulatedCall Call(string xml, out TwimlProgram document, World? world = null)
    {
        Assert.True(TwimlProgram.TryRead(xml, At, out var read, out var why), why);
        document = read;
        return new SimulatedCall(read.Program, world);
    }

    /// <summary>Of the node that it came to last before its end.</summary>
    private static TwimlLink Link(SimulatedCall call, TwimlProgram document) => document.Links[call.Trace.Last(line => line.Kind == FlowTraceKind.Entered && document.Links.ContainsKey(line.Node)).Node];
}
