using Telephony.Calls.Admission;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Domain.Trunks;
using Telephony.SipTrunk.Loading;
using Telephony.Storage.Databases;
using Telephony.Storage.Numbers;

namespace Telephony.Host.Commands;

/// <summary><c>telephony route NUMBER</c>: what would become of a call, step by step, by files and by what resources have set by the API. Health and limits are those of a gateway that has just started.</summary>
internal static class RouteCommand
{
    public static async Task<int> RunAsync(string? config, string number, string? from, string? trunkName, string? resourceName, TextWriter output, CancellationToken cancellation)
    {
        if (CommandSettings.Load(config, output) is not { } settings) return ExitCodes.BadSettings;
        var loaded = SbcConfigLoader.Load(settings.SbcConfig);
        if (loaded.Catalogue is not { } catalogue)
        {
            output.WriteLine(CommandSettings.Sentences(loaded.Mistakes, settings.SbcConfig));
            return ExitCodes.BadSettings;
        }
        ResourceId? resource = null;
        if (resourceName is not null)
        {
            if (!ResourceId.TryParse(resourceName, out var named))
            {
                output.WriteLine($"--resource {resourceName} is no name of a resource.");
                return ExitCodes.Refused;
            }
            resource = named;
        }
        var numbers = NumberCatalogue.Empty;
        if (settings.Storage.Provider != StorageProvider.Sqlite || File.Exists(settings.Storage.Path))
        {
            await using var database = await settings.Storage.OpenAsync(TimeProvider.System, cancellation).ConfigureAwait(false);
            NumberCatalogue.TryBuild(await new NumberStore(database).ListAsync(null, cancellation).ConfigureAwait(false), 1, out numbers, out _);
            catalogue = await WholeCatalogue.OverAsync(catalogue, database, output, cancellation).ConfigureAwait(false);
        }
        Trunk? trunk = null;
        if (trunkName is not null && (!TrunkId.TryParse(trunkName, out var id) || (trunk = catalogue.Find(id)) is null))
        {
            output.WriteLine($"--trunk {trunkName}: no such trunk; known are {string.Join(", ", catalogue.Trunks.Select(static t => t.Id.Value))}.");
            return ExitCodes.Refused;
        }
        var trace = RouteDryRun.Run(number, from ?? "", trunk, catalogue, numbers, new TrunkBoard(TimeProvider.System), new Random(1), TimeProvider.System, out var verdict, resource);
        output.Write(trace.ToString());
        output.WriteLine(verdict);
        if (trunk is null && PhoneNumber.TryParse(number, out var ours) && numbers.Find(ours) is { } record)
        {
            output.WriteLine($"{ours} is one of our numbers ({record.Destination}), and this was a call of the gateway's own. For a call that comes in, add --trunk, one of: {string.Join(", ", catalogue.Trunks.Select(static t => t.Id.Value))}.");
        }
        return verdict.StartsWith("It would be refused", StringComparison.Ordinal) ? ExitCodes.Refused : ExitCodes.Good;
    }
}
