using System.Text.Json;
using Telephony.Domain.Trunks;
using Telephony.Host.Composition;

namespace Telephony.Host.Health;

/// <summary>What a supervisor or load balancer asks, and the state of the trunks for an operator.</summary>
internal static class HealthEndpoints
{
    public static void Map(WebApplication app, GatewayNode node)
    {
        app.MapGet("/health/live", static () => Results.Text("live"));
        app.MapGet("/health/ready", () => node.NotReady is { } why ? Results.Text(why, statusCode: 503) : Results.Text("ready"));
        app.MapGet("/health/draining", () => node.Calls is { IsDraining: true } calls ? Results.Text($"draining, {calls.ActiveCalls} calls left") : Results.Text("no", statusCode: 404));
        app.MapGet("/status", context => WriteStatusAsync(context, node));
    }

    private static async Task WriteStatusAsync(HttpContext context, GatewayNode node)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("activeCalls", node.Calls?.ActiveCalls ?? 0);
        json.WriteBoolean("draining", node.Calls?.IsDraining ?? false);
        json.WriteStartArray("trunks");
        foreach (var trunk in node.Catalogue.Current.Trunks) WriteTrunk(json, node, trunk);
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private static void WriteTrunk(Utf8JsonWriter json, GatewayNode node, Trunk trunk)
    {
        if (node.Trunks is not { } board) return;
        var report = board.HealthOf(trunk).Report(board.NowMs);
        json.WriteStartObject();
        json.WriteString("fqdn", trunk.Id.Value);
        json.WriteBoolean("enabled", trunk.Enabled);
        json.WriteString("ping", report.Ping.ToWord());
        json.WriteString("overall", report.Overall.ToWord());
        if (report.Reason != InactiveReason.None) json.WriteString("reason", report.Reason.ToWord());
        json.WriteNumber("channels", board.LimiterOf(trunk).ChannelsInUse);
        RegistrationStatus.Write(json, board.Registrations, trunk);
        if (report.RoundTrip is { } roundTrip) json.WriteNumber("roundTripMs", roundTrip.TotalMilliseconds);
        json.WriteNumber("pingsSent", report.PingsSent);
        json.WriteNumber("pingsLost", report.PingsLost);
        if (report.LastChange is { } change) json.WriteString("lastChange", change);
        if (report.LastError.Length > 0) json.WriteString("lastError", report.LastError);
        if (report.PeerSoftware.Length > 0) json.WriteString("software", report.PeerSoftware);
        if (report.PeerAllow.Length > 0) json.WriteString("allow", report.PeerAllow);
        json.WriteEndObject();
    }
}
