using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Telephony.Domain.Identity;
using Telephony.Domain.Resources;

namespace Telephony.Identity.Keys;

/// <summary>
/// The resources with their keys, in memory: an immutable snapshot, replaced whole when the store has changed, also by another process. Any thread.
/// </summary>
public sealed class ResourceDirectory(IResourceStore store, TimeProvider clock, ILogger<ResourceDirectory> logger)
{
    /// <summary>A key that was made anew by a command is the valid one after so long at most.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private Snapshot _current = new([]);

    /// <summary>Sorted by name.</summary>
    public IReadOnlyList<CommunicationResource> All => Volatile.Read(ref _current).All;

    /// <summary>Makes the default resource where there is none at all.</summary>
    /// <returns>Whether it was made.</returns>
    public async Task<bool> StartAsync(string dataLocation, CancellationToken cancellation)
    {
        await RefreshAsync(cancellation).ConfigureAwait(false);
        if (All.Count > 0) return false;
        var made = await store.AddAsync(New(ResourceId.Default, dataLocation, clock), cancellation).ConfigureAwait(false);
        await RefreshAsync(cancellation).ConfigureAwait(false);
        return made;
    }

    public static CommunicationResource New(ResourceId name, string dataLocation, TimeProvider clock) => new()
    {
        Name = name,
        ImmutableId = Guid.NewGuid(),
        DataLocation = dataLocation,
        Keys = AccessKeys.Make(),
        CreatedAt = clock.GetUtcNow(),
    };

    /// <summary>Null: there is none of that name. Upper case counts as lower.</summary>
    public CommunicationResource? Find(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name.Length > ResourceId.LongestText) return null;
        Span<char> lower = stackalloc char[name.Length];
        name.ToLowerInvariant(lower);
        return Volatile.Read(ref _current).ByName.TryGetValue(lower, out var found) ? found : null;
    }

    public CommunicationResource? Find(Guid immutableId)
    {
        foreach (var resource in All)
        {
            if (resource.ImmutableId == immutableId) return resource;
        }
        return null;
    }

    public async Task RefreshAsync(CancellationToken cancellation)
    {
        var now = await store.ListAsync(cancellation).ConfigureAwait(false);
        if (!now.SequenceEqual(All)) Volatile.Write(ref _current, new Snapshot(now));
    }

    /// <summary>Looks at the store until cancelled; what is known stays while it cannot be read.</summary>
    public async Task WatchAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(Every, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await RefreshAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                logger.NotRefreshed(failure.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private sealed class Snapshot
    {
        public Snapshot(IReadOnlyList<CommunicationResource> all)
        {
            All = all;
            ByName = all.ToFrozenDictionary(static resource => resource.Name.Value, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        }

        public IReadOnlyList<CommunicationResource> All { get; }

        public FrozenDictionary<string, CommunicationResource>.AlternateLookup<ReadOnlySpan<char>> ByName { get; }
    }
}
