using Microsoft.Extensions.Logging;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Stores;

namespace Telephony.SipTrunk.Watching;

/// <summary>
/// Keeps what resources have set by the API in the catalogue, over what files say: at once after a change, ours or another gateway's. While the store cannot be read, what is known stays.
/// </summary>
public sealed class SipRoutingWatch(ISipRoutingStore store, ILogger<SipRoutingWatch> logger)
{
    private IReadOnlyList<ResourceRouting> _known = [];
    private SbcConfigWatcher? _files;

    /// <summary>For <see cref="SbcConfigWatcher"/>.</summary>
    public TrunkCatalogue Complete(TrunkCatalogue files, long version)
    {
        var whole = SipRoutingOverlay.Over(files, Volatile.Read(ref _known), version, out var leftOut);
        foreach (var sentence in leftOut) logger.LeftOut(sentence);
        return whole;
    }

    /// <summary>Before the files are read for the first time.</summary>
    public async Task LoadAsync(CancellationToken cancellation) => Volatile.Write(ref _known, await store.ListAsync(cancellation).ConfigureAwait(false));

    /// <param name="files">Told of each change.</param>
    public void Follow(SbcConfigWatcher files) => _files = files;

    public async Task RefreshAsync(CancellationToken cancellation)
    {
        var now = await store.ListAsync(cancellation).ConfigureAwait(false);
        var before = Volatile.Read(ref _known);
        if (now.Select(static one => (one.Resource, one.Version)).SequenceEqual(before.Select(static one => (one.Resource, one.Version)))) return;
        Volatile.Write(ref _known, now);
        logger.RoutingChanged(now.Sum(static one => one.Trunks.Count), now.Sum(static one => one.Routes.Count), now.Count);
        _files?.Complete();
    }

    /// <summary>Until its token says otherwise.</summary>
    public Task WatchAsync(CancellationToken cancellation) => store.FollowAsync(
        async () =>
        {
            try
            {
                await RefreshAsync(cancellation).ConfigureAwait(false);
            }
            catch (StorageException failure)
            {
                logger.RoutingNotRead(failure.Message);
            }
        },
        cancellation);
}
