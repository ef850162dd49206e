using Telephony.Domain.Identity;

namespace Telephony.Domain.Resources;

/// <summary>The resources of the gateway with their keys. Safe to call from any thread, and from several processes on one store.</summary>
public interface IResourceStore
{
    /// <summary>Sorted by name.</summary>
    ValueTask<IReadOnlyList<CommunicationResource>> ListAsync(CancellationToken cancellation);

    /// <summary>False if there is one of that name; nothing is changed then.</summary>
    ValueTask<bool> AddAsync(CommunicationResource resource, CancellationToken cancellation);

    /// <summary>The resource with its keys and users; records of its calls stay. False if there is none of that name.</summary>
    ValueTask<bool> RemoveAsync(ResourceId name, CancellationToken cancellation);

    /// <summary>False if there is no resource of that name.</summary>
    ValueTask<bool> ReplaceKeyAsync(ResourceId name, AccessKeyKind kind, byte[] key, CancellationToken cancellation);
}
