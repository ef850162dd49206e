using Telephony.Domain.Events;

namespace Telephony.Events.Delivery;

/// <summary>Stores what is to be told; the store wakes who delivers it.</summary>
public sealed class EventPublisher(IEventStore store) : IEventPublisher
{
    public ValueTask PublishAsync(IReadOnlyList<NewEvent> happened, CancellationToken cancellation) => happened.Count == 0 ? ValueTask.CompletedTask : store.AddAsync(happened, cancellation);
}
