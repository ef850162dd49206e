using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Automation.Callbacks;
using Telephony.Automation.Commands;
using Telephony.Automation.Connections;
using Telephony.Automation.Media;
using Telephony.Automation.Recordings;
using Telephony.Automation.Reception;
using Telephony.Automation.Streams;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Media.Processes;
using Telephony.Media.Recording;
using Telephony.Scenarios.Calls;
using Telephony.Support.Calls;
using Telephony.Support.Network;
using Telephony.Support.Sip;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>
/// Calls that an application drives: phones on a network in memory, the application being the test itself. When a test has passed, nothing of its calls is left at the desk either.
/// </summary>
public abstract class AutomationScenario : Scenario
{
    protected const string Ours = "+14255550150";
    protected const string Theirs = "+14255550123";
    protected static readonly Uri Callbacks = new("https://app.example/callbacks");

    private readonly AutomationDesk _desk;
    private readonly TemporaryDirectory _folder = new();

    /// <param name="trunk">Changes a trunk; null: none.</param>
    protected AutomationScenario(Func<string, Domain.Trunks.Trunk, Domain.Trunks.Trunk>? trunk = null)
    {
        Numbers = new Domain.Numbers.NumberCatalogueHolder();
        Recordings = RecordingsIn(_folder.Path);
        _desk = new AutomationDesk(Prompts, App, (told, _) => { Published.Add(told); return ValueTask.CompletedTask; }, Numbers, new DeskClock(this), NullLoggerFactory.Instance) { Recogniser = Recogniser, Recordings = Recordings, Streams = Servers };
        Start(new LadderSetup { Trunks = ["alpha", "beta", "gamma"], Trunk = trunk ?? (static (_, same) => same), Pings = trunk is not null, Routes = Routes, Numbers = [(Ours, "app sales")], Reception = _desk });
        Numbers.Swap(Ladder.Numbers.Current);
        _desk.Open(Ladder.Shard, Ladder.Calls);
    }

    private static Domain.Routing.VoiceRoute[] Routes => [Ladder.Route(@"^\+1425555012", "alpha"), Ladder.Route(@"^\+1425555013", "beta"), Ladder.Route(@"^\+1425555014", "gamma")];

    private Domain.Numbers.NumberCatalogueHolder Numbers { get; }

    protected AutomationDesk Desk => _desk;

    protected Party Gamma => Ladder["gamma"];

    protected ScriptedApplication App { get; } = new();

    protected ScriptedPrompts Prompts { get; } = new();

    protected RecordingDesk Recordings { get; }

    /// <summary>Where they lie.</summary>
    protected string RecordingFolder => _folder.Path;

    protected ScriptedRecogniser Recogniser { get; } = new();

    /// <summary>Where streams go.</summary>
    protected ScriptedStreams Servers { get; } = new();

    /// <summary>What subscribers are told.</summary>
    protected List<NewEvent> Published { get; } = [];

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected RecordingDesk RecordingsIn(string folder) => new(
        new RecordingStore(new RecordingStoreOptions { Folder = folder }, new ChildPrograms(TimeProvider.System), new DeskClock(this), NullLogger.Instance), static (id, index) => $"https://gw.example/calling/recordings/content/{id}/{index}");

    /// <summary>A command of the application, carried out.</summary>
    protected T Does<T>(Task<Outcome<T>> command)
        where T : class
    {
        var outcome = Asks(command);
        Assert.True(outcome.Refused is null, outcome.Refused?.Message);
        return outcome.Value!;   // not refused
    }

    /// <summary>One that is refused.</summary>
    protected Refusal IsRefused<T>(Task<Outcome<T>> command)
        where T : class
    {
        var outcome = Asks(command);
        Assert.NotNull(outcome.Refused);
        return outcome.Refused;
    }

    /// <summary>The next callback must be this one: <c>CallConnected</c>.</summary>
    protected JsonElement IsTold(string type)
    {
        Ladder.Clock.RunUntilIdle();
        var callback = App.Next(() => Ladder.Clock.RunUntilIdle());
        var data = JsonDocument.Parse(callback.Data).RootElement;
        Assert.True(callback.Type == "Microsoft.Communication." + type, $"{callback.Type} was told, not {type}: {data}");
        return data;
    }

    protected string IsToldAny() => App.Next(() => Ladder.Clock.RunUntilIdle()).Type;

    protected static (int Code, int SubCode) ResultOf(JsonElement data) => (data.GetProperty("resultInformation").GetProperty("code").GetInt32(), data.GetProperty("resultInformation").GetProperty("subCode").GetInt32());

    /// <summary>A call from us to a phone, answered there.</summary>
    protected ConnectionView Calls(Party phone, string number = Theirs, string codec = "PCMU")
    {
        var view = Does(Desk.CreateAsync(new CreateOrder(ResourceId.Default, [number], Ours, Callbacks) { Context = "hello" }));
        phone.Answers(phone.Receives("INVITE"), 200, phone.Sdp(codec, "telephone-event"));
        phone.Receives("ACK");
        IsTold("CallConnected");
        IsTold("ParticipantsUpdated");
        return view;
    }

    /// <summary>A call from us to a phone, answered there, with streams.</summary>
    protected ConnectionView Creates(StreamOrder streams)
    {
        var view = Does(Desk.CreateAsync(new CreateOrder(ResourceId.Default, [Theirs], Ours, Callbacks) { Streams = streams }));
        Alpha.Answers(Alpha.Receives("INVITE"), 200, Alpha.Sdp("PCMU", "telephone-event"));
        Alpha.Receives("ACK");
        IsTold("CallConnected");
        IsTold("ParticipantsUpdated");
        return view;
    }

    protected void Idle() => Ladder.Clock.RunUntilIdle();

    /// <summary>The gateway closes it, without having to be asked.</summary>
    protected static void IsLeft(ScriptedSocket socket) => Assert.True(SpinWait.SpinUntil(() => socket.IsLeft, TimeSpan.FromSeconds(5)), "The stream is not closed.");

    /// <summary>Another phone comes into the call.</summary>
    protected void Adds(ConnectionView call, Party phone, string number)
    {
        Does(Desk.AddParticipantAsync(ResourceId.Default, call.Id, new AddOrder(number, Ours), OperationTerms.None));
        phone.Answers(phone.Receives("INVITE"), 200, phone.Sdp("PCMU", "telephone-event"));
        phone.Receives("ACK");
        IsTold("AddParticipantSucceeded");
        IsTold("ParticipantsUpdated");
    }

    /// <summary>Our number is called.</summary>
    /// <returns>What the application is given to decide with.</returns>
    protected string IsCalled(string headers = "")
    {
        Sbc.Dials(Ours, headers: headers);
        Sbc.Receives("180");
        return DataOf(Published[^1]).GetProperty("incomingCallContext").GetString()!;
    }

    protected static JsonElement DataOf(NewEvent told) => JsonDocument.Parse(told.Data).RootElement;

    protected void HangsUp(Party phone)
    {
        phone.Sends("BYE");
        phone.Receives("200 BYE");
    }

    protected void IsHungUp(Party phone) => phone.Answers(phone.Receives("BYE"), 200);

    /// <summary>A phone that rings is not wanted any more.</summary>
    protected static void CancelsAt(Party party, PeerMessage invite, double within = 1)
    {
        party.Answers(party.Receives("CANCEL", within), 200);
        party.Answers(invite, 487);
        party.Receives("ACK");
    }

    /// <summary>Nobody waits, nothing runs, nothing is left to be told.</summary>
    protected void AssertDeskIsEmpty()
    {
        var (connections, conversations, waiting, _) = Desk.Counts;
        Assert.Equal((0, 0, 0), (connections, conversations, waiting));
        Assert.True(SpinWait.SpinUntil(() => Desk.Counts.Work == 0, TimeSpan.FromSeconds(5)), $"{Desk.Counts.Work} tasks run on.");
        App.AssertNothingMore();
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder.Path), static file => Path.GetExtension(file) is ".part" or ".new");   // recordings that nobody completed
    }

    private Outcome<T> Asks<T>(Task<Outcome<T>> command)
        where T : class
    {
        Ladder.Clock.RunUntilIdle();
        return command.GetAwaiter().GetResult();
    }

    /// <summary>The ladder's clock, which is there later than the desk.</summary>
    private sealed class DeskClock(AutomationScenario scenario) : TimeProvider
    {
        private TimeProvider Real => scenario.Ladder.Clock.Time;

        public override DateTimeOffset GetUtcNow() => Real.GetUtcNow();

        public override long GetTimestamp() => Real.GetTimestamp();

        public override long TimestampFrequency => Real.TimestampFrequency;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Real.CreateTimer(callback, state, dueTime, period);
    }
}
