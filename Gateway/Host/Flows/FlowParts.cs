using Microsoft.Extensions.Logging;
using Telephony.Calls.Shards;
using Telephony.Calls.Steering;
using Telephony.Domain.Addresses;
using Telephony.Domain.Calls;
using Telephony.Domain.Numbers;
using Telephony.FlowRunner;
using Telephony.FlowRunner.Requests;
using Telephony.Host.Composition;
using Telephony.Host.Settings;
using Telephony.Ivr.Library;
using Telephony.Numbers.Inventory;

namespace Telephony.Host.Flows;

/// <summary>Call flows of the running gateway: the folder that is watched, the desk that takes their calls, what they ask of the world.</summary>
internal sealed class FlowParts : IAsyncDisposable
{
    private readonly FlowWatcher _watcher;
    private readonly FlowRequests _requests;

    public FlowParts(GatewaySettings settings, PromptParts prompts, NumberCatalogueHolder numbers, ILoggerFactory loggers, TimeProvider clock)
    {
        var catalogue = new FlowCatalogueHolder();
        _watcher = new FlowWatcher(settings.Flows.Folder, catalogue, number => PhoneNumber.TryParse(number, out var parsed) && numbers.Current.Find(parsed) is not null, clock, loggers.CreateLogger<FlowWatcher>());
        _watcher.Start();
        _requests = new FlowRequests(settings.Flows.Hosts, settings.Flows.PrivateNetworks, clock);
        Desk = new FlowDesk(new FlowServices(catalogue, new MediaPrompts(prompts.Library, settings.DataDirectory), _requests, Path.Combine(settings.DataDirectory, "recordings"), clock, loggers.CreateLogger("Telephony.Flows")));
        Catalogue = catalogue;
    }

    public FlowDesk Desk { get; }

    public FlowCatalogueHolder Catalogue { get; }

    public async ValueTask DisposeAsync()
    {
        _watcher.Dispose();
        await Desk.DisposeAsync().ConfigureAwait(false);
        _requests.Dispose();
    }
}

/// <summary>Steered calls by the kind of their destination: flows to their desk, the others to applications.</summary>
internal sealed class Receptions(ICallReception applications, ICallReception flows) : ICallReception
{
    public ISteeredCallUser? TryTake(SteeredCall call, Destination destination) => (destination is Destination.Flow ? flows : applications).TryTake(call, destination);
}
