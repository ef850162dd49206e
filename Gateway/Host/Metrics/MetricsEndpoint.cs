using Prometheus;
using Telephony.Host.Composition;
using Telephony.Host.Settings;
using Telephony.Host.Web;

namespace Telephony.Host.Metrics;

/// <summary><c>/metrics</c>: the gateway's own figures, those of the .NET runtime (garbage collection, threads, locks) and of the process.</summary>
internal sealed class MetricsEndpoint : IDisposable
{
    private static readonly Dictionary<string, string> s_meters = new(StringComparer.Ordinal) { [GatewayMeter.Name] = "telephony", ["System.Runtime"] = "" };

    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly PrometheusBridge _bridge;
    private readonly GatewayMeter _meter;

    public MetricsEndpoint(GatewayNode node)
    {
        DotNetStats.Register(_registry);
        _meter = new GatewayMeter(node);
        _bridge = new PrometheusBridge(_registry, s_meters);
    }

    public void Map(WebApplication app, GatewaySettings settings) => app.MapMetrics(registry: _registry).ForOperator(settings);

    public void Dispose()
    {
        _bridge.Dispose();
        _meter.Dispose();
    }
}
