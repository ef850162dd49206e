using Microsoft.Extensions.Logging;
using Telephony.Api.Flows;
using Telephony.Api.Queues;
using Telephony.Automation.Reception;
using Telephony.Calls.Steering;
using Telephony.Domain.Flows;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Domain.Queues;
using Telephony.Domain.Resources;
using Telephony.Domain.Voicemail;
using Telephony.FlowRunner;
using Telephony.FlowRunner.Recordings;
using Telephony.FlowRunner.Requests;
using Telephony.FlowRunner.Twiml;
using Telephony.FlowRunner.Voicemail;
using Telephony.Host.Composition;
using Telephony.Host.Settings;
using Telephony.Host.Web;
using Telephony.Ivr.Library;
using Telephony.Messaging.Sending;
using Telephony.Storage.Databases;
using Telephony.Storage.Flows;
using Telephony.Storage.Queues;
using Telephony.Storage.Voicemail;

namespace Telephony.Host.Flows;

/// <summary>Call flows of the running gateway: the folder and the store that are watched, the desk that takes their calls, what they ask of the world, what they did.</summary>
internal sealed class FlowParts : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly FlowWatcher _watcher;
    private readonly FlowRequests _requests;
    private readonly FlowFeeder _feeder;
    private readonly VoicemailPost _voicemail;
    private readonly VoicemailStore _mails;
    private readonly QueueWatcher _queues;
    private Task _watch = Task.CompletedTask;

    private FlowParts(Database database, GatewaySettings settings, PromptParts prompts, NumberCatalogueHolder numbers, ApiParts api, AutomationDesk applications, MessageSender texts, ILoggerFactory loggers, TimeProvider clock)
    {
        var store = new FlowStore(database);
        History = new FlowHistoryStore(database);
        QueueStore = new QueueStore(database);
        _feeder = new FlowFeeder(History, clock, loggers.CreateLogger<FlowFeeder>());
        _watcher = new FlowWatcher(settings.Flows.Folder, Catalogue, FlowPublishing.Checks(settings, () => numbers.Current, null), store, clock, loggers.CreateLogger<FlowWatcher>());
        _requests = new FlowRequests(settings.Flows.Hosts, settings.Flows.PrivateNetworks, clock);
        Recordings = Path.GetFullPath(Path.Combine(settings.DataDirectory, "recordings"));
        var publicUrl = PublicEndpoint.Of(settings).TrimEnd('/');
        string Locate(ResourceId resource, string file) => api.Resources.Find(resource.Value) is { } owner ? RecordingLinks.Url(publicUrl, Recordings, owner, file) : "";
        _mails = new VoicemailStore(database);
        _voicemail = new VoicemailPost(Recordings, _mails, Locate, settings.Mail is { } mail ? new SmtpMailer(mail, clock) : null, clock, loggers.CreateLogger("Telephony.Voicemail"));
        Desk = new FlowDesk(new FlowServices(Catalogue, new MediaPrompts(prompts.Library, settings.DataDirectory), _requests, Recordings, clock, loggers.CreateLogger("Telephony.Flows"))
        {
            Witness = _feeder,
            TwimlAccount = resource => api.Resources.Find(resource.Value) is { } owner ? new TwimlAccount($"AC{owner.ImmutableId:N}", Convert.ToBase64String(owner.Keys[AccessKeyKind.Primary])) : null,
            RecordingUrl = Locate,
            VoicemailLeft = _voicemail.Wake,
            Recogniser = prompts.Recogniser,
            Applications = applications,
            SendText = new FlowTexts(texts).SendAsync,
            Numbers = numbers,
            QueueStore = QueueStore,
        });
        _queues = new QueueWatcher(Path.Combine(settings.Flows.Folder, "queues"), clock, loggers.CreateLogger<QueueWatcher>());
        QueueApi = new QueueServices(Desk.Queues, QueueStore, clock);
        Api = new FlowDesignServices(FlowPublishing.Make(settings, store, () => Catalogue.Current, () => numbers.Current, _watcher.RefreshAsync, clock), Catalogue, History, clock);
    }

    public FlowDesk Desk { get; }

    /// <summary>The folder of recordings; absolute.</summary>
    public string Recordings { get; }

    public FlowCatalogueHolder Catalogue { get; } = new();

    public IFlowHistoryStore History { get; }

    /// <summary>What the API's area of flows works with.</summary>
    public FlowDesignServices Api { get; }

    public QueueServices QueueApi { get; }

    /// <summary>Deletes messages that were left before then.</summary>
    public async Task SweepVoicemailAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        var waiting = await _mails.ListAsync(VoicemailMailState.Waiting, int.MaxValue, cancellation).ConfigureAwait(false);
        OldVoicemail.Sweep(Recordings, before, waiting.Select(static mail => mail.Recording).ToHashSet(StringComparer.Ordinal));
    }

    public static async Task<FlowParts> StartAsync(Database database, GatewaySettings settings, PromptParts prompts, NumberCatalogueHolder numbers, ApiParts api, AutomationDesk applications, MessageSender texts, ILoggerFactory loggers, TimeProvider clock, CancellationToken cancellation)
    {
        var parts = new FlowParts(database, settings, prompts, numbers, api, applications, texts, loggers, clock);
        await parts._watcher.StartAsync(cancellation).ConfigureAwait(false);
        await parts.Desk.Queues.RestoreAsync(cancellation).ConfigureAwait(false);
        parts._queues.Start(parts.Desk.Queues.Use);
        parts._voicemail.Start();
        parts._watch = parts._watcher.WatchAsync(parts._stop.Token);
        return parts;
    }

    public IQueueStore QueueStore { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _queues.Dispose();
        await Desk.DisposeAsync().ConfigureAwait(false);
        await _voicemail.DisposeAsync().ConfigureAwait(false);
        await _feeder.DisposeAsync().ConfigureAwait(false);
        _watcher.Dispose();
        _requests.Dispose();
        _stop.Dispose();
    }
}

/// <summary>Steered calls by the kind of their destination: flows to their desk, the others to applications.</summary>
internal sealed class Receptions(ICallReception applications, ICallReception flows) : ICallReception
{
    public ISteeredCallUser? TryTake(SteeredCall call, Destination destination) => (destination is Destination.Flow or Destination.Twiml ? flows : applications).TryTake(call, destination);
}
