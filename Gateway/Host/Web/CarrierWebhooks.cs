using System.Buffers;
using Telephony.Host.Composition;
using Telephony.Twilio.Webhooks;

namespace Telephony.Host.Web;

/// <summary>Where carriers bring messages and reports by HTTP: <c>POST /carriers/{name}/{what}</c>. Each proves itself by its signature; who does not gets 403, whatever the path.</summary>
internal static class CarrierWebhooks
{
    public static void Map(WebApplication app, GatewayNode node) =>
        app.MapPost("/carriers/{carrier}/{what}", (HttpContext http, string carrier, string what) => TakeAsync(http, node, carrier, what));

    private static async Task TakeAsync(HttpContext http, GatewayNode node, string carrier, string what)
    {
        var request = http.Request;
        if (node.Messaging?.Webhooks.GetValueOrDefault(carrier) is not { } webhooks)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        if (await ReadAsync(request, http.RequestAborted).ConfigureAwait(false) is not { } body)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }
        // As it was written: the signature is over that, not over what the server makes of it.
        var target = http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()?.RawTarget ?? request.Path + request.QueryString;
        var answer = await webhooks.TakeAsync(new WebhookRequest(what, target, request.ContentType ?? "", request.Headers["X-Twilio-Signature"].ToString(), body), http.RequestAborted).ConfigureAwait(false);
        http.Response.StatusCode = answer.Status;
        if (answer.Xml.Length == 0) return;
        http.Response.ContentType = "text/xml; charset=utf-8";
        await http.Response.WriteAsync(answer.Xml, http.RequestAborted).ConfigureAwait(false);
    }

    // Null: it is longer than any webhook.
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > WebhookRequest.LongestBody) return null;
        var read = await request.BodyReader.ReadAtLeastAsync(WebhookRequest.LongestBody + 1, cancellation).ConfigureAwait(false);
        var body = read.Buffer.Length > WebhookRequest.LongestBody ? (ReadOnlyMemory<byte>?)null : read.Buffer.ToArray();
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return body;
    }
}
