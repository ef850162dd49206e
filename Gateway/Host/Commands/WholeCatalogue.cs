using Telephony.Domain.Catalogue;
using Telephony.Host.Settings;
using Telephony.Storage.Databases;
using Telephony.Storage.Routing;

namespace Telephony.Host.Commands;

/// <summary>Trunks and routes as a gateway has them that runs: those of files, and over them what resources have set by the API. What is left out of them is said as a note.</summary>
internal static class WholeCatalogue
{
    public static async Task<TrunkCatalogue> OverAsync(TrunkCatalogue files, Database database, TextWriter notes, CancellationToken cancellation)
    {
        var whole = SipRoutingOverlay.Over(files, await new SipRoutingStore(database).ListAsync(cancellation).ConfigureAwait(false), files.Version, out var leftOut);
        foreach (var sentence in leftOut) notes.WriteLine($"Note: {sentence}");
        return whole;
    }

    /// <summary>Without changing the store in any way. Where it has no tables that this program knows, the files are all there is.</summary>
    /// <exception cref="Domain.Stores.StorageException">The store cannot be read.</exception>
    public static async Task<TrunkCatalogue> AsItIsAsync(TrunkCatalogue files, GatewaySettings settings, TextWriter notes, CancellationToken cancellation)
    {
        if (await settings.Storage.OpenAsItIsAsync(TimeProvider.System, cancellation).ConfigureAwait(false) is not { } database) return files;
        await using (database.ConfigureAwait(false)) return await OverAsync(files, database, notes, cancellation).ConfigureAwait(false);
    }
}
