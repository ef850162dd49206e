using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Telephony.Api.SipRouting;

/// <summary>A resource's trunks and routes, as read. Fields that the SDKs of today do not know stand in their previews.</summary>
internal sealed record SipConfiguration(IReadOnlyDictionary<string, SipDomain>? Domains, IReadOnlyDictionary<string, SipTrunk> Trunks, IReadOnlyList<SipTrunkRoute> Routes);

internal sealed record SipDomain(bool Enabled);

internal sealed record SipTrunk(int SipSignalingPort)
{
    public bool Enabled { get; init; } = true;

    /// <summary>Ours: left out for TLS.</summary>
    public string? Transport { get; init; }

    public string? PrivacyHeader { get; init; }

    public string? IpAddressVersion { get; init; }

    public bool? StepOutOfSignaling { get; init; }

    /// <summary>Where it is asked for: <c>expand=trunks/health</c>.</summary>
    public SipTrunkHealth? Health { get; init; }
}

internal sealed record SipTrunkHealth(HealthStatus Tls, HealthStatus Ping, OverallHealth Overall);

internal sealed record HealthStatus(string Status);

internal sealed record OverallHealth(string Status)
{
    public string? Reason { get; init; }
}

internal sealed record SipTrunkRoute(string Name, string NumberPattern, IReadOnlyList<string> Trunks)
{
    public string? Description { get; init; }

    public string? CallerIdOverride { get; init; }
}

/// <summary>What a dry run found; <c>trace</c> and <c>verdict</c> are ours.</summary>
internal sealed record RoutesForNumber(IReadOnlyList<SipTrunkRoute> MatchingRoutes, string Verdict, IReadOnlyList<RoutingStep> Trace);

internal sealed record RoutingStep(string Rule, string Input, string Verdict)
{
    public string? Detail { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SipConfiguration))]
[JsonSerializable(typeof(RoutesForNumber))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class SipRoutingJson : JsonSerializerContext;
