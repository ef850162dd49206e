using Telephony.Domain.Identity;

namespace Telephony.Domain.Catalogue;

/// <summary>What resources have set by the API. Safe to call from any thread, and from several gateways on one store.</summary>
public interface ISipRoutingStore
{
    /// <summary>Sorted by resource.</summary>
    ValueTask<IReadOnlyList<ResourceRouting>> ListAsync(CancellationToken cancellation);

    /// <summary>Calls back, one at a time, whenever another gateway on the store has changed something, or may have. Ends by its token alone.</summary>
    Task FollowAsync(Func<Task> changed, CancellationToken cancellation);

    /// <summary>Stores a document whose version is one more than the stored one's. False if it is not, or another resource has one of its trunks; nothing is changed then.</summary>
    ValueTask<bool> ReplaceAsync(ResourceRouting document, CancellationToken cancellation);
}
