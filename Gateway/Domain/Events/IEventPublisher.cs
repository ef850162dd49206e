namespace Telephony.Domain.Events;

/// <summary>
/// The way in for what is to be told to subscribers and is not part of another change to the store. Who changes the store writes the events in that transaction instead.
/// Safe to call from any thread.
/// </summary>
public interface IEventPublisher
{
    /// <summary>Stored when it returns; on its way to subscribers a moment later. In order, where ids are in order.</summary>
    /// <exception cref="Stores.StorageException">Nothing was stored.</exception>
    ValueTask PublishAsync(IReadOnlyList<NewEvent> happened, CancellationToken cancellation);
}
