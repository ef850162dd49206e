using System.Text.Json;
using Telephony.Host.Composition;
using Telephony.Host.Settings;
using Telephony.Host.Web;

namespace Telephony.Host.Health;

/// <summary>What a supervisor or load balancer asks, and the state of the trunks for an operator.</summary>
internal static class HealthEndpoints
{
    public static void Map(WebApplication app, GatewayNode node, GatewaySettings settings)
    {
        app.MapGet("/health/live", static () => Results.Text("live"));
        app.MapGet("/health/ready", () => node.NotReady is { } why ? Results.Text(why, statusCode: 503) : Results.Text("ready"));
        app.MapGet("/health/draining", () => node.Calls is { IsDraining: true } calls ? Results.Text($"draining, {calls.ActiveCalls} calls left") : Results.Text("no", statusCode: 404));
        app.MapGet("/status", context => WriteStatusAsync(context, node, settings)).ForOperator(settings);
    }

    private static async Task WriteStatusAsync(HttpContext context, GatewayNode node, GatewaySettings settings)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("activeCalls", node.Calls?.ActiveCalls ?? 0);
        json.WriteBoolean("draining", node.Calls?.IsDraining ?? false);
        json.WriteNumber("bannedSources", node.Bans?.Count ?? 0);
        json.WriteNumber("shedRequests", node.Calls?.Statistics.Shed ?? 0);
        json.WriteStartObject("store");
        json.WriteString("provider", settings.Storage.Provider.ToString());
        json.WriteString("database", node.Database?.Name);
        json.WriteBoolean("takesRecords", node.Feeder is { IsFailing: false });
        json.WriteNumber("waitingBytes", node.Feeder?.BacklogBytes ?? 0);
        json.WriteEndObject();
        json.WriteStartArray("trunks");
        foreach (var trunk in node.Catalogue.Current.Trunks)
        {
            if (node.Trunks is { } board) TrunkStatus.Write(json, board, trunk, node.StatusOf);
        }
        json.WriteEndArray();
        CertificateStatusWriter.Write(json, node);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }
}
