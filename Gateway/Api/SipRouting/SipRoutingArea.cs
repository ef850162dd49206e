using System.Globalization;
using System.Text.Json.Nodes;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;

namespace Telephony.Api.SipRouting;

/// <summary>
/// A resource's trunks and voice routes as one document, in the catalogue that files of <c>sbc-config</c> begin. What files give to the resource is shown and stays theirs; what they keep for the gateway is
/// looked at first and not shown.
/// </summary>
public static class SipRoutingArea
{
    private const int Tries = 5;

    public static void MapSipRouting(this ApiRoutes api, SipRoutingServices services)
    {
        var area = api.Area("sip")
            .Get("/sip", "SipRouting_Get", call => GetAsync(call, services))
            .Patch("/sip", "SipRouting_Update", call => PatchAsync(call, services), repeatable: true);
        foreach (var path in new[] { "/sip:testRoutesWithNumber", "/sip/:testRoutesWithNumber" }) area.Post(path, "SipRouting_TestRoutesWithNumber", call => RoutingDryRun.AnswerAsync(call, services));
    }

    internal static async ValueTask<ResourceRouting> OwnAsync(ApiCall call, SipRoutingServices services) =>
        (await services.Store.ListAsync(call.Cancellation).ConfigureAwait(false)).FirstOrDefault(one => one.Resource == call.Resource.Name) ?? ResourceRouting.None(call.Resource.Name);

    private static async ValueTask<ApiAnswer> GetAsync(ApiCall call, SipRoutingServices services) =>
        Show(await OwnAsync(call, services).ConfigureAwait(false), services, withHealth: call.Query("expand")?.Contains("trunks/health", StringComparison.OrdinalIgnoreCase) == true);

    private static async ValueTask<ApiAnswer> PatchAsync(ApiCall call, SipRoutingServices services)
    {
        if (!call.TryRead(SipRoutingJson.Default.JsonObject, out var patch, out var refused)) return refused;
        call.Target = string.Join(',', patch.Select(static field => field.Key).Where(static name => name is "domains" or "trunks" or "routes"));
        for (var i = 0; i < Tries; i++)
        {
            var own = await OwnAsync(call, services).ConfigureAwait(false);
            if (call.Http.Request.Headers.IfMatch.ToString() is { Length: > 0 } match && match != "*" && match != Tag(own)) return ApiErrors.Error(412, "PreconditionFailed", "The configuration has changed since it was read: read it again, and change that.", "If-Match");
            if (RoutingPatch.Apply(own, patch, FileRouting.Of(services.Catalogue.Current, own), out var fault) is not { } next) return fault!.Answer;      // else there is one
            if (Claimed(own, next, services.Catalogue.Current) is { } taken) return taken.Answer;
            if (!await services.Store.ReplaceAsync(next, call.Cancellation).ConfigureAwait(false))
            {
                // Somebody was quicker: with this document, or with a trunk of the same name.
                await services.Refresh(call.Cancellation).ConfigureAwait(false);
                continue;
            }
            await services.Refresh(call.Cancellation).ConfigureAwait(false);
            return Show(next, services, withHealth: false);
        }
        return ApiErrors.Conflict("ConcurrentUpdate", "Others change this configuration at the same time; try again.");
    }

    /// <summary>No two resources share the name of a trunk (DR-1).</summary>
    private static RoutingFault? Claimed(ResourceRouting own, ResourceRouting next, TrunkCatalogue catalogue)
    {
        var before = own.Trunks.Select(static trunk => trunk.Fqdn).ToHashSet();
        foreach (var trunk in next.Trunks)
        {
            if (before.Contains(trunk.Fqdn) || catalogue.Find(trunk.Fqdn) is not { } owner) continue;
            return new RoutingFault("InvalidTrunkFqdn", $"trunks[{trunk.Fqdn}]", $"{SipRoutingOverlay.OwnerClass(owner, own.Resource)} has a trunk of that name; each FQDN is one trunk's");
        }
        return null;
    }

    private static ApiAnswer Show(ResourceRouting own, SipRoutingServices services, bool withHealth)
    {
        var catalogue = services.Catalogue.Current;
        return ApiAnswer.Ok(RoutingView.Show(own, FileRouting.Of(catalogue, own), withHealth ? Health : null), SipRoutingJson.Default.SipConfiguration).With("ETag", Tag(own));

        SipTrunkHealth? Health(TrunkId id) => catalogue.Find(id) is { } trunk ? RoutingView.Health(trunk, services.Trunks, services.CertificateWarning) : null;
    }

    private static string Tag(ResourceRouting own) => string.Create(CultureInfo.InvariantCulture, $"\"{own.Version}\"");
}
