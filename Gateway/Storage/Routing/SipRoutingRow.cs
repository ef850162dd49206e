using System.Text.Json;
using System.Text.Json.Serialization;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Trunks;

namespace Telephony.Storage.Routing;

/// <summary>A row of <c>sip_routing</c> as Dapper reads and writes it; its document is JSON of <see cref="StoredRouting"/>.</summary>
internal sealed class SipRoutingRow
{
    public string Resource { get; set; } = "";

    public long Version { get; set; }

    public string Document { get; set; } = "";

    public static SipRoutingRow Of(ResourceRouting routing) => new()
    {
        Resource = routing.Resource.Value,
        Version = routing.Version,
        Document = JsonSerializer.Serialize(
            new StoredRouting(
                [.. routing.Domains.Select(static domain => new StoredDomain(domain.Name.Value, domain.Enabled))],
                [.. routing.Trunks.Select(static trunk => new StoredTrunk(trunk.Fqdn.Value, trunk.Port, trunk.Enabled, trunk.Transport, trunk.Privacy, trunk.IpVersion, trunk.StepOutOfSignaling))],
                [.. routing.Routes.Select(static route => new StoredRoute(route.Name, route.Description, route.Pattern.Text, [.. route.Trunks.Select(static id => id.Value)], route.CallerId))]),
            SipRoutingJson.Default.StoredRouting),
    };

    public ResourceRouting ToRouting()
    {
        var stored = JsonSerializer.Deserialize(Document, SipRoutingJson.Default.StoredRouting) ?? new StoredRouting([], [], []);
        return new ResourceRouting
        {
            Resource = ResourceId.Parse(Resource),
            Version = Version,
            Domains = [.. stored.Domains.Select(static domain => new RoutingDomain(TrunkId.Parse(domain.Name), domain.Enabled))],
            Trunks = [.. stored.Trunks.Select(static trunk => new RoutingTrunk(TrunkId.Parse(trunk.Fqdn), trunk.Port)
            {
                Enabled = trunk.Enabled, Transport = trunk.Transport, Privacy = trunk.Privacy, IpVersion = trunk.IpVersion, StepOutOfSignaling = trunk.StepOutOfSignaling,
            })],
            Routes = [.. stored.Routes.Select(static route => new RoutingRoute(route.Name, route.Description, NumberPattern.Compile(route.Pattern), [.. route.Trunks.Select(TrunkId.Parse)], route.CallerId))],
        };
    }
}

internal sealed record StoredRouting(StoredDomain[] Domains, StoredTrunk[] Trunks, StoredRoute[] Routes);

internal sealed record StoredDomain(string Name, bool Enabled);

internal sealed record StoredTrunk(string Fqdn, int Port, bool Enabled, SignallingTransport Transport, PrivacyWord Privacy, string? IpVersion, bool? StepOutOfSignaling);

internal sealed record StoredRoute(string Name, string Description, string Pattern, string[] Trunks, string? CallerId);

[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredRouting))]
internal sealed partial class SipRoutingJson : JsonSerializerContext;
