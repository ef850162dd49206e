using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Telephony.Domain.Events;
using Telephony.Domain.Stores;
using Telephony.Events.Webhooks;

namespace Telephony.Events.Delivery;

/// <summary>
/// Gives one subscription its events: claims some more than are under way, hands them to as many senders as it may have, and stores what became of them in batches. An endpoint that is slow or
/// gone holds up nobody but itself. While the store cannot be used nothing is claimed, and what was sent waits here to be settled.
/// <code>
/// due ─► claim ─► ready (bounded) ─► sender 1 … N ─┬─► settle (batch) ─► delivered │ waiting again │ dead
///                                                   └─► room ─► claim
/// </code>
/// </summary>
internal sealed class SubscriptionOutbox : IAsyncDisposable
{
    private const int MostSettled = 256;
    private const int ReadyPerSender = 8;

    /// <summary>Longer than all that is claimed ahead can take.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <summary>Also found without being woken: what is due again, and what another gateway fanned out.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>What was delivered meanwhile is stored in one transaction. In lines the next event waits for it: there it is stored at once.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(3);

    private readonly EventSubscription _subscription;
    private readonly SignedWebhooks _webhooks;
    private readonly IEventStore _store;
    private readonly EventStatistics _statistics;
    private readonly Func<double> _chance;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly int _room;
    private readonly Channel<ClaimedDelivery[]> _ready;
    private readonly Channel<DeliverySettlement> _settled = Channel.CreateUnbounded<DeliverySettlement>(new UnboundedChannelOptions { SingleReader = true });      // bounded by what is claimed
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private Task _claiming = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;
    private Task _settling = Task.CompletedTask;
    private int _held;
    private bool _failing;

    public SubscriptionOutbox(EventSubscription subscription, SignedWebhooks webhooks, IEventStore store, EventStatistics statistics, Func<double> chance, TimeProvider clock, ILogger logger)
    {
        (_subscription, _webhooks, _store, _statistics, _chance, _clock, _logger) = (subscription, webhooks, store, statistics, chance, clock, logger);
        _room = subscription.Concurrency * subscription.BatchSize * ReadyPerSender;
        _ready = Channel.CreateUnbounded<ClaimedDelivery[]>();      // bounded by the room
    }

    public void Start()
    {
        _claiming = ClaimAsync(_stop.Token);
        _sending = Task.WhenAll(Enumerable.Range(0, _subscription.Concurrency).Select(_ => SendAsync()));
        _settling = SettleAsync();
    }

    /// <summary>There may be something due.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Nothing new; what is under way has a moment, then it is left to be sent again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _claiming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_ready.Reader.TryRead(out _))
        {
        }
        _ready.Writer.Complete();
        await Task.WhenAny(_sending, Task.Delay(LastWords, _clock, CancellationToken.None)).ConfigureAwait(false);
        await _abandon.CancelAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _settled.Writer.Complete();
        await _settling.ConfigureAwait(false);
        _stop.Dispose();
        _abandon.Dispose();
    }

    private async Task ClaimAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            // Half empty: fewer and larger claims.
            var room = _room - Volatile.Read(ref _held);
            var claimed = room * 2 >= _room ? await TryClaimAsync(room, cancellation).ConfigureAwait(false) : [];
            Interlocked.Add(ref _held, claimed.Count);
            foreach (var batch in claimed.Chunk(_subscription.BatchSize)) _ready.Writer.TryWrite(batch);
            if (claimed.Count == 0) await WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<ClaimedDelivery>> TryClaimAsync(int room, CancellationToken cancellation)
    {
        try
        {
            return await _store.ClaimAsync(_subscription.Resource, _subscription.Name, room, Lease, _clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        }
        catch (StorageException failure)
        {
            _logger.StoreFailed(_subscription.Name, failure.Message);
            return [];
        }
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = _clock.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), limit, Look, Timeout.InfiniteTimeSpan);
        try
        {
            await _wake.Reader.ReadAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The look that comes without a wake-up.
        }
    }

    private async Task SendAsync()
    {
        await Task.Yield();
        await foreach (var batch in _ready.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                var reply = await DeliverAsync(batch).ConfigureAwait(false);
                Tell(batch, reply);
                foreach (var delivery in batch) _settled.Writer.TryWrite(DeliveryVerdict.Of(delivery, reply, _subscription.MostAttempts, _clock.GetUtcNow(), _chance()));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private ValueTask<WebhookReply> DeliverAsync(ClaimedDelivery[] batch)
    {
        var (body, contentType) = EventEnvelope.Write(_subscription, [.. batch.Select(static delivery => delivery.Event)]);
        var request = new WebhookRequest { Url = _subscription.Url, Body = body, ContentType = contentType, Headers = [.. EventEnvelope.Headers(_subscription, "Notification", batch[0].Attempts)] };
        return _webhooks.SendAsync(_subscription, request, batch[0].Event.Id.ToString("D"), _abandon.Token);
    }

    // A change is said once, not each failure.
    private void Tell(ClaimedDelivery[] batch, WebhookReply reply)
    {
        var taken = reply is WebhookReply.Answered { IsTaken: true };
        _statistics.Sent(taken, batch.Length);
        if (taken == !_failing) return;
        _failing = !taken;
        if (taken) _logger.TakesAgain(_subscription.Resource, _subscription.Name);
        else _logger.TakesNot(_subscription.Resource, _subscription.Name, _subscription.Place, reply is WebhookReply.Answered answered ? FormattableString.Invariant($"answered {answered.Status}") : ((WebhookReply.Silent)reply).Why);
    }

    private async Task SettleAsync()
    {
        var batch = new List<DeliverySettlement>();
        while (await _settled.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            if (!_subscription.IsOrdered) await Task.Delay(Gather, _clock, CancellationToken.None).ConfigureAwait(false);
            while (batch.Count < MostSettled && _settled.Reader.TryRead(out var settled)) batch.Add(settled);
            await StoreAsync(batch).ConfigureAwait(false);
            var dead = batch.Count(static settled => settled.State == EventDeliveryState.Dead);
            if (dead > 0)
            {
                _statistics.Buried(dead);
                _logger.Dead(dead, _subscription.Resource, _subscription.Name, batch.First(static settled => settled.State == EventDeliveryState.Dead).Why);
            }
            Interlocked.Add(ref _held, -batch.Count);
            batch.Clear();
            Wake();
        }
    }

    // Kept and tried again until the store takes it: it is the only place that knows.
    private async Task StoreAsync(List<DeliverySettlement> batch)
    {
        while (true)
        {
            try
            {
                await _store.SettleAsync(batch, _clock.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (StorageException failure)
            {
                _logger.StoreFailed(_subscription.Name, failure.Message);
                if (_stop.IsCancellationRequested) return;      // sent again by the next run
                await Task.Delay(Look, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
