using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;

namespace Telephony.Api.Events;

/// <summary>What receivers of events ask for.</summary>
public static class EventsArea
{
    // The second is where the service publishes what callbacks of calls are checked with.
    private static readonly string[] s_descriptions = ["/.well-known/openid-configuration", "/calling/.well-known/acsopenidconfiguration"];

    /// <summary>Opened by an endpoint, or a person, that agrees to be sent events. Whoever has it can.</summary>
    public static string ConsentPath(EventSubscription subscription) => $"/eventSubscriptions/{subscription.Resource}/{subscription.Name}/:validate?code={subscription.Code:D}";

    public static void MapEvents(this ApiRoutes api, EventServices services)
    {
        foreach (var path in s_descriptions) api.Map(path, Public("Events_Issuer"), _ => ValueTask.FromResult(Describe(services.Tokens.Issuer)));
        api.Map("/eventSubscriptions/{resource}/{name}/:validate", Public("Events_Consent"), call => ConsentAsync(call, services));
        EventStreamOperation.MapEventStream(api, services);
    }

    private static ApiOperation Public(string name) => new() { Area = "events", Name = name, Method = "GET", Access = ApiAccess.Public, NeedsNoVersion = true };

    private static ApiAnswer Describe(string issuer) =>
        ApiAnswer.Ok(new IssuerDescription(issuer, issuer + "/.well-known/jwks.json", ["ES256"], ["id_token"], ["pairwise"]), EventsJson.Default.IssuerDescription).With("Cache-Control", "public, max-age=3600");

    private static async ValueTask<ApiAnswer> ConsentAsync(ApiCall call, EventServices services) =>
        ResourceId.TryParse(call.Route("resource"), out var resource) && Guid.TryParse(call.Query("code"), out var code)
        && await services.Subscriptions.ConsentAsync(resource, call.Route("name"), code, call.Cancellation).ConfigureAwait(false)
            ? ApiAnswer.Ok(new ConsentAnswer(call.Route("name"), "Events are sent from now on."), EventsJson.Default.ConsentAnswer)
            : ApiErrors.NotFound("There is no such subscription, or its address of consent is an older one.");
}
