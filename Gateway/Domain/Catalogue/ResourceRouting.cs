using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;

namespace Telephony.Domain.Catalogue;

/// <summary>What a resource has set by the API: trunks and voice routes of its own, beside those of files. Immutable.</summary>
public sealed record ResourceRouting
{
    public const int MostOfEach = 250;

    public required ResourceId Resource { get; init; }

    /// <summary>Counts its changes; 0: nothing was set yet.</summary>
    public long Version { get; init; }

    public IReadOnlyList<RoutingDomain> Domains { get; init; } = [];

    public IReadOnlyList<RoutingTrunk> Trunks { get; init; } = [];

    /// <summary>By priority.</summary>
    public IReadOnlyList<RoutingRoute> Routes { get; init; } = [];

    public static ResourceRouting None(ResourceId resource) => new() { Resource = resource };

    /// <summary>The trunks as the catalogue has them. One below a domain that is off is off too.</summary>
    public IEnumerable<Trunk> ToTrunks() => Trunks.Select(trunk => new Trunk
    {
        Id = trunk.Fqdn,
        Resource = Resource,
        Address = new HostPort(trunk.Fqdn.Value, trunk.Port),
        Transport = trunk.Transport,
        Authentication = new TrunkAuthentication { Certificate = trunk.Transport == SignallingTransport.Tls },
        Enabled = trunk.Enabled && !Domains.Any(domain => !domain.Enabled && domain.Covers(trunk.Fqdn)),
        Identity = TrunkIdentity.Untrusted with { Privacy = trunk.Privacy },
    });

    public IEnumerable<VoiceRoute> ToRoutes() => Routes.Select(route => new VoiceRoute
    {
        Name = route.Name, Description = route.Description, Resource = Resource, NumberPattern = route.Pattern, Trunks = route.Trunks, CallerOverride = route.CallerId,
    });
}

public sealed record RoutingDomain(TrunkId Name, bool Enabled)
{
    public bool Covers(TrunkId trunk) => trunk == Name || trunk.Value.EndsWith("." + Name.Value, StringComparison.Ordinal);
}

/// <summary>A session border controller as the API knows it: a name and a port.</summary>
public sealed record RoutingTrunk(TrunkId Fqdn, int Port)
{
    public bool Enabled { get; init; } = true;

    /// <summary>Ours: the service has TLS alone.</summary>
    public SignallingTransport Transport { get; init; } = SignallingTransport.Tls;

    public PrivacyWord Privacy { get; init; }

    /// <summary>Kept and told; addresses of both kinds are used as DNS says. Null: not set.</summary>
    public string? IpVersion { get; init; }

    /// <summary>Kept and told. Null: not set.</summary>
    public bool? StepOutOfSignaling { get; init; }
}

/// <param name="CallerId">Stands in From instead of the caller's number; null: the caller's.</param>
public sealed record RoutingRoute(string Name, string Description, NumberPattern Pattern, IReadOnlyList<TrunkId> Trunks, string? CallerId);
