using Telephony.Domain.Identity;

namespace Telephony.Domain.Users;

/// <summary>What an area keeps of a user (chat messages, room roles, …) and deletes with it.</summary>
public interface IIdentityData
{
    /// <summary>Called after the user's tokens have ended, and again after a crash: must bear to be repeated.</summary>
    ValueTask DeleteAsync(ResourceId resource, CommunicationUserId user, CancellationToken cancellation);
}
