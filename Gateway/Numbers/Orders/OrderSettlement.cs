using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;

namespace Telephony.Numbers.Orders;

/// <summary>What somebody found out at the carrier about an order that is <see cref="NumberOrderState.Unknown"/>.</summary>
public enum OrderWord
{
    /// <summary>The number is ours there, and wanted: the order goes on.</summary>
    Bought,

    /// <summary>It never was ours: the order has failed, and the number is free for others.</summary>
    NotBought,

    /// <summary>It is no longer ours there.</summary>
    Released,

    /// <summary>It still is ours there: it is given back once more.</summary>
    NotReleased,
}

/// <summary>Ends the doubt about an order, by the carrier's list or by a person's word. The running gateway goes on with it by itself.</summary>
public static class OrderSettlement
{
    /// <summary>What the carrier's list of our numbers says of the order.</summary>
    /// <param name="owned">All that are ours there.</param>
    public static (OrderWord Word, string CarrierId) ByList(NumberOrder order, IEnumerable<OwnedNumber> owned)
    {
        var ours = owned.FirstOrDefault(one => one.Number == order.Number);
        // A purchase that was known to be done has failed since, and its owner was told so: what is left of it is to go.
        if (order.Kind == NumberOrderKind.Release || order.CarrierId.Length > 0) return ours is null ? (OrderWord.Released, "") : (OrderWord.NotReleased, ours.CarrierId);
        return ours is not null && ours.Reference == order.Id.ToString() ? (OrderWord.Bought, ours.CarrierId) : (OrderWord.NotBought, "");
    }

    /// <param name="carrierId">The carrier's own id of the number; empty where it is known, or the carrier has none.</param>
    /// <param name="quarantineUntil">For a number that has left.</param>
    /// <returns>Null when it is done; else why not, a sentence.</returns>
    public static async Task<string?> SettleAsync(INumberOrderStore store, NumberOrder order, OrderWord word, string carrierId, DateTimeOffset quarantineUntil, DateTimeOffset now, CancellationToken cancellation)
    {
        if (order.State != NumberOrderState.Unknown) return $"The order is {order.State}, not {NumberOrderState.Unknown}: there is nothing to settle.";
        if (order.Kind == NumberOrderKind.Release && word is OrderWord.Bought or OrderWord.NotBought) return $"The order was to give {order.Number} back: say {nameof(OrderWord.Released)} or {nameof(OrderWord.NotReleased)}.";
        var (settled, effect) = Step(order, word, carrierId, now);
        return await store.SaveAsync(settled, effect, null, quarantineUntil, cancellation).ConfigureAwait(false) == OrderSave.Saved ? null : "Somebody else has settled the order meanwhile.";
    }

    internal static OrderStep Step(NumberOrder order, OrderWord word, string carrierId, DateTimeOffset now)
    {
        var step = word switch
        {
            OrderWord.Bought => OrderSteps.On(order, NumberOrderTrigger.SaidBought, now, now, carrierId: carrierId),
            OrderWord.NotBought => OrderSteps.On(order, NumberOrderTrigger.SaidNotBought, now, now, OrderErrors.PurchaseFailed, "It was not bought, as was found out at the carrier."),
            OrderWord.Released => OrderSteps.On(order, NumberOrderTrigger.SaidReleased, now, now),
            _ => OrderSteps.On(order, NumberOrderTrigger.SaidNotReleased, now, now, carrierId: carrierId),
        };
        // It begins anew, with all its patience.
        return step with { Order = step.Order with { Attempts = 0 } };
    }
}
