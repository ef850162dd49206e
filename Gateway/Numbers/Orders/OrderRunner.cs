using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Telephony.Domain.Addresses;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;
using Telephony.Domain.Stores;
using Telephony.Numbers.Inventory;
using Telephony.Numbers.Shop;

namespace Telephony.Numbers.Orders;

/// <summary>
/// Carries orders out: takes those that are due, and brings each as far as it goes. Each step is stored before its side effect; what is stored and not done when the gateway ends is asked about by
/// the next run. Several gateways on one database share the work: an order is at one of them at a time, and a step that lost it to another changes nothing.
/// <code>
/// due ─► claim ─► store the step ─► carrier ─► store the outcome ─► next step … over, or due later
/// </code>
/// </summary>
public sealed class OrderRunner : IAsyncDisposable
{
    private const int AtOnce = 8;

    /// <summary>Also found without being woken: what another gateway left, and what a lost wake-up left.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan CarrierGoneDelay = TimeSpan.FromMinutes(5);

    private readonly INumberOrderStore _store;
    private readonly NumberCarriers _carriers;
    private readonly NumberInventory _inventory;
    private readonly INumberStore _numbers;
    private readonly OrderOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<OrderRunner> _logger;
    private readonly SemaphoreSlim _room = new(AtOnce, AtOnce);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<NumberOrderId, bool> _running = [];
    private Task _claiming = Task.CompletedTask;

    public OrderRunner(INumberOrderStore store, NumberCarriers carriers, NumberInventory inventory, INumberStore numbers, OrderOptions options, TimeProvider clock, ILogger<OrderRunner> logger) =>
        (_store, _carriers, _inventory, _numbers, _options, _clock, _logger) = (store, carriers, inventory, numbers, options, clock, logger);

    /// <summary>Told of each order that is over.</summary>
    internal Action<NumberOrder>? Over { get; set; }

    /// <summary>Somebody else has an order that is not looked at again before this: longer than any carrier is waited for.</summary>
    private TimeSpan Lease => _options.Patience + _options.Patience;

    /// <summary>Begins, with what the last run left unfinished.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var left = await _store.ReclaimAsync(_clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        if (left > 0) _logger.LeftBehind(left);
        _claiming = ClaimAsync(_stop.Token);
    }

    /// <summary>What was stored before this, here or by another gateway, is in the inventory in memory after it.</summary>
    public ValueTask CatchUpAsync(CancellationToken cancellation) => _inventory.RefreshAsync(cancellation);

    /// <summary>There may be something due.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>What is over by now: reservations, quarantine. And a look at what is due, whatever became of the wake-ups.</summary>
    public async Task TendAsync(DateTimeOffset forget, CancellationToken cancellation)
    {
        try
        {
            var free = await _store.ExpireAsync(_clock.GetUtcNow(), forget, cancellation).ConfigureAwait(false);
            if (free > 0) _logger.Expired(free);
        }
        catch (StorageException failure)
        {
            _logger.StoreFailed(failure.Message);
        }
        Wake();
    }

    /// <summary>Nothing new is begun; carriers are no longer waited for, and what is not known then is asked about by the next run.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _claiming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var i = 0; i < AtOnce; i++) await _room.WaitAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task ClaimAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await _room.WaitAsync(cancellation).ConfigureAwait(false);
            var room = 1;
            while (_room.Wait(0, CancellationToken.None)) room++;
            IReadOnlyList<NumberOrder> claimed = [];
            try
            {
                var now = _clock.GetUtcNow();
                claimed = await _store.ClaimAsync(room, now, now + Lease, CancellationToken.None).ConfigureAwait(false);
            }
            catch (StorageException failure)
            {
                _logger.StoreFailed(failure.Message);
            }
            foreach (var order in claimed) _ = RunAsync(order);
            if (room > claimed.Count) _room.Release(room - claimed.Count);
            if (claimed.Count == 0) await WaitAsync(cancellation).ConfigureAwait(false);
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

    private async Task RunAsync(NumberOrder order)
    {
        await Task.Yield();
        // A machine that slept finds its own orders due: whoever is at one of them is still at it.
        if (!_running.TryAdd(order.Id, true))
        {
            _room.Release();
            return;
        }
        try
        {
            var current = order;
            while (!current.IsOver && !_stop.IsCancellationRequested && await StepAsync(current).ConfigureAwait(false) is { } next && (next.DueAt <= _clock.GetUtcNow() || next.IsOver)) current = next;
        }
        catch (StorageException failure)
        {
            // The lease ends, and somebody goes on from what is stored.
            _logger.StoreFailed(failure.Message);
        }
        finally
        {
            _running.TryRemove(order.Id, out _);
            _room.Release();
        }
    }

    // The order as it is then; null: somebody else has it.
    private async Task<NumberOrder?> StepAsync(NumberOrder order)
    {
        var now = _clock.GetUtcNow();
        if (_carriers.Find(order.Carrier) is not { } carrier)
        {
            _logger.CarrierGone(order.Id, order.Carrier);
            return await SaveAsync(new OrderStep(order with { DueAt = now + CarrierGoneDelay, Version = order.Version + 1 }, NumberOrderEffect.None)).ConfigureAwait(false);
        }
        if (NumberOrderMachine.IsUnderWay(order.State))
        {
            _logger.Interrupted(order.Id, order.State, order.Carrier);
            return await SaveAsync(OrderSteps.On(order, NumberOrderTrigger.Lost, now, now + carrier.Settling, why: "The gateway ended before the carrier's answer.")).ConfigureAwait(false);
        }
        if (NumberOrderMachine.IsInDoubt(order.State)) return await SaveAsync(await AskAsync(carrier, order).ConfigureAwait(false)).ConfigureAwait(false);
        if (order.Attempts >= _options.MostAttempts && OrderSteps.GiveUp(order, now) is var gaveUp && gaveUp.Order.State != order.State) return await SaveAsync(gaveUp).ConfigureAwait(false);
        var begun = OrderSteps.On(order, NumberOrderTrigger.Begin, now, now + Lease);
        if (await SaveAsync(begun).ConfigureAwait(false) is not { } stored) return null;
        // Too late: somebody may have found it due by now, and asked. Nothing was said to the carrier, so its answer will be "not there".
        if (_clock.GetUtcNow() > stored.DueAt - _options.Patience) return null;
        var outcome = await PerformAsync(carrier, stored, begun.Effect).ConfigureAwait(false);
        return await SaveAsync(OrderSteps.After(stored, outcome, carrier.Settling, _clock.GetUtcNow())).ConfigureAwait(false);
    }

    private async Task<OrderStep> AskAsync(ICarrierNumbers carrier, NumberOrder order)
    {
        if (!carrier.CanBeAsked) return OrderSteps.CannotAsk(order, _clock.GetUtcNow());
        using var limit = new CancellationTokenSource(_options.Patience, _clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        var answer = await carrier.OwnedAsync(new OwnedQuery(order.Number), stop.Token).ConfigureAwait(false);
        return OrderSteps.After(order, answer, _clock.GetUtcNow());
    }

    private async Task<OrderOutcome> PerformAsync(ICarrierNumbers carrier, NumberOrder order, NumberOrderEffect effect)
    {
        using var limit = new CancellationTokenSource(_options.Patience, _clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            return effect switch
            {
                NumberOrderEffect.Buy => await carrier.BuyAsync(order.ToCarrier(), stop.Token).ConfigureAwait(false),
                NumberOrderEffect.Configure => await carrier.ConfigureAsync(order.ToCarrier(), stop.Token).ConfigureAwait(false),
                NumberOrderEffect.Release => await carrier.ReleaseAsync(order.ToCarrier(), stop.Token).ConfigureAwait(false),
                _ => throw new InvalidOperationException($"{effect} is nothing that a carrier does."),
            };
        }
        catch (Exception bug) when (bug is not StorageException)
        {
            _logger.AdapterThrew(bug, order.Carrier, order.Id);
            return new OrderOutcome.Unknown("The carrier's adapter failed.");
        }
    }

    private async Task<NumberOrder?> SaveAsync(OrderStep step)
    {
        var (order, now) = (step.Order, _clock.GetUtcNow());
        var enter = await RecordAsync(step).ConfigureAwait(false);
        var saved = await _store.SaveAsync(order, step.Effect, enter, now + _options.Quarantine, CancellationToken.None).ConfigureAwait(false);
        if (saved == OrderSave.Overlap)
        {
            // Entered by hand while it was bought: of no use here, so it goes back.
            var refused = OrderSteps.On(order with { State = NumberOrderState.Configuring, Version = order.Version - 1 }, NumberOrderTrigger.Refused, now, now, OrderErrors.ProvisioningFailed, "The inventory has this number already.");
            return await SaveAsync(refused).ConfigureAwait(false);
        }
        if (saved == OrderSave.Stale) return null;
        if (step.Effect is NumberOrderEffect.EnterInventory or NumberOrderEffect.ChangeInventory or NumberOrderEffect.LeaveInventory) await _inventory.RefreshAsync(CancellationToken.None).ConfigureAwait(false);
        if (order.IsOver) Tell(order);
        return order;
    }

    private async Task<NumberRecord?> RecordAsync(OrderStep step)
    {
        var (order, range) = (step.Order, NumberRange.Of(step.Order.Number));
        return step.Effect switch
        {
            NumberOrderEffect.EnterInventory => new NumberRecord
            {
                Resource = order.Resource, Range = range, Capabilities = order.Offer.Capabilities, Destination = _options.Destination,
                Purchase = new NumberPurchase(order.Carrier, order.CarrierId, order.Offer.Country, order.Offer.Type, order.Offer.Assignment, order.Offer.Cost, order.ChangedAt),
            },
            NumberOrderEffect.ChangeInventory when await _numbers.FindAsync(order.Resource, order.Number, CancellationToken.None).ConfigureAwait(false) is { } record =>
                record with { Range = range, Capabilities = order.Offer.Capabilities },
            _ => null,
        };
    }

    private void Tell(NumberOrder order)
    {
        if (order.IsGood) _logger.Over(order.Id, order.Kind, order.Number, order.Carrier, order.State);
        else _logger.NotWell(order.Id, order.Kind, order.Number, order.Carrier, order.State, order.Error);
        Over?.Invoke(order);
    }
}
