using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Scalar.AspNetCore;
using Telephony.Api.CallAutomation;
using Telephony.Api.Events;
using Telephony.Api.Flows;
using Telephony.Api.Identity;
using Telephony.Api.PhoneNumbers;
using Telephony.Api.Pipeline;
using Telephony.Api.Queues;
using Telephony.Api.SipRouting;
using Telephony.Api.Sms;

namespace Telephony.Api.OpenApi;

/// <summary>The API's description for programs, <c>/openapi.json</c>, and for people, <c>/docs</c>. All that the page loads comes from here: it works without the internet.</summary>
internal static class ApiPages
{
    public const string Document = "/openapi.json";
    public const string Page = "/docs";

    private const string Intro = """
        The REST API of your own gateway between applications and the phone network, as applications written for Azure Communication Services call it: they keep their SDK and change the connection string.

        **A first call.** `./run.sh keys show` prints a connection string and how a client trusts the gateway's certificate. Then, with any of the SDKs:

        ```js
        import { SmsClient } from "@azure/communication-sms";
        const client = new SmsClient(process.env.CONNECTION_STRING);
        await client.send({ from: "+12025550100", to: ["+14255550123"], message: "Hello" });
        ```

        **Who may ask.** Whoever signs with a key of the resource, or shows a token of the configured OpenID Connect issuer; users show their access tokens where it says so. Paste a token under *Authentication* to try operations from this page.

        **Errors** are `{"error": {"code", "message"}}`, and the message says what to change. Any `api-version` is taken, but one must be there.
        """;

    /// <summary>By the operation's name; an area adds its list here.</summary>
    internal static readonly IReadOnlyDictionary<string, ApiWords> Words = new[] { IdentityWords.All, SmsWords.All, EventWords.All, SipRoutingWords.All, PhoneNumberAreaWords.All, CallAutomationWords.All, FlowWords.All, QueueWords.All }
        .SelectMany(static area => area).ToDictionary(static one => one.Name, static one => one.Words);

    /// <summary>After all areas.</summary>
    public static void Map(IEndpointRouteBuilder endpoints, IReadOnlyList<(string Pattern, ApiOperation Operation)> operations)
    {
        // Written when it is first asked for: the schemas of all areas would be a good part of a start.
        var document = new Lazy<byte[]>(() => Encoding.UTF8.GetBytes(new ApiDocument(Words, Intro).Write(operations)));
        endpoints.MapGet(Document, http =>
        {
            http.Response.ContentType = "application/json; charset=utf-8";
            http.Response.ContentLength = document.Value.Length;
            return http.Response.Body.WriteAsync(document.Value, http.RequestAborted).AsTask();
        });
        endpoints.MapScalarApiReference(Page, static page => page
            .WithTitle("Telephony API")
            .WithOpenApiRoutePattern(Document)
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideDeveloperTools()
            .WithDefaultHttpClient(ScalarTarget.Shell, ScalarClient.Curl));
    }
}
