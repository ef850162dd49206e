using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Audio.Tones;
using Telephony.Automation.Reception;
using Telephony.Calls.Steering;
using Telephony.Domain.Events;
using Telephony.Domain.Flows;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.FlowRunner;
using Telephony.FlowRunner.Requests;
using Telephony.FlowRunner.Twiml;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Flows.Queues;
using Telephony.Ivr.Library;
using Telephony.Scenarios.Automation;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Scenarios.Flows;

/// <summary>
/// Flows on calls: what the phone hears, presses, says and is connected with. Prompts are tones: <c>1000/2</c> is 1000 Hz for two seconds, whatever comes before. +1425555012x is answered by alpha, +1425555013x and +1206… by beta.
/// </summary>
public abstract class FlowScenario : Scenario, IFlowPrompts, IFlowWitness
{
    protected const string Ours = "+14255550150";
    protected const string OurEcho = "+14255550151";
    protected const string Theirs = "+14255550130";

    private readonly FlowCatalogueHolder _flows = new();
    private readonly FlowRequests _requests;
    private readonly NumberCatalogueHolder _numbers = new();
    private readonly TemporaryDirectory _recordings = new();

    /// <param name="destination">Of the number that is called. A web service of this machine may be asked when there is one.</param>
    protected FlowScenario(string destination = "flow test")
    {
        _requests = new FlowRequests([], destination.Contains("127.0.0.1", StringComparison.Ordinal) ? [IPNetwork.Parse("127.0.0.0/8")] : [], TimeProvider.System);
        Applications = new AutomationDesk(new ScriptedPrompts(), App, (told, _) => { Published.Add(told); return ValueTask.CompletedTask; }, _numbers, TimeProvider.System, NullLoggerFactory.Instance);
        Desk = NewDesk();
        Start(new LadderSetup
        {
            Trunks = ["alpha", "beta"], Routes = [Ladder.Route(@"^\+1425555012", "alpha"), Ladder.Route(@"^\+(1425555013|1206)", "beta")],
            Numbers = [(Ours, destination), (OurEcho, "echo")], Reception = Desk,
        });
        _numbers.Swap(Ladder.Numbers.Current);
        Applications.Open(Ladder.Shard, Ladder.Calls);
        Desk.Open(Ladder.Shard, Ladder.Calls);
    }

    protected FlowDesk Desk { get; }

    protected string Recordings => _recordings.Path;

    protected AutomationDesk Applications { get; }

    protected ScriptedApplication App { get; } = new();

    protected ScriptedRecogniser Recogniser { get; } = new();

    protected MemoryQueueStore QueueStore { get; } = new();

    /// <summary>What subscribers are told.</summary>
    protected List<NewEvent> Published { get; } = [];

    /// <summary>Every step of every call.</summary>
    protected List<(int Number, FlowCallStep Step)> Seen { get; } = [];

    /// <summary>Texts that flows sent, and what became of them.</summary>
    protected List<string> Texts { get; } = [];

    protected string? TextsAreRefused { get; set; }

    /// <summary>Another gateway on the same store.</summary>
    protected FlowDesk NewDesk() => new(new FlowServices(_flows, this, _requests, Recordings, TimeProvider.System, NullLogger.Instance)
    {
        Recogniser = Recogniser,
        Applications = Applications,
        Numbers = _numbers,
        QueueStore = QueueStore,
        Witness = this,
        TwimlAccount = static _ => new TwimlAccount("AC0123456789abcdef0123456789abcdef", "secret"),
        RecordingUrl = static (_, file) => $"https://gateway.example/recordings/{Path.GetFileName(file)}",
        SendText = (_, from, to, text, _) =>
        {
            Texts.Add($"{from} {to} {text}");
            return ValueTask.FromResult(TextsAreRefused);
        },
    });

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _recordings.Dispose();
    }

    void IFlowWitness.Saw(ResourceId resource, CallId call, int number, FlowCallStep step) => Seen.Add((number, step));

    ValueTask<(ReadOnlyMemory<short>? Samples, string Why)> IFlowPrompts.GetAsync(PromptPiece piece, CancellationToken cancellation) => ValueTask.FromResult<(ReadOnlyMemory<short>?, string)>(piece switch
    {
        PromptPiece.Silence silence => ((ReadOnlyMemory<short>?)new short[(int)(silence.For.TotalSeconds * SteeredSound.SampleRate)], ""),
        PromptPiece.Sound sound when sound.File.Split('/') is [.., var frequency, var seconds] => ((ReadOnlyMemory<short>?)ToneGenerator.Make(new Tone([double.Parse(frequency)]), TimeSpan.FromSeconds(double.Parse(seconds)), SteeredSound.SampleRate), ""),
        _ => (null, "there is no such file"),
    });

    /// <summary>The flow is made of these nodes, "end", and an error branch of 2000 Hz.</summary>
    protected void Has(string nodes, string more = "")
    {
        var text = $$"""
            { "format": 1, "name": "test", "start": "start", "onError": "broken", {{more}} "nodes": { {{nodes}},
              "broken": { "type": "say", "prompt": { "play": "2000/1" }, "exits": { "done": "end", "error": "end" } }, "end": { "type": "hangUp" } } }
            """;
        Assert.True(FlowReader.TryRead(text, out var flow, out var mistakes), string.Join('\n', mistakes));
        _flows.Swap(new FlowCatalogue(new Dictionary<string, FlowProgram> { ["test"] = FlowProgram.Of(flow) }));
    }

    /// <summary>There is this queue, with these agents.</summary>
    protected void HasQueue(string fields, params (string Id, string Address)[] agents) => HasQueue(Desk, fields, agents);

    protected void HasQueue(FlowDesk desk, string fields, params (string Id, string Address)[] agents)
    {
        var written = string.Join(", ", agents.Select(static agent => $$"""{ "id": "{{agent.Id}}", "address": "{{agent.Address}}" }"""));
        Assert.True(QueueReader.TryRead(Encoding.UTF8.GetBytes($$"""{ "name": "support", {{fields}} "agents": [{{written}}] }"""), out var queue, out var mistakes), string.Join('\n', mistakes));
        desk.Queues.Use(new Dictionary<string, QueueDocument> { ["support"] = queue });
        Ladder.Clock.RunUntilIdle();
    }

    protected Voice Calls()
    {
        Sbc.Dials(Ours, Sbc.Sdp("PCMU", "telephone-event"));
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        return new Voice(Ladder, Sbc, "PCMU");
    }

    /// <summary>A phone that the gateway calls answers.</summary>
    protected Voice Answers(Party phone, string? called = null)
    {
        var invite = phone.Receives("INVITE");
        if (called is not null) Assert.Contains(called, invite.StartLine, StringComparison.Ordinal);
        phone.Answers(invite, 200, phone.Sdp("PCMU", "telephone-event"));
        phone.Receives("ACK");
        return new Voice(Ladder, phone, "PCMU");
    }

    protected void IsHungUp() => IsHungUp(Sbc);

    protected void IsHungUp(Party phone) => phone.Answers(phone.Receives("BYE"), 200);

    protected void HangsUp(Party phone)
    {
        phone.Sends("BYE");
        phone.Receives("200 BYE");
    }

    /// <summary>Something that comes from another thread has come.</summary>
    protected void Until(Func<bool> come, string what) => Assert.True(SpinWait.SpinUntil(() => { Ladder.Clock.RunUntilIdle(); return come(); }, TimeSpan.FromSeconds(5)), what);

    /// <summary>Half a second of silence, then something like a voice, then silence until it has been understood.</summary>
    protected void Speak(double seconds = 1)
    {
        var voice = new Voice(Ladder, Sbc, "PCMU");
        var samples = new short[(int)(seconds * voice.EncoderRate)];
        for (var i = 0; i < samples.Length; i++)
        {
            var t = (double)i / voice.EncoderRate;
            var swell = 0.55 + (0.45 * Math.Sin(2 * Math.PI * 4 * t));
            for (var harmonic = 1; harmonic <= 8; harmonic++) samples[i] += (short)(swell * 2500 / harmonic * Math.Sin(2 * Math.PI * 140 * harmonic * t));
        }
        voice.Plays(new short[voice.EncoderRate / 2]);
        voice.Plays(samples);
        Ladder.Wait(1.5);
    }

    protected static JsonElement DataOf(NewEvent told) => JsonDocument.Parse(told.Data).RootElement;
}
