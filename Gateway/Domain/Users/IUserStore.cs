using Telephony.Domain.Identity;

namespace Telephony.Domain.Users;

/// <summary>The users of all resources. Safe to call from any thread, and from several processes on one store.</summary>
public interface IUserStore
{
    /// <summary>Adds the user; where its external id has one already, that one, unchanged.</summary>
    /// <returns>The user that is now in the store, and whether it is the new one.</returns>
    ValueTask<(CommunicationUser User, bool IsNew)> AddAsync(CommunicationUser user, CancellationToken cancellation);

    /// <summary>Null also for one whose deletion has begun.</summary>
    ValueTask<CommunicationUser?> FindAsync(ResourceId resource, CommunicationUserId id, CancellationToken cancellation);

    ValueTask<CommunicationUser?> FindExternalAsync(ResourceId resource, string externalId, CancellationToken cancellation);

    /// <summary>Oldest first, after the given one.</summary>
    ValueTask<IReadOnlyList<CommunicationUser>> ListAsync(ResourceId resource, CommunicationUserId? after, int limit, CancellationToken cancellation);

    /// <summary>Gives the user another external id, or none.</summary>
    ValueTask<ExternalIdOutcome> SetExternalIdAsync(ResourceId resource, CommunicationUserId id, string? externalId, CancellationToken cancellation);

    /// <summary>Notes that a token was issued, and says of which generation it is to be. Null: there is no such user.</summary>
    ValueTask<int?> TouchAsync(ResourceId resource, CommunicationUserId id, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>All tokens issued so far end. False: there is no such user.</summary>
    ValueTask<bool> RevokeAsync(ResourceId resource, CommunicationUserId id, CancellationToken cancellation);

    /// <summary>From now on the user is not found and its tokens are not good; its row waits for <see cref="RemoveAsync"/>. False: there is no such user.</summary>
    ValueTask<bool> BeginRemovalAsync(ResourceId resource, CommunicationUserId id, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Users whose deletion has begun and not ended, such as before a crash.</summary>
    ValueTask<IReadOnlyList<(ResourceId Resource, CommunicationUserId Id)>> ListRemovalsAsync(CancellationToken cancellation);

    ValueTask RemoveAsync(ResourceId resource, CommunicationUserId id, CancellationToken cancellation);
}

public enum ExternalIdOutcome
{
    Done,
    NoSuchUser,
    Taken,
}
