using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Telephony.Api.Events;
using Telephony.Domain.Events;
using Telephony.Events.Delivery;
using Telephony.Events.Subscriptions;
using Telephony.Events.Webhooks;
using Telephony.Host.Composition;
using Telephony.Host.Settings;
using Telephony.Host.Web;
using Telephony.Identity.Tokens;
using Telephony.Storage.Databases;
using Telephony.Storage.Events;

namespace Telephony.Host.Events;

/// <summary>Events and webhooks, put together and taken apart. <see cref="Sender"/> and <see cref="Tokens"/> are for callbacks of calls too.</summary>
internal sealed class EventParts : IAsyncDisposable
{
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly SubscriptionDirectory _subscriptions;
    private readonly EventDispatch _dispatch;

    private EventParts(Database database, ApiParts api, GatewaySettings settings, ILoggerFactory loggers, TimeProvider clock)
    {
        (_database, _clock) = (database, clock);
        var publicUrl = PublicEndpoint.Of(settings).TrimEnd('/');
        Store = new EventStore(database);
        Publisher = new EventPublisher(Store);
        Sender = new WebhookSender(clock, settings.Events.Authorities);
        ServiceTokens = new ServiceTokens(api.Keys, publicUrl, clock);
        Tokens = new WebhookTokens(ServiceTokens);
        _subscriptions = new SubscriptionDirectory(new SubscriptionStore(database), clock, loggers.CreateLogger<SubscriptionDirectory>());
        var webhooks = new SignedWebhooks(Sender, Tokens, AudienceOf, clock);
        var origin = settings.Events.Origin.Length > 0 ? settings.Events.Origin : new Uri(publicUrl).Host;
        var handshake = new Handshake(webhooks, subscription => $"{publicUrl}{EventsArea.ConsentPath(subscription)}", origin, clock);
        _dispatch = new EventDispatch(Store, _subscriptions, handshake, webhooks, static () => RandomNumberGenerator.GetInt32(1000) / 1000.0, clock, loggers.CreateLogger<EventDispatch>());

        string AudienceOf(EventSubscription subscription) =>
            subscription.Audience.Length > 0 ? subscription.Audience : api.Resources.Find(subscription.Resource.Value) is { } resource ? resource.ImmutableId.ToString("D") : subscription.Resource.Value;
    }

    public IEventStore Store { get; }

    public IEventPublisher Publisher { get; }

    public WebhookSender Sender { get; }

    public WebhookTokens Tokens { get; }

    public ServiceTokens ServiceTokens { get; }

    public EventStatistics Statistics => _dispatch.Statistics;

    public EventServices Api => new(ServiceTokens, _subscriptions, Store, _clock);

    /// <summary>A command changed the subscriptions.</summary>
    public void LookAgain() => _dispatch.LookAgain();

    public static async Task<EventParts> StartAsync(Database database, ApiParts api, GatewaySettings settings, ILoggerFactory loggers, TimeProvider clock, CancellationToken cancellation)
    {
        var parts = new EventParts(database, api, settings, loggers, clock);
        database.EventsWritten = parts._dispatch.Wake;
        await parts._dispatch.StartAsync(cancellation).ConfigureAwait(false);
        return parts;
    }

    public async ValueTask DisposeAsync()
    {
        _database.EventsWritten = null;
        await _dispatch.DisposeAsync().ConfigureAwait(false);
        Sender.Dispose();
    }
}
