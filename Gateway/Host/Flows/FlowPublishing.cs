using Telephony.Domain.Addresses;
using Telephony.Domain.Flows;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Host.Settings;
using Telephony.Ivr.Library;

namespace Telephony.Host.Flows;

/// <summary>What flows are checked against on this gateway: the inventory of numbers, the folder of sounds, files beside documents.</summary>
internal static class FlowPublishing
{
    /// <param name="numbers">As it is when a flow is checked.</param>
    public static FlowPublisher Make(GatewaySettings settings, IFlowStore store, Func<FlowCatalogue> catalogue, Func<NumberCatalogue> numbers, Func<CancellationToken, Task> refresh, TimeProvider clock) =>
        new(store, catalogue, resource => Checks(settings, numbers, resource), name => FlowFolder.Beside(settings.Flows.Folder, name), refresh, clock);

    /// <param name="resource">Whose numbers may be shown; null: those of all.</param>
    public static FlowFolderChecks Checks(GatewaySettings settings, Func<NumberCatalogue> numbers, ResourceId? resource) => new(
        number => PhoneNumber.TryParse(number, out var parsed) && numbers().Find(parsed) is { } record && (resource is null || record.Resource == resource), file => HasSound(settings.DataDirectory, file));

    /// <summary>Sounds are below the data directory; a flow is no way to read others.</summary>
    private static bool HasSound(string folder, string file)
    {
        var path = Path.GetFullPath(Path.Combine(folder, file));
        return path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(path);
    }
}
