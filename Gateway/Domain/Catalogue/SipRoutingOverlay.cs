using Telephony.Domain.Identity;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;

namespace Telephony.Domain.Catalogue;

/// <summary>
/// Trunks and routes of the API over those of files: files come first, and what they claim is theirs. Pure; never fails: what does not fit is left out and said.
/// </summary>
public static class SipRoutingOverlay
{
    /// <param name="leftOut">A sentence each.</param>
    public static TrunkCatalogue Over(TrunkCatalogue files, IReadOnlyList<ResourceRouting> documents, long version, out IReadOnlyList<string> leftOut)
    {
        var left = new List<string>();
        leftOut = left;
        if (documents.Count == 0) return files;
        var trunks = files.Trunks.ToList();
        var owners = trunks.ToDictionary(static trunk => trunk.Id);
        foreach (var trunk in documents.SelectMany(static document => document.ToTrunks()))
        {
            if (owners.TryAdd(trunk.Id, trunk)) trunks.Add(trunk);
            else left.Add($"The trunk {trunk.Id} of resource {trunk.Resource} is not used: {OwnerClass(owners[trunk.Id], trunk.Resource)} has one of that name.");
        }
        var routes = files.Routes.ToList();
        var names = routes.Select(static route => (route.Resource, route.Name)).ToHashSet();
        foreach (var route in documents.SelectMany(static document => document.ToRoutes()))
        {
            if (!names.Add((route.Resource, route.Name))) left.Add($"The route \"{route.Name}\" of resource {route.Resource} is not used: a file has one of that name.");
            else routes.Add(route with { Trunks = [.. route.Trunks.Where(id => owners.TryGetValue(id, out var owner) && MayUse(route.Resource, owner))] });
        }
        if (TrunkCatalogue.TryBuild(trunks, routes, files.NumberRules, files.Emergency, version, out var catalogue, out var conflicts)) return catalogue;
        left.AddRange(conflicts.Select(static conflict => conflict.Sentence));
        return files;
    }

    /// <summary>Whose a name is, as far as another resource may know (DR-1).</summary>
    public static string OwnerClass(Trunk owner, ResourceId asking) => owner.Resource == asking ? "a file of this resource" : owner.Resource == ResourceId.Gateway ? "the gateway" : "another resource";

    /// <summary>Its own, by API or file, and those of the gateway that a route of a file names are not a resource's to name.</summary>
    private static bool MayUse(ResourceId resource, Trunk trunk) => trunk.Resource == resource;
}
