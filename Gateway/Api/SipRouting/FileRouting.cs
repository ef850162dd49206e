using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;

namespace Telephony.Api.SipRouting;

/// <summary>What files of <c>sbc-config</c> give to a resource by naming it: shown to it, and not its to change.</summary>
internal sealed record FileRouting(IReadOnlyList<Trunk> Trunks, IReadOnlyList<VoiceRoute> Routes)
{
    private const int SipPort = 5060;
    private const int TlsPort = 5061;

    public static FileRouting Of(TrunkCatalogue catalogue, ResourceRouting own)
    {
        var (trunks, routes) = (own.Trunks.Select(static trunk => trunk.Fqdn).ToHashSet(), own.Routes.Select(static route => route.Name).ToHashSet(StringComparer.Ordinal));
        return new(
            [.. catalogue.Trunks.Where(trunk => trunk.Resource == own.Resource && !trunks.Contains(trunk.Id))],
            [.. catalogue.Routes.Where(route => route.Resource == own.Resource && !routes.Contains(route.Name))]);
    }

    /// <summary>As the API shows it: the transport's own where the file names none.</summary>
    public int PortOf(Trunk trunk) => trunk.Address is { Port: > 0 and var port } ? port : trunk.Transport == SignallingTransport.Tls ? TlsPort : SipPort;
}
