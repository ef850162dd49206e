using Telephony.Domain.Catalogue;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;

namespace Telephony.Api.SipRouting;

/// <summary>The words of <c>Domain</c> as the API's.</summary>
internal static class RoutingView
{
    /// <param name="health">Null: it is not asked for.</param>
    public static SipConfiguration Show(ResourceRouting own, FileRouting files, Func<Domain.Identity.TrunkId, SipTrunkHealth?>? health)
    {
        var trunks = new Dictionary<string, SipTrunk>(StringComparer.Ordinal);
        foreach (var trunk in files.Trunks) trunks[trunk.Id.Value] = new SipTrunk(files.PortOf(trunk)) { Enabled = trunk.Enabled, Transport = Transport(trunk.Transport), PrivacyHeader = Privacy(trunk.Identity.Privacy), Health = health?.Invoke(trunk.Id) };
        foreach (var trunk in own.Trunks)
        {
            trunks[trunk.Fqdn.Value] = new SipTrunk(trunk.Port)
            {
                Enabled = trunk.Enabled, Transport = Transport(trunk.Transport), PrivacyHeader = Privacy(trunk.Privacy), IpAddressVersion = trunk.IpVersion, StepOutOfSignaling = trunk.StepOutOfSignaling, Health = health?.Invoke(trunk.Fqdn),
            };
        }
        return new SipConfiguration(
            own.Domains.Count == 0 ? null : own.Domains.ToDictionary(static domain => domain.Name.Value, static domain => new SipDomain(domain.Enabled)),
            trunks,
            [.. files.Routes.Select(Show), .. own.Routes.Select(static route => new SipTrunkRoute(route.Name, route.Pattern.Text, [.. route.Trunks.Select(static id => id.Value)]) { Description = Given(route.Description), CallerIdOverride = route.CallerId })]);
    }

    public static SipTrunkRoute Show(VoiceRoute route) =>
        new(route.Name, route.NumberPattern.Text, [.. route.Trunks.Select(static id => id.Value)]) { Description = Given(route.Description), CallerIdOverride = route.CallerOverride };

    public static SipTrunkHealth Health(Trunk trunk, TrunkBoard board, TimeSpan warning)
    {
        var report = board.HealthOf(trunk).Report(board.NowMs);
        return new SipTrunkHealth(
            new HealthStatus(board.CertificateOf(trunk).Status(board.Now, warning).ToWord()), new HealthStatus(report.Ping.ToWord()),
            new OverallHealth(report.Overall.ToWord()) { Reason = report.Overall == OverallStatus.Inactive ? Given(report.Reason.ToWord()) : null });
    }

    private static string? Given(string text) => text.Length == 0 ? null : text;

    private static string? Transport(SignallingTransport transport) => transport == SignallingTransport.Tls ? null : transport.ToWord();

    private static string? Privacy(PrivacyWord word) => word switch { PrivacyWord.Id => "ID", PrivacyWord.None => "None", _ => null };
}
