using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Telephony.Support.Network;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Flows;

/// <summary>Calls that a web service of this machine steers: what it is told on the way, and what callers hear who wait.</summary>
public sealed class TwimlFlowTests : FlowScenario
{
    private const string Near = "+14255550120";
    private const string Shown = "+14255550199";

    private readonly Service _service;

    public TwimlFlowTests() : this(new Service())
    {
    }

    private TwimlFlowTests(Service service) : base($"twiml {service.Url}/voice") => _service = service;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public void Who_waits_in_a_queue_hears_each_document_once_until_one_lets_him_go()
    {
        HasQueue("\"needsAgents\": false,");
        _service["/voice"] = """<Enqueue waitUrl="wait" waitUrlMethod="GET" action="/left">support</Enqueue>""";
        _service["/wait"] = """<Play>1000/1</Play><Redirect>/second</Redirect>""";
        _service["/second"] = """<Gather/><Play>1500/1</Play><Pause length="1"/><Leave/><Play>2000/1</Play>""";
        _service["/left"] = """<Play>1900/1</Play>""";
        var began = Ladder.Clock.Elapsed;
        var caller = Connected();
        Hears(caller, 1000);
        Hears(caller, 1500);
        var waited = (Ladder.Clock.Elapsed - began).TotalSeconds;
        Hears(caller, 1900);
        Ladder.Wait(1);
        IsHungUp();
        var first = _service.Told("/wait").Single();
        Assert.Equal(("1", "1"), (first["QueuePosition"], first["CurrentQueueSize"]));
        Assert.Equal(first["QueueSid"], _service.Told("/second").Single()["QueueSid"]);
        Assert.InRange(int.Parse(_service.Told("/second").Single()["QueueTime"]), 1, waited);
        Assert.Equal("leave", _service.Told("/left").Single()["QueueResult"]);
    }

    [Fact]
    public void A_service_that_says_nothing_to_who_waits_is_asked_again_and_an_agent_ends_it()
    {
        HasQueue("", ("anna", Near));
        _service["/voice"] = """<Enqueue waitUrl="/wait">support</Enqueue><Play>1900/1</Play>""";
        var caller = Connected();
        var invite = Comes(Alpha, "INVITE");
        Alpha.Answers(invite, 180);
        Until(() => { Ladder.Wait(0.5); return _service.Told("/wait").Count >= 2; }, "It was not asked again.");
        Alpha.Answers(invite, 200, Alpha.Sdp("PCMU", "telephone-event"));
        Alpha.Receives("ACK");
        Ladder.Wait(1);
        var asked = _service.Told("/wait").Count;
        Ladder.Wait(12);
        Assert.Equal(asked, _service.Told("/wait").Count);
        HangsUp(Alpha);
        Hears(caller, 1900);
    }

    [Fact]
    public void Each_call_of_a_dial_is_told_of_to_who_asked()
    {
        _service["/voice"] = $"""
            <Dial callerId="{Shown}" action="/after">
              <Number statusCallback="/first">{Near}</Number>
              <Number statusCallback="second?x=1" statusCallbackEvent="initiated ringing answered completed">{Theirs}</Number>
            </Dial>
            """;
        _service["/after"] = "<Hangup/>";
        Connected();
        Alpha.Answers(Comes(Alpha, "INVITE"), 486);
        Alpha.Receives("ACK");
        var invite = Comes(Beta, "INVITE");
        Beta.Answers(invite, 180);
        Beta.Answers(invite, 200, Beta.Sdp("PCMU", "telephone-event"));
        Beta.Receives("ACK");
        Ladder.Wait(3);
        HangsUp(Beta);
        Until(() => _service.Told("/second?x=1").Count == 4 && _service.Told("/after").Count == 1, "Not all was told.");
        var busy = Assert.Single(_service.Told("/first"));
        Assert.Equal(("busy", "486", Shown, Near, "outbound-dial"), (busy["CallStatus"], busy["SipResponseCode"], busy["From"], busy["To"], busy["Direction"]));
        var second = _service.Told("/second?x=1");
        Assert.Equal(["initiated 0", "ringing 1", "in-progress 2", "completed 3"], second.Select(static told => $"{told["CallStatus"]} {told["SequenceNumber"]}"));
        Assert.Single(second.Select(static told => told["CallSid"]).Distinct());
        Assert.Equal(_service.Told("/voice").Single()["CallSid"], second[0]["ParentCallSid"]);
        Assert.NotEqual(busy["CallSid"], second[0]["CallSid"]);
        Assert.InRange(int.Parse(second[3]["CallDuration"]), 3, 4);
        Until(() => Sbc.Next() is { } bye && bye.StartLine.StartsWith("BYE", StringComparison.Ordinal), "It was not hung up.");
    }

    [Fact]
    public void Who_is_given_up_while_it_rings_is_canceled()
    {
        _service["/voice"] = $"""<Dial><Sip statusCallback="/events">{Theirs}</Sip></Dial>""";
        Connected();
        var invite = Comes(Beta, "INVITE");
        Beta.Answers(invite, 180);
        HangsUp(Sbc);
        Beta.Answers(Beta.Receives("CANCEL"), 200);
        Beta.Answers(invite, 487);
        Beta.Receives("ACK");
        Until(() => _service.Told("/events").Count == 1, "Nobody was told.");
        Assert.Equal(("canceled", "0"), (_service.Told("/events")[0]["CallStatus"], _service.Told("/events")[0]["CallDuration"]));
    }

    [Theory]
    [InlineData("completed absent", true, "completed")]
    [InlineData("completed absent", false, "absent")]
    [InlineData("absent", true, "")]
    public void A_recording_is_told_of_when_it_is_over(string events, bool speaks, string status)
    {
        _service["/voice"] = $"""<Record maxLength="2" playBeep="false" recordingStatusCallback="/recorded" recordingStatusCallbackEvent="{events}" action="/next"/>""";
        _service["/next"] = "<Play>1900/1</Play>";
        var caller = Connected();
        if (speaks)
        {
            Voice.Talk(Ladder, 150, (caller, 440));
            Hears(caller, 1900);
        }
        else HangsUp(Sbc);
        if (status.Length == 0)
        {
            Assert.Empty(_service.Told("/recorded"));
            return;
        }
        Until(() => _service.Told("/recorded").Count == 1, "Nobody was told.");
        var told = _service.Told("/recorded")[0];
        Assert.Equal((status, "RecordVerb", speaks ? "2" : "0"), (told["RecordingStatus"], told["RecordingSource"], told["RecordingDuration"]));
        if (speaks) Assert.Equal(_service.Told("/next").Single()["RecordingUrl"], told["RecordingUrl"]);
        else Assert.DoesNotContain("RecordingUrl", told);
    }

    /// <summary>The caller, once the service has let the call be answered.</summary>
    private Voice Connected()
    {
        Sbc.Dials(Ours, Sbc.Sdp("PCMU", "telephone-event"));
        PeerMessage? answer = null;
        Until(() => (answer = Sbc.Next()) is { Status: 200 }, "The call was not answered.");
        Sbc.Acks(answer!);   // it was just seen
        return new Voice(Ladder, Sbc, "PCMU");
    }

    private PeerMessage Comes(Party phone, string method)
    {
        PeerMessage? come = null;
        Until(() => (come = phone.Next()) is { } message && message.StartLine.StartsWith(method, StringComparison.Ordinal), $"No {method} came.");
        return come!;   // it was just seen
    }

    private void Hears(Voice caller, double hertz) => Until(() => { Ladder.Wait(0.1); return caller.HearsNow(hertz); }, $"Nobody hears {hertz} Hz. {_service}");

    /// <summary>Answers with the document of a path, and keeps the fields that came with it. A path without a document is not there.</summary>
    private sealed class Service : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, string> _documents = new();
        private readonly ConcurrentQueue<(string Path, Dictionary<string, string> Fields)> _told = new();
        private readonly WebServer _server;

        public Service() => _server = new WebServer(Answer);

        public string Url => $"http://127.0.0.1:{_server.Port}";

        public string this[string path]
        {
            set => _documents[path] = value;
        }

        /// <summary>What came there, in order. Of a request by GET without its fields in the path.</summary>
        public IReadOnlyList<Dictionary<string, string>> Told(string path) => [.. _told.Where(told => told.Path == path).Select(static told => told.Fields)];

        public ValueTask DisposeAsync() => _server.DisposeAsync();

        public override string ToString() => string.Join('\n', _told.Select(static told => $"{told.Path} {string.Join('&', told.Fields)}"));

        private ServedResponse Answer(ServedRequest request)
        {
            var path = request.Method == "GET" ? request.Path.Split('?')[0] : request.Path;
            var form = request.Method == "GET" ? request.Path.Split('?')[1] : request.Text;
            _told.Enqueue((path, form.Split('&').Select(static pair => pair.Split('=')).ToDictionary(static pair => WebUtility.UrlDecode(pair[0]), static pair => WebUtility.UrlDecode(pair[1]))));
            return _documents.TryGetValue(path, out var document) ? ServedResponse.Of(200, "text/xml", Encoding.UTF8.GetBytes($"<Response>{document}</Response>")) : ServedResponse.Of(404, "", []);
        }
    }
}
