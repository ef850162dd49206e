using Telephony.Domain.Addresses;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;

namespace Telephony.Unit.Domain;

/// <summary>Trunks and routes with valid defaults: a test names what it is about.</summary>
internal static class Given
{
    public static Trunk Trunk(
        string fqdn = "alpha.example", string[]? addresses = null, string? digestUser = null, string? realm = null, string? calledPattern = null,
        SignallingTransport transport = SignallingTransport.Udp, bool enabled = true, TrunkLimits? limits = null, bool follow3xx = false, string? address = "192.0.2.1:5060") => new()
        {
            Id = TrunkId.Parse(fqdn),
            Address = address is not null && HostPort.TryParse(address, out var place) ? place : null,
            Transport = transport,
            Enabled = enabled,
            Follow3xx = follow3xx,
            Limits = limits ?? TrunkLimits.None,
            Authentication = new TrunkAuthentication
            {
                Addresses = [.. (addresses ?? []).Select(Source)],
                Digest = digestUser is null ? null : new DigestCredentials(digestUser, "secret", realm),
                CalledPattern = calledPattern is null ? null : NumberPattern.Compile(calledPattern),
            },
        };

    public static VoiceRoute Route(string pattern, string[] trunks, RouteOrder order = RouteOrder.List, string[]? from = null, string? caller = null, string? name = null, string resource = "gateway") => new()
    {
        Name = name ?? $"{pattern} to {string.Join('+', trunks)} {resource}",
        NumberPattern = NumberPattern.Compile(pattern),
        CallerPattern = caller is null ? null : NumberPattern.Compile(caller),
        Trunks = [.. trunks.Select(TrunkId.Parse)],
        Order = order,
        FromTrunks = [.. (from ?? []).Select(TrunkId.Parse)],
        Resource = ResourceId.Parse(resource),
    };

    public static TrunkCatalogue Catalogue(Trunk[] trunks, params VoiceRoute[] routes) => TrunkCatalogue.Build(trunks, routes);

    public static SourceAddress Source(string text) => SourceAddress.TryParse(text, out var source, out var why) ? source : throw new ArgumentException(why, nameof(text));
}

/// <summary>Health and limits as a test wants them.</summary>
internal sealed class FixedViews : ITrunkHealthView, ITrunkLimitsView
{
    public static readonly FixedViews AllGood = new();

    public Dictionary<string, TrunkAvailability> Health { get; } = [];

    public Dictionary<string, LimitRefusal> Limits { get; } = [];

    public TrunkAvailability AvailabilityOf(Trunk trunk) => Health.GetValueOrDefault(trunk.Id.Value);

    public LimitRefusal RoomOut(Trunk trunk) => Limits.GetValueOrDefault(trunk.Id.Value);
}
