using Telephony.Domain.Identity;
using Telephony.Domain.Resources;
using Telephony.Domain.Users;

namespace Telephony.Identity.Users;

/// <summary>Makes and deletes users. A user's data in other areas goes with it.</summary>
public sealed class UserDirectory(IUserStore store, IReadOnlyList<IIdentityData> data, TimeProvider clock)
{
    public const int LongestExternalId = 256;

    private const int Page = 500;

    /// <param name="externalId">The application's own name for the user; null: none. Where a user has it, that one is given.</param>
    public ValueTask<(CommunicationUser User, bool IsNew)> CreateAsync(CommunicationResource resource, string? externalId, CancellationToken cancellation) =>
        store.AddAsync(
            new CommunicationUser { Resource = resource.Name, Id = CommunicationUserId.New(resource.ImmutableId, clock), ExternalId = externalId, CreatedAt = clock.GetUtcNow() }, cancellation);

    public ValueTask<CommunicationUser?> FindAsync(CommunicationResource resource, CommunicationUserId id, CancellationToken cancellation) => store.FindAsync(resource.Name, id, cancellation);

    /// <summary>False: there is no such user.</summary>
    public ValueTask<bool> RevokeAsync(CommunicationResource resource, CommunicationUserId id, CancellationToken cancellation) => store.RevokeAsync(resource.Name, id, cancellation);

    public ValueTask<ExternalIdOutcome> SetExternalIdAsync(CommunicationResource resource, CommunicationUserId id, string? externalId, CancellationToken cancellation) =>
        store.SetExternalIdAsync(resource.Name, id, externalId, cancellation);

    /// <summary>Ends the user's tokens, then deletes what the areas have of it, then the user. False: there is no such user.</summary>
    public async ValueTask<bool> DeleteAsync(CommunicationResource resource, CommunicationUserId id, CancellationToken cancellation)
    {
        if (!await store.BeginRemovalAsync(resource.Name, id, clock.GetUtcNow(), cancellation).ConfigureAwait(false)) return false;
        // Begun is begun: a caller that hangs up does not leave half a user behind.
        await FinishAsync(resource.Name, id).ConfigureAwait(false);
        return true;
    }

    /// <summary>All users of a resource that is to be removed, each with what the areas have of it. How many.</summary>
    public async Task<int> DeleteAllAsync(ResourceId resource, CancellationToken cancellation)
    {
        for (var count = 0; ;)
        {
            var page = await store.ListAsync(resource, null, Page, cancellation).ConfigureAwait(false);
            if (page.Count == 0) return count;
            foreach (var user in page)
            {
                if (!await store.BeginRemovalAsync(resource, user.Id, clock.GetUtcNow(), cancellation).ConfigureAwait(false)) continue;
                await FinishAsync(resource, user.Id).ConfigureAwait(false);
                count++;
            }
        }
    }

    /// <summary>At the start: ends deletions that a crash cut short.</summary>
    public async Task<int> ResumeAsync(CancellationToken cancellation)
    {
        var begun = await store.ListRemovalsAsync(cancellation).ConfigureAwait(false);
        foreach (var (resource, id) in begun) await FinishAsync(resource, id).ConfigureAwait(false);
        return begun.Count;
    }

    private async ValueTask FinishAsync(ResourceId resource, CommunicationUserId id)
    {
        foreach (var area in data) await area.DeleteAsync(resource, id, CancellationToken.None).ConfigureAwait(false);
        await store.RemoveAsync(resource, id, CancellationToken.None).ConfigureAwait(false);
    }
}
