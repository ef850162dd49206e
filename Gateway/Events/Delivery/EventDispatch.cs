using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Domain.Stores;
using Telephony.Events.Subscriptions;
using Telephony.Events.Webhooks;

namespace Telephony.Events.Delivery;

/// <summary>
/// The way of all events from the store to those who want them: fans them out by the subscriptions of the moment, and keeps an outbox for each endpoint that has agreed.
/// <code>
/// written ─► wake ─► fan out (batch) ─► wake the outboxes that got something
/// subscriptions read again every 2 s, and when told ─► outboxes begun and ended, endpoints asked
/// </code>
/// </summary>
public sealed class EventDispatch : IAsyncDisposable
{
    private const int MostFannedOut = 500;

    /// <summary>Also looked for without being woken: what another process wrote.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // Writers wake us before they commit: soon after, the events are there.
    private static readonly TimeSpan[] s_soon = [TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250)];

    private readonly IEventStore _store;
    private readonly SubscriptionDirectory _subscriptions;
    private readonly Handshake _handshake;
    private readonly SignedWebhooks _webhooks;
    private readonly Func<double> _chance;
    private readonly TimeProvider _clock;
    private readonly ILogger<EventDispatch> _logger;
    private readonly Dictionary<Guid, SubscriptionOutbox> _outboxes = [];
    private readonly Dictionary<Guid, Task> _asked = [];
    private readonly Lock _guard = new();
    private readonly Channel<bool> _wake = Nudge();
    private readonly Channel<bool> _changed = Nudge();
    private readonly CancellationTokenSource _stop = new();
    private Task _fanning = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;

    /// <param name="chance">0 to 1. Any thread.</param>
    public EventDispatch(IEventStore store, SubscriptionDirectory subscriptions, Handshake handshake, SignedWebhooks webhooks, Func<double> chance, TimeProvider clock, ILogger<EventDispatch> logger) =>
        (_store, _subscriptions, _handshake, _webhooks, _chance, _clock, _logger) = (store, subscriptions, handshake, webhooks, chance, clock, logger);

    public EventStatistics Statistics { get; } = new();

    /// <summary>What an earlier run was sending is sent again.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await _subscriptions.RefreshAsync(cancellation).ConfigureAwait(false);
        var left = await _store.ReleaseAsync(_clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        if (left > 0) _logger.SentAgain(left);
        await FollowAsync().ConfigureAwait(false);
        _fanning = FanOutAsync(_stop.Token);
        _watching = WatchAsync(_stop.Token);
    }

    /// <summary>Events were written, or are being. Any thread.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Subscriptions were changed by another process. Any thread.</summary>
    public void LookAgain() => _changed.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _fanning.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_asked.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_outboxes.Values.Select(static outbox => outbox.DisposeAsync().AsTask())).ConfigureAwait(false);
        try
        {
            await _store.ReleaseAsync(_clock.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // The next run does it.
        }
        _stop.Dispose();
    }

    private async Task FanOutAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var woken = await WaitAsync(_wake, Look, cancellation).ConfigureAwait(false);
            var found = await DrainAsync(cancellation).ConfigureAwait(false);
            for (var i = 0; woken && !found && i < s_soon.Length; i++)
            {
                await WaitAsync(_wake, s_soon[i], cancellation).ConfigureAwait(false);
                found = await DrainAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> DrainAsync(CancellationToken cancellation)
    {
        var found = false;
        try
        {
            while (true)
            {
                var now = _clock.GetUtcNow();
                var (events, told) = await _store.FanOutAsync(head => Route(head, now), MostFannedOut, now, cancellation).ConfigureAwait(false);
                WakeOutboxes(told);
                found |= events > 0;
                if (events < MostFannedOut) return found;
            }
        }
        catch (StorageException failure)
        {
            _logger.StoreFailed("all", failure.Message);
            return found;
        }
    }

    private IEnumerable<NewDelivery> Route(EventHead head, DateTimeOffset now)
    {
        foreach (var subscription in _subscriptions.Of(head.Resource))
        {
            if (subscription.State != SubscriptionState.Refused && subscription.Filter.Takes(head.Type, head.Subject)) yield return new NewDelivery(head, subscription.Name, subscription.IsOrdered ? Line(head) : "", now + subscription.Life);
        }
    }

    // What has no subject is in one line with its like.
    private static string Line(EventHead head) => head.Subject.Length > 0 ? head.Subject : head.Type;

    private void WakeOutboxes(IReadOnlySet<(ResourceId Resource, string Subscription)> told)
    {
        lock (_guard)
        {
            foreach (var (resource, name) in told)
            {
                if (_subscriptions.Find(resource, name) is { } subscription && _outboxes.TryGetValue(subscription.Code, out var outbox)) outbox.Wake();
            }
        }
    }

    private async Task<bool> WaitAsync(Channel<bool> nudge, TimeSpan most, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = _clock.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), limit, most, Timeout.InfiniteTimeSpan);
        try
        {
            return await nudge.Reader.ReadAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await WaitAsync(_changed, SubscriptionDirectory.Every, cancellation).ConfigureAwait(false);
            try
            {
                await _subscriptions.RefreshAsync(cancellation).ConfigureAwait(false);
                await FollowAsync().ConfigureAwait(false);
            }
            catch (StorageException failure)
            {
                _logger.StoreFailed("all", failure.Message);
            }
        }
    }

    // One that was removed and made anew has another code.
    private async Task FollowAsync()
    {
        var active = _subscriptions.All.Where(static subscription => subscription.State == SubscriptionState.Active).ToDictionary(static subscription => subscription.Code);
        List<SubscriptionOutbox> gone = [];
        lock (_guard)
        {
            foreach (var code in _outboxes.Keys.Where(code => !active.ContainsKey(code)).ToList())
            {
                gone.Add(_outboxes[code]);
                _outboxes.Remove(code);
            }
            foreach (var (code, subscription) in active)
            {
                if (_outboxes.ContainsKey(code)) continue;
                var outbox = _outboxes[code] = new SubscriptionOutbox(subscription, _webhooks, _store, Statistics, _chance, _clock, _logger);
                outbox.Start();
            }
        }
        foreach (var outbox in gone) await outbox.DisposeAsync().ConfigureAwait(false);
        foreach (var code in _asked.Where(static asked => asked.Value.IsCompleted).Select(static asked => asked.Key).ToList()) _asked.Remove(code);
        foreach (var subscription in _subscriptions.All.Where(static subscription => subscription.State is SubscriptionState.New or SubscriptionState.AwaitingConsent))
        {
            if (!_asked.ContainsKey(subscription.Code)) _asked.Add(subscription.Code, AskAsync(subscription));
        }
    }

    private async Task AskAsync(EventSubscription subscription)
    {
        await _subscriptions.AskAsync(subscription, _handshake, _stop.Token).ConfigureAwait(false);
        LookAgain();      // what has agreed is sent events at once
    }

    private static Channel<bool> Nudge() => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
}
