using OpenTelemetry.Trace;
using Telephony.Calls.Recording;

namespace Telephony.Host.Metrics;

/// <summary>One OpenTelemetry trace per call, sent by OTLP; only when an endpoint is set.</summary>
internal static class Tracing
{
    public static void Add(IServiceCollection services, string endpoint) =>
        services.AddOpenTelemetry().WithTracing(tracing => tracing
            .AddSource(CallSpans.SourceName)
            .AddOtlpExporter(options => options.Endpoint = new Uri(endpoint)));
}
