using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Telephony.Host.Settings;
using Telephony.Net.Addresses;

namespace Telephony.Host.Health;

/// <summary>
/// Where the gateway's signalling and media come from, for firewalls of peers to follow (DR-8): networks, ports, and a version number that grows by one whenever
/// they change, restarts included.
/// </summary>
internal static class AddressRanges
{
    /// <param name="file">Keeps what was said last.</param>
    /// <returns>The document.</returns>
    public static string Publish(GatewaySettings settings, string file)
    {
        var said = Read(file);
        var now = Of(settings);
        now["version"] = said is null ? 1 : (int)said["version"]!;   // written below
        if (JsonNode.DeepEquals(now, said)) return Text(now);
        if (said is not null) now["version"] = (int)said["version"]! + 1;
        File.WriteAllText(file, Text(now));
        return Text(now);
    }

    private static JsonObject Of(GatewaySettings settings) => new()
    {
        ["version"] = 0,
        ["signalling"] = new JsonArray([.. settings.Listen.Select(listen => (JsonNode)Place(listen.Local, settings.SipAdvertised.For(listen.Local)?.Trim('[', ']'), new()
        {
            ["transport"] = listen.Kind.ToString().ToLowerInvariant(),
            ["port"] = listen.Local.Port,
        }))]),
        ["media"] = new JsonArray([.. settings.MediaAddresses.Select(address => (JsonNode)Place(address, settings.MediaAdvertised, new()
        {
            ["transport"] = "udp",
            ["firstPort"] = settings.MediaPorts.First,
            ["lastPort"] = settings.MediaPorts.Last,
        }))]),
    };

    private static JsonObject Place(NetEndpoint bound, string? advertised, JsonObject ports)
    {
        var place = new JsonObject();
        var shown = IPAddress.TryParse(advertised, out var outside) ? outside : bound.ToIPAddress();
        if (advertised is not null && outside is null) place["host"] = advertised;
        if (!shown.Equals(IPAddress.Any) && !shown.Equals(IPAddress.IPv6Any))
            place["network"] = string.Create(CultureInfo.InvariantCulture, $"{shown}/{(shown.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128)}");
        foreach (var (name, value) in ports.ToList()) place[name] = value?.DeepClone();
        return place;
    }

    private static JsonObject? Read(string file)
    {
        try
        {
            return File.Exists(file) && JsonNode.Parse(File.ReadAllText(file)) is JsonObject { } said && said["version"] is JsonValue number && number.TryGetValue<int>(out _) ? said : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonObject document) => document.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
}
