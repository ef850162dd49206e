using System.Text.Json.Nodes;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Addresses;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.Routing;

namespace Telephony.Api.SipRouting;

/// <summary>What would become of a call to a number, without making it: the routes that match, in order, and the same trace as a real call leaves. With a whole configuration in place of the stored one, where one is sent.</summary>
internal static class RoutingDryRun
{
    private const int LongestNumber = 64;
    private const string TheGateways = "one of the gateway's own";

    public static async ValueTask<ApiAnswer> AnswerAsync(ApiCall call, SipRoutingServices services)
    {
        if (call.Query("targetPhoneNumber") is not { Length: > 0 and <= LongestNumber } number) return ApiErrors.Missing("targetPhoneNumber");
        var own = await SipRoutingArea.OwnAsync(call, services).ConfigureAwait(false);
        var catalogue = services.Catalogue.Current;
        var tried = own;
        if (!call.Body.IsEmpty)
        {
            if (!call.TryRead(SipRoutingJson.Default.JsonObject, out var body, out var refused)) return refused;
            if (Replace(own, body, FileRouting.Of(catalogue, own), out var fault) is not { } whole) return fault!.Answer;      // else there is one
            if (!ReferenceEquals(whole, own)) (tried, catalogue) = (whole, With(catalogue, own, whole));
        }
        return ApiAnswer.Ok(Run(number, call.Resource.Name, catalogue, tried, services), SipRoutingJson.Default.RoutesForNumber);
    }

    // What is named replaces, what is not stays.
    private static ResourceRouting? Replace(ResourceRouting own, JsonObject body, FileRouting files, out RoutingFault? fault)
    {
        fault = null;
        if (!body.ContainsKey("trunks") && !body.ContainsKey("routes") && !body.ContainsKey("domains")) return own;
        var empty = own with { Domains = body.ContainsKey("domains") ? [] : own.Domains, Trunks = body.ContainsKey("trunks") ? [] : own.Trunks, Routes = body.ContainsKey("routes") ? [] : own.Routes };
        return RoutingPatch.Apply(empty, body, files, out fault);
    }

    private static TrunkCatalogue With(TrunkCatalogue now, ResourceRouting own, ResourceRouting whole)
    {
        var (trunks, routes) = (own.Trunks.Select(static trunk => trunk.Fqdn).ToHashSet(), own.Routes.Select(static route => route.Name).ToHashSet(StringComparer.Ordinal));
        var others = now.Routes.Where(route => route.Resource != own.Resource || !routes.Contains(route.Name)).ToList();
        return TrunkCatalogue.TryBuild([.. now.Trunks.Where(trunk => trunk.Resource != own.Resource || !trunks.Contains(trunk.Id))], others, now.NumberRules, now.Emergency, now.Version, out var without, out _)
            ? SipRoutingOverlay.Over(without, [whole], now.Version, out _) : now;
    }

    private static RoutesForNumber Run(string number, ResourceId resource, TrunkCatalogue catalogue, ResourceRouting tried, SipRoutingServices services)
    {
        var address = AddressReader.Read(number, "", catalogue.Emergency);
        var trace = new DecisionTrace(services.Clock);
        var query = new RouteQuery { Called = address.Text, Caller = "", Resource = resource, At = services.Trunks.Now };
        var plan = RoutePlanner.Plan(query, catalogue, services.Trunks, services.Trunks, new Random(0), trace);
        var verdict = plan.Candidates.Count > 0
            ? "It would be tried by " + string.Join(", then ", plan.Candidates.Select(candidate => Worded(candidate, resource))) + "."
            : plan.Reason == NoPlanReason.NoRoute ? "No voice route matches." : "Routes match, but none of their trunks can be used now.";
        return new RoutesForNumber(
            [.. catalogue.Routes.Where(route => route.Resource == resource && route.NumberPattern.IsMatch(address.Text)).Select(RoutingView.Show)],
            verdict,
            [.. trace.Steps.Select(step => Step(step, catalogue, resource))]);
    }

    private static string Worded(RouteCandidate candidate, ResourceId resource) =>
        candidate.Route.Resource == resource ? $"{candidate.Trunk.Id} (route \"{candidate.Route.Name}\")" : TheGateways;

    // The gateway's own routes and trunks are not listed to a resource: that one of them takes the call is said, not which.
    private static RoutingStep Step(DecisionStep step, TrunkCatalogue catalogue, ResourceId resource)
    {
        var theirs = step.Rule switch
        {
            DecisionRule.Route => catalogue.Routes.Any(route => route.Resource != resource && route.Name == step.Input) && !catalogue.Routes.Any(route => route.Resource == resource && route.Name == step.Input),
            DecisionRule.Trunk => TrunkId.TryParse(step.Input, out var id) && catalogue.Find(id)?.Resource != resource,
            _ => false,
        };
        return new RoutingStep(step.Rule.ToString(), theirs ? TheGateways : step.Input, step.Verdict.ToString()) { Detail = theirs || step.Detail.Length == 0 ? null : step.Detail };
    }
}
