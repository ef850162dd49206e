using Microsoft.Extensions.Logging;
using Telephony.Api.SipRouting;
using Telephony.Calls.Admission;
using Telephony.Calls.Protection;
using Telephony.Calls.Loop;
using Telephony.Calls.Registration;
using Telephony.Calls.Shards;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Domain.Records;
using Telephony.Domain.Trunks;
using Telephony.Automation.Media;
using Telephony.Automation.Recordings;
using Telephony.Automation.Reception;
using Telephony.Host.Automation;
using Telephony.Host.Certificates;
using Telephony.Host.Commands;
using Telephony.Host.Events;
using Telephony.Host.Flows;
using Telephony.Host.Messaging;
using Telephony.Host.Numbers;
using Telephony.Host.Settings;
using Telephony.Host.Web;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Telephony.Numbers.Inventory;
using Telephony.Rtp.Media;
using Telephony.SipTrunk.Loading;
using Telephony.SipTrunk.Watching;
using Telephony.Storage.Bindings;
using Telephony.Storage.Databases;
using Telephony.Storage.Elections;
using Telephony.Storage.Journal;
using Telephony.Storage.Numbers;
using Telephony.Storage.Routing;

namespace Telephony.Host.Composition;

/// <summary>
/// The gateway as one process: loops, media, store, catalogues and calls, put together and taken apart in the right order.
/// <code>
/// start:  lock of the data directory ─► store ─► journal replay ─► resources of the API ─► catalogues ─► loops ─► media ─► shard listens ─► calls of an earlier run get BYE ─► pings
/// stop:   drain (503, then BYE) ─► loops ─► media ─► journal sealed ─► fed to the end ─► store ─► lock
/// </code>
/// </summary>
internal sealed class GatewayNode : IAsyncDisposable
{
    private readonly GatewaySettings _settings;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IRunningLoop> _loops = [];
    private StoreParts? _store;
    private BindingFeeder? _bindings;
    private SbcConfigWatcher? _watcher;
    private MediaPlane? _media;
    private Task _numbersWatch = Task.CompletedTask;
    private Task _certificateWatch = Task.CompletedTask;
    private Task _routingWatch = Task.CompletedTask;
    private Task _electionWatch = Task.CompletedTask;
    private Election? _election;
    private CertificateParts? _certificates;
    private PromptParts? _prompts;
    private readonly TaskCompletionSource _served = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _disposed;

    public GatewayNode(GatewaySettings settings, ILoggerFactory loggers, TimeProvider clock) => (_settings, _loggers, _clock) = (settings, loggers, clock);

    public CatalogueHolder Catalogue { get; } = new();

    public NumberCatalogueHolder Numbers { get; } = new();

    public TrunkBoard? Trunks { get; private set; }

    /// <summary>Trunks and routes that resources set by the API; null before the start, as <see cref="RoutingStore"/>.</summary>
    public SipRoutingWatch? Routing { get; private set; }

    public ISipRoutingStore? RoutingStore { get; private set; }

    /// <summary>What the API's area of trunks and routes works with; after the start.</summary>
    public SipRoutingServices RoutingServices => new(RoutingStore!, Catalogue, Trunks!, Routing!.RefreshAsync, _settings.CertificateWarning, _clock);

    public SourceBans? Bans { get; private set; }

    public CallGateway? Calls { get; private set; }

    /// <summary>The REST API's parts; null before the start.</summary>
    public ApiParts? Api { get; private set; }

    /// <summary>Null before the start.</summary>
    public EventParts? Events { get; private set; }

    /// <summary>Null before the start.</summary>
    public MessagingParts? Messaging { get; private set; }

    /// <summary>Recordings of calls; null before the start.</summary>
    public Media.Recording.RecordingStore? Recordings => _prompts?.Recordings;

    /// <summary>Calls of applications; null before the start.</summary>
    public AutomationDesk? Automation { get; private set; }

    /// <summary>Call flows; null before the start.</summary>
    public FlowParts? Flows { get; private set; }

    /// <summary>Null before the start.</summary>
    public NumberParts? NumberParts { get; private set; }

    public MediaPlane? Media => _media;

    public CallJournal? Journal => _store?.Journal;

    public JournalFeeder? Feeder => _store?.Feeder;

    public ICallRecordStore? Records => _store?.Records;

    public Database? Database => _store?.Database;

    public IReadOnlyList<IRunningLoop> Loops => _loops;

    /// <summary>Ours, and what we trust; null before the start.</summary>
    public CertificateStore? Certificates => _certificates?.Store;

    public SystemNetwork? Network { get; private set; }

    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>How old a certificate is.</summary>
    public CertificateStatus StatusOf(DateTimeOffset ends) => CertificateStatuses.Of(ends, _clock.GetUtcNow(), _settings.CertificateWarning);

    public bool IsReady { get; private set; }

    /// <summary>Whether every part is in order; else one sentence.</summary>
    public string? NotReady =>
        !IsReady ? "starting" : Calls is { IsDraining: true } ? "draining" : _store?.Refusal;

    /// <exception cref="StartException">It cannot run like this; the message says what to change.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _store = await StoreParts.OpenAsync(_settings, _loggers, _clock, cancellation).ConfigureAwait(false);
        var database = _store.Database;
        Api = await ApiParts.StartAsync(database, _settings.Api, _loggers, _clock, cancellation).ConfigureAwait(false);
        Events = await EventParts.StartAsync(database, Api, _settings, _loggers, _clock, cancellation).ConfigureAwait(false);
        await LoadCatalogueAsync(database, cancellation).ConfigureAwait(false);
        var numbers = await OpenNumbersAsync(database, cancellation).ConfigureAwait(false);
        _numbersWatch = numbers.WatchAsync(_stop.Token);
        Messaging = await MessagingParts.StartAsync(database, Numbers, _settings.Messaging, _settings.DataDirectory, _loggers, _clock, cancellation).ConfigureAwait(false);
        NumberParts = await NumberParts.StartAsync(database, numbers, Numbers, _settings.Numbers, Messaging.Sellers, Messaging.Lookups, _settings.DataDirectory, _loggers, _clock, cancellation).ConfigureAwait(false);
        var network = new SystemNetwork(_clock, _loggers.CreateLogger<SystemNetwork>(), new LoopOptions { RealTime = _settings.RealTime });
        Network = network;
        StartMedia(network);
        StartAutomation();
        Flows = await FlowParts.StartAsync(database, _settings, _prompts!, Numbers, Api, Automation!, Messaging.Api.Sender, _loggers, _clock, cancellation).ConfigureAwait(false);   // prompts and automation were started just now
        await StartCallsAsync(_store, network).ConfigureAwait(false);
        Calls!.CleanUp(_store.Left);   // StartCallsAsync has made it
        Calls.Restore(await new BindingStore(database).ListAsync(_clock.GetUtcNow(), cancellation).ConfigureAwait(false));
        Calls.Start();
        Messaging.Trunks.Open(Calls.Messages);
        IsReady = true;
    }

    /// <summary>The API listens: what applications were to be told of and can fetch there is told now.</summary>
    public void Serves() => _served.TrySetResult();

    public Task DrainAsync(CancellationToken cancellation) =>
        Task.WhenAll(Calls?.DrainAsync(_settings.Calls.DrainLimit, cancellation) ?? Task.CompletedTask, _election?.ResignAsync(cancellation) ?? Task.CompletedTask);

    /// <summary>Everything down, in the order of the drawing; what was written reaches the store.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        (_disposed, IsReady) = (true, false);
        await _stop.CancelAsync().ConfigureAwait(false);
        _watcher?.Dispose();
        if (Automation is not null) await Automation.DisposeAsync().ConfigureAwait(false);
        if (Flows is not null) await Flows.DisposeAsync().ConfigureAwait(false);
        foreach (var loop in _loops) await loop.DisposeAsync().ConfigureAwait(false);
        _media?.Dispose();
        if (_bindings is not null) await _bindings.DisposeAsync().ConfigureAwait(false);
        await _numbersWatch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _routingWatch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _electionWatch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _certificateWatch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (NumberParts is not null) await NumberParts.DisposeAsync().ConfigureAwait(false);
        if (Messaging is not null) await Messaging.DisposeAsync().ConfigureAwait(false);
        if (Events is not null) await Events.DisposeAsync().ConfigureAwait(false);
        _prompts?.Dispose();
        if (Api is not null) await Api.DisposeAsync().ConfigureAwait(false);
        if (_store is not null) await _store.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task LoadCatalogueAsync(Database database, CancellationToken cancellation)
    {
        RoutingStore = new SipRoutingStore(database);
        Routing = new SipRoutingWatch(RoutingStore, _loggers.CreateLogger<SipRoutingWatch>());
        await Routing.LoadAsync(cancellation).ConfigureAwait(false);
        _watcher = new SbcConfigWatcher(_settings.SbcConfig, Catalogue, _clock, _loggers.CreateLogger<SbcConfigWatcher>(), Routing.Complete);
        Routing.Follow(_watcher);
        _routingWatch = Routing.WatchAsync(_stop.Token);
        var result = _watcher.Start();
        if (result.Catalogue is null) throw new StartException(CommandSettings.Sentences(result.Mistakes, _settings.SbcConfig), null);
    }

    private async Task<NumberInventory> OpenNumbersAsync(Database database, CancellationToken cancellation)
    {
        var inventory = new NumberInventory(new NumberStore(database), Numbers, _clock, _loggers.CreateLogger<NumberInventory>());
        await inventory.RefreshAsync(cancellation).ConfigureAwait(false);
        await DemoNumbers.SeedAsync(inventory, Numbers, _settings.DataDirectory, cancellation).ConfigureAwait(false);
        await inventory.RefreshAsync(cancellation).ConfigureAwait(false);
        return inventory;
    }

    private void StartMedia(SystemNetwork network)
    {
        var options = new MediaOptions { Ports = _settings.MediaPorts, Addresses = _settings.MediaAddresses };
        var mistakes = options.Validate(Rtp.Ports.OpenFileLimit.Read());
        if (mistakes.Count > 0) throw new StartException(string.Join(Environment.NewLine, mistakes), null);
        var workers = new List<IEventLoop>();
        for (var i = 0; i < _settings.MediaWorkers; i++) workers.Add(CreateLoop(network, $"media-{i}"));
        _media = new MediaPlane(network, workers, options, _loggers.CreateLogger<MediaPlane>());
        foreach (var lack in Audio.Codecs.AudioCodecs.Missing) _loggers.CreateLogger<GatewayNode>().CodecMissing(lack);
    }

    private void StartAutomation()
    {
        _prompts = new PromptParts(_settings.Prompts, _settings.Speech, _settings.Recordings, _loggers, _clock);
        var publicUrl = PublicEndpoint.Of(_settings).TrimEnd('/');
        var events = Events!;   // started before
        Automation = new AutomationDesk(
            new MediaPrompts(_prompts.Library), new SignedCallbacks(events.Sender, events.Tokens, Api!.Resources), (told, cancellation) => events.Publisher.PublishAsync([told], cancellation), Numbers, _clock, _loggers)   // as is the API
        {
            Recogniser = _prompts.Recogniser,
            Streams = new StreamSockets(events.Sender.Invoker, events.ServiceTokens, Api.Resources),
            Recordings = new RecordingDesk(_prompts.Recordings, (id, index) => $"{publicUrl}/calling/recordings/content/{id}/{index}", isEncrypted: _settings.Recordings.Key is not null),
        };
        Automation.Recordings.Recover(Automation, _served.Task);   // what an earlier run left unfinished
    }

    private async Task StartCallsAsync(StoreParts store, SystemNetwork network)
    {
        Trunks = new TrunkBoard(_clock);
        _bindings = new BindingFeeder(new BindingStore(store.Database), _clock, _loggers.CreateLogger<BindingFeeder>());
        var services = new CallServices
        {
            Options = _settings.Calls,
            Catalogue = Catalogue,
            Numbers = Numbers,
            Trunks = Trunks,
            Bindings = _bindings,
            Media = _media!,       // started before
            Journal = store.Journal,
            MediaAdvertised = _settings.MediaAdvertised,
            Messages = Messaging!.Trunks.IsEmpty ? null : Messaging.Trunks,   // started before
            Announcements = new Announcements(_settings.DataDirectory),
            Reception = new Receptions(Automation!, Flows!.Desk),   // both were started before
            Clock = _clock,
            Loggers = _loggers,
            SilentToUnknown = _settings.SilentToUnknown,
            Protection = _settings.Protection,
            Node = NodeName.In(_settings.DataDirectory),
            Refused = new RefusedSources(_clock),
        };
        Bans = services.Bans;
        _certificates = CertificateParts.Open(_settings, _loggers, _clock, ResourceHosts);
        var tls = new TlsHandshakes(_certificates.Store, Trunks);
        var first = await ShardStart.OnAsync(CreateLoop(network, "sip-0"), network, tls, _certificates.Store, services, _settings, _clock).ConfigureAwait(false);
        Calls = new CallGateway([first], services);
        if (_settings.Storage.Provider == StorageProvider.Postgres) StandForElection(store.Database, Calls, services.Node);
        Automation!.Open(first, Calls);   // made before
        Flows!.Desk.Open(first, Calls);
        _certificateWatch = _certificates.WatchAsync(Trunks, Catalogue, Calls.Shards, _stop.Token);
    }

    /// <summary>Of several gateways on the database one registers with trunks.</summary>
    private void StandForElection(Database database, CallGateway calls, string node)
    {
        calls.Elect(false);
        _election = new Election(new ElectionStore(database), "registrations", node, calls.Elect, _clock, _loggers.CreateLogger<Election>());
        _electionWatch = _election.RunAsync(_stop.Token);
    }

    // contoso.localhost names the resource contoso; a wildcard of one label would prove nothing.
    private IEnumerable<string> ResourceHosts() => Api!.Resources.All.SelectMany(resource => new[] { $"{resource.Name}.localhost", $"{resource.Name}.{_settings.Calls.Domain}" });   // started before

    private IRunningLoop CreateLoop(SystemNetwork network, string name)
    {
        var loop = network.CreateLoop(name);
        _loops.Add(loop);
        return loop;
    }
}
