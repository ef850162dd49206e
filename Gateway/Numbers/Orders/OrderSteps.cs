using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;

namespace Telephony.Numbers.Orders;

/// <summary>An order after a trigger, and what goes with it.</summary>
internal readonly record struct OrderStep(NumberOrder Order, NumberOrderEffect Effect);

/// <summary>What outcomes and answers of a carrier mean for an order: pure.</summary>
internal static class OrderSteps
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The order goes on by the trigger; <paramref name="due"/> is when it is looked at next.</summary>
    public static OrderStep On(NumberOrder order, NumberOrderTrigger trigger, DateTimeOffset now, DateTimeOffset due, string code = "", string why = "", string carrierId = "")
    {
        var step = NumberOrderMachine.On(order.State, trigger);
        // A new purpose has its own patience; what is tried again goes on counting.
        var attempts = step.Effect is NumberOrderEffect.Buy or NumberOrderEffect.Configure or NumberOrderEffect.Release ? order.Attempts + 1
            : step.Next is NumberOrderState.Bought && order.State != NumberOrderState.Configuring || step.Next == NumberOrderState.Compensating ? 0 : order.Attempts;
        var next = order with
        {
            State = step.Next, ChangedAt = now, DueAt = due, Version = order.Version + 1, Attempts = attempts, CarrierId = carrierId.Length > 0 ? carrierId : order.CarrierId,
            ErrorCode = code.Length > 0 ? code : order.ErrorCode, Error = why.Length > 0 ? why : order.Error,
        };
        return new OrderStep(next.IsGood ? next with { ErrorCode = "", Error = "" } : next, step.Effect);
    }

    /// <summary>What came of the side effect that the order's state says was begun.</summary>
    public static OrderStep After(NumberOrder order, OrderOutcome outcome, TimeSpan settling, DateTimeOffset now) => outcome switch
    {
        OrderOutcome.Done done => On(order, NumberOrderTrigger.Done, now, now, carrierId: done.CarrierId),
        // Why it is given back stays the reason, whatever becomes of that.
        OrderOutcome.Refused refused when IsGivingBack(order) => On(order, NumberOrderTrigger.Refused, now, now, why: $"{order.Error} The carrier does not take it back ({refused.Code}): {refused.Why}"),
        OrderOutcome.Refused refused => On(order, NumberOrderTrigger.Refused, now, now, OrderErrors.CodeOf(order.State, refused.Reason), $"The carrier refuses ({refused.Code}): {refused.Why}"),
        OrderOutcome.NotDone notDone => On(order, NumberOrderTrigger.NotDone, now, now + (notDone.After ?? Delay(order.Attempts)), why: IsGivingBack(order) ? "" : notDone.Why),
        OrderOutcome.Unknown unknown => On(order, NumberOrderTrigger.Lost, now, now + settling, why: IsGivingBack(order) ? "" : unknown.Why),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no outcome that is known here."),
    };

    /// <summary>What the carrier says of an order in doubt.</summary>
    public static OrderStep After(NumberOrder order, ShopAnswer<IReadOnlyList<OwnedNumber>> answer, DateTimeOffset now)
    {
        if (answer is not ShopAnswer<IReadOnlyList<OwnedNumber>>.Known known)
            return new OrderStep(order with { DueAt = now + Delay(order.Attempts), Attempts = order.Attempts + 1, ChangedAt = now, Version = order.Version + 1 }, NumberOrderEffect.None);
        var owned = known.Value.FirstOrDefault(number => number.Number == order.Number);
        if (owned is null) return On(order, NumberOrderTrigger.NotFound, now, now);
        if (order.State == NumberOrderState.ReleaseInDoubt || owned.Reference == order.Id.ToString()) return On(order, NumberOrderTrigger.Found, now, now, carrierId: owned.CarrierId);
        return On(order, NumberOrderTrigger.FoundForeign, now, now, "NumberNotAvailable", "The number is ours at the carrier already, by another order.");
    }

    /// <summary>Nobody can say what became of it.</summary>
    public static OrderStep CannotAsk(NumberOrder order, DateTimeOffset now) =>
        On(order, NumberOrderTrigger.CannotAsk, now, now, OrderErrors.OutcomeUnknown, $"Nobody knows whether the carrier did it, and it cannot be asked: {order.Error}");

    public static OrderStep GiveUp(NumberOrder order, DateTimeOffset now) => On(order, NumberOrderTrigger.GiveUp, now, now, OrderErrors.CodeOf(order.State), $"The carrier could not be brought to it: {order.Error}");

    /// <summary>A second, doubled by each attempt; five minutes at the most.</summary>
    public static TimeSpan Delay(int attempts)
    {
        var delay = TimeSpan.FromSeconds(Math.Pow(2, Math.Clamp(attempts - 1, 0, 20)));
        return delay < Longest ? delay : Longest;
    }

    private static bool IsGivingBack(NumberOrder order) => order is { Kind: NumberOrderKind.Buy, State: NumberOrderState.Releasing };
}
