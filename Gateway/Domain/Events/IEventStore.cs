using Telephony.Domain.Identity;

namespace Telephony.Domain.Events;

/// <summary>What is known of an event before its data is read.</summary>
public sealed record EventHead(ResourceId Resource, Guid Id, string Type, string Subject, DateTimeOffset At);

/// <summary>One event on its way to one subscription.</summary>
/// <param name="Line">What is delivered one after the other; empty: no order.</param>
/// <param name="ExpiresAt">Dead, if not delivered by then.</param>
public sealed record NewDelivery(EventHead Event, string Subscription, string Line, DateTimeOffset ExpiresAt);

/// <summary>A delivery that this gateway has claimed, with what is to be delivered.</summary>
/// <param name="Attempts">This one among them.</param>
public sealed record ClaimedDelivery(NewEvent Event, string Subscription, int Attempts, DateTimeOffset ExpiresAt);

/// <summary>What became of a claimed delivery.</summary>
/// <param name="State"><see cref="EventDeliveryState.Delivered"/> forgets it.</param>
/// <param name="DueAt">For <see cref="EventDeliveryState.Waiting"/>.</param>
/// <param name="Why">For people; empty where it was delivered.</param>
public sealed record DeliverySettlement(ClaimedDelivery Delivery, EventDeliveryState State, DateTimeOffset DueAt, string Why);

/// <summary>A delivery as lists show it.</summary>
public sealed record DeliveryLine(EventHead Event, string Subscription, EventDeliveryState State, int Attempts, DateTimeOffset ChangedAt, DateTimeOffset DueAt, string Why);

/// <summary>Deliveries to one subscription that are not done.</summary>
public sealed record DeliveryCounts(ResourceId Resource, string Subscription, long Waiting, long Dead);

/// <summary>
/// Events, who wants them, and how far they have come. Safe to call from any thread, and from several gateways on one store. What returns is stored.
/// <code>
/// added ─► fanned out: one delivery a subscription that wants it ─► claimed ─► delivered (gone) │ waiting again │ dead ─► replayed
/// </code>
/// </summary>
public interface IEventStore
{
    ValueTask AddAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellation);

    /// <summary>Makes deliveries of up to <paramref name="most"/> events that have none yet, oldest first, one gateway at a time.</summary>
    /// <param name="route">Pure: who wants the event. May run more than once.</param>
    /// <returns>How many events, and the subscriptions that got a delivery.</returns>
    ValueTask<(int Events, IReadOnlySet<(ResourceId Resource, string Subscription)> Told)> FanOutAsync(Func<EventHead, IEnumerable<NewDelivery>> route, int most, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>
    /// Takes up to <paramref name="most"/> deliveries that are due, oldest first, for this gateway: no other one gets them before <paramref name="lease"/> is over. Of one line only the first, and
    /// not while an earlier one is not done.
    /// </summary>
    ValueTask<IReadOnlyList<ClaimedDelivery>> ClaimAsync(ResourceId resource, string subscription, int most, TimeSpan lease, DateTimeOffset now, CancellationToken cancellation);

    ValueTask SettleAsync(IReadOnlyList<DeliverySettlement> settlements, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>What this gateway had claimed when it last ended is due again, and that attempt does not count. How many.</summary>
    ValueTask<int> ReleaseAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Oldest first. Null: of all; of every state.</summary>
    ValueTask<IReadOnlyList<DeliveryLine>> ListAsync(ResourceId? resource, string? subscription, EventDeliveryState? state, int most, CancellationToken cancellation);

    /// <summary>Dead deliveries become due as if they were new. How many.</summary>
    /// <param name="id">Null: all of the subscription.</param>
    ValueTask<int> ReplayAsync(ResourceId resource, string subscription, Guid? id, TimeSpan life, DateTimeOffset now, CancellationToken cancellation);

    ValueTask<IReadOnlyList<DeliveryCounts>> CountAsync(CancellationToken cancellation);

    /// <summary>Events that were fanned out, with an id above <paramref name="after"/>, oldest first.</summary>
    ValueTask<IReadOnlyList<NewEvent>> ReadAsync(ResourceId? resource, Guid after, int most, CancellationToken cancellation);

    /// <summary>Deliveries that wait and whose time is over are dead; of those that were never tried, <paramref name="why"/> says why. How many.</summary>
    ValueTask<int> ExpireAsync(string why, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Deletes events of before, and what is dead of them; those still to be delivered stay. How many.</summary>
    ValueTask<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellation);
}

/// <summary>The subscriptions of all resources. Safe to call from any thread, and from several processes on one store.</summary>
public interface ISubscriptionStore
{
    /// <summary>Sorted by resource and name.</summary>
    ValueTask<IReadOnlyList<EventSubscription>> ListAsync(CancellationToken cancellation);

    /// <summary>False if the resource has one of that name; nothing is changed then.</summary>
    ValueTask<bool> AddAsync(EventSubscription subscription, CancellationToken cancellation);

    /// <summary>With its deliveries, dead ones too. False if there is none.</summary>
    ValueTask<bool> RemoveAsync(ResourceId resource, string name, CancellationToken cancellation);

    /// <summary>False if there is none any more with that <paramref name="code"/>.</summary>
    ValueTask<bool> SetStateAsync(ResourceId resource, string name, Guid code, SubscriptionState state, string why, CancellationToken cancellation);
}
