using Telephony.Api.Events;
using Telephony.Domain.Events;
using Telephony.Host.Composition;

namespace Telephony.Host.Control;

/// <summary>What commands ask about events, and tell of subscriptions. By the control socket only.</summary>
internal static class EventEndpoints
{
    public const string Subscriptions = "control/events/subscriptions";

    public static void Map(WebApplication app, GatewayNode node)
    {
        app.MapGet("/control/events", async (HttpContext http, CancellationToken _) =>
        {
            if (!ControlSocket.Carries(http))
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
            await EventStreamOperation.WriteAsync(http.Response, node.Events!.Api, null, EventIds.At(node.Now), http.RequestAborted).ConfigureAwait(false);      // the node has started
        });
        app.MapPost($"/{Subscriptions}", (HttpContext http) =>
        {
            if (!ControlSocket.Carries(http)) return Results.NotFound();
            node.Events!.LookAgain();
            return Results.Accepted();
        });
    }
}
