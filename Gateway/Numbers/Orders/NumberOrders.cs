using System.Collections.Concurrent;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;
using Telephony.Numbers.Shop;

namespace Telephony.Numbers.Orders;

/// <summary>What callers order: stored here, carried out by <see cref="OrderRunner"/>. Safe from any thread.</summary>
public sealed class NumberOrders
{
    /// <summary>The carrier of numbers that were entered by hand: nothing has to be told to anybody.</summary>
    public const string OwnCarrier = "own";

    /// <summary>Most callers of quick carriers see the end in their first look, so they need not wait for the second.</summary>
    private static readonly TimeSpan Courtesy = TimeSpan.FromMilliseconds(500);

    private readonly INumberOrderStore _store;
    private readonly INumberStore _numbers;
    private readonly INumberingPlan _plan;
    private readonly NumberShop _shop;
    private readonly OrderRunner _runner;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _waiting = [];

    public NumberOrders(INumberOrderStore store, INumberStore numbers, INumberingPlan plan, NumberShop shop, OrderRunner runner, TimeProvider clock)
    {
        (_store, _numbers, _plan, _shop, _runner, _clock) = (store, numbers, plan, shop, runner, clock);
        runner.Over = order =>
        {
            if (_waiting.TryGetValue(order.Operation, out var waiting)) waiting.TrySetResult();
        };
    }

    public INumberOrderStore Store => _store;

    /// <summary>Before somebody is told that an order is over: who asks for the number next is to find it as it is now.</summary>
    public ValueTask CatchUpAsync(CancellationToken cancellation) => _runner.CatchUpAsync(cancellation);

    /// <summary>Looks for numbers and holds them. The operation is over when this returns; its reservation is the result.</summary>
    public async Task<(NumberOperation Operation, NumberReservation? Result)> SearchAsync(ResourceId resource, OfferQuery query, CancellationToken cancellation)
    {
        var operation = New(resource, NumberOperationKind.Search) with { Reservation = Guid.CreateVersion7(_clock.GetUtcNow()) };
        var (result, code, why) = await HoldAsync(operation, query, cancellation).ConfigureAwait(false);
        operation = operation with { State = result is null ? NumberOperationState.Failed : NumberOperationState.Succeeded, ChangedAt = _clock.GetUtcNow(), ErrorCode = code, Error = why };
        await _store.AddAsync(operation, cancellation).ConfigureAwait(false);
        return (operation, result);
    }

    /// <summary>Buys what the reservation holds, once: repeated, it gives the operation that does.</summary>
    public Task<SubmitOutcome> PurchaseAsync(ResourceId resource, Guid reservation, NumberOperationKind kind, CancellationToken cancellation)
    {
        var operation = New(resource, kind) with { Reservation = reservation };
        return SubmitAsync(operation, () => _store.PurchaseAsync(resource, reservation, operation, cancellation));
    }

    public Task<SubmitOutcome> ReleaseAsync(ResourceId resource, PhoneNumber number, CancellationToken cancellation) =>
        OrderAsync(resource, number, NumberOrderKind.Release, NumberOperationKind.Release, null, cancellation);

    /// <param name="capabilities">What the number is to do.</param>
    public Task<SubmitOutcome> ChangeAsync(ResourceId resource, PhoneNumber number, NumberCapabilities capabilities, CancellationToken cancellation) =>
        OrderAsync(resource, number, NumberOrderKind.Change, NumberOperationKind.UpdateCapabilities, capabilities, cancellation);

    /// <summary>Orders that the carrier has not been told of are given up. False: at least one is under way, or the operation is over.</summary>
    public async Task<bool> CancelAsync(NumberOperation operation, CancellationToken cancellation)
    {
        if (operation.IsOver) return false;
        var good = true;
        foreach (var order in await _store.ListOrdersAsync(operation.Id, cancellation).ConfigureAwait(false))
        {
            var step = OrderSteps.On(order, NumberOrderTrigger.Cancel, _clock.GetUtcNow(), _clock.GetUtcNow(), OrderErrors.Cancelled, "The operation was cancelled.");
            if (order.IsOver) continue;
            good &= step.Order.IsOver && await _store.SaveAsync(step.Order, step.Effect, null, default, cancellation).ConfigureAwait(false) == OrderSave.Saved;
        }
        return good;
    }

    private async Task<SubmitOutcome> OrderAsync(ResourceId resource, PhoneNumber number, NumberOrderKind kind, NumberOperationKind operationKind, NumberCapabilities? capabilities, CancellationToken cancellation)
    {
        if (await _numbers.FindAsync(resource, number, cancellation).ConfigureAwait(false) is not { } record) return SubmitOutcome.NotFound.Instance;
        var operation = New(resource, operationKind) with { Number = number.ToString() };
        var order = new NumberOrder
        {
            Id = NumberOrderId.New(_clock), Resource = resource, Operation = operation.Id, Kind = kind, State = kind == NumberOrderKind.Release ? NumberOrderState.Leaving : NumberOrderState.ChangeRequested,
            Offer = OfferOf(record, number, capabilities ?? record.Capabilities), Carrier = record.Purchase?.Carrier ?? OwnCarrier, CarrierId = record.Purchase?.CarrierId ?? "",
            CreatedAt = operation.CreatedAt, ChangedAt = operation.CreatedAt, DueAt = operation.CreatedAt,
        };
        return await SubmitAsync(operation, () => _store.OrderAsync(operation, order, cancellation)).ConfigureAwait(false);
    }

    private NumberOffer OfferOf(NumberRecord record, PhoneNumber number, NumberCapabilities capabilities) => record.Purchase is { } bought
        ? new NumberOffer(number, bought.Country, bought.Type, bought.Assignment, capabilities, bought.Cost)
        : new NumberOffer(number, _plan.Describe(number).Country, NumberType.Geographic, NumberAssignment.Application, capabilities, default);

    private async Task<SubmitOutcome> SubmitAsync(NumberOperation operation, Func<ValueTask<SubmitOutcome>> submit)
    {
        var waiting = _waiting.GetOrAdd(operation.Id, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            var outcome = await submit().ConfigureAwait(false);
            if (outcome is not SubmitOutcome.Submitted submitted || submitted.Operation.Id != operation.Id) return outcome;      // begun before: it is under way
            _runner.Wake();
            await Task.WhenAny(waiting.Task, Task.Delay(Courtesy, _clock)).ConfigureAwait(false);
            return outcome;
        }
        finally
        {
            _waiting.TryRemove(operation.Id, out _);
        }
    }

    private async Task<(NumberReservation? Result, string Code, string Why)> HoldAsync(NumberOperation operation, OfferQuery query, CancellationToken cancellation)
    {
        var answer = await _shop.SearchAsync(query, cancellation).ConfigureAwait(false);
        if (answer is ShopAnswer<IReadOnlyList<ShopOffer>>.Silent silent) return (null, "UnknownSearchError", $"No carrier answered: {silent.Why}");
        var offers = ((ShopAnswer<IReadOnlyList<ShopOffer>>.Known)answer).Value;
        if (offers.Count == 0) return (null, "OutOfStock", "No carrier has such numbers at the moment. Ask for another area code, another kind of number, or fewer capabilities.");
        var add = offers.Select(offer => new ReservedNumber(
            offer.Offer with { Capabilities = query.Capabilities == NumberCapabilities.None ? offer.Offer.Capabilities : query.Capabilities }, offer.Carrier, ReservedNumberState.Reserved)).ToList();
        var held = await _store.ReserveAsync(new ReservationChange(operation.Resource, operation.Reservation, IsSearch: true, add, []), _clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        return held is ReservationOutcome.Saved { Reservation: { Numbers.Count: > 0 } reservation } ? (reservation, "", "") : (null, "OutOfStock", "Others took the numbers that were found a moment ago. Search again.");
    }

    private NumberOperation New(ResourceId resource, NumberOperationKind kind)
    {
        var now = _clock.GetUtcNow();
        return new NumberOperation { Id = Guid.CreateVersion7(now), Resource = resource, Kind = kind, State = NumberOperationState.Running, CreatedAt = now, ChangedAt = now };
    }
}
