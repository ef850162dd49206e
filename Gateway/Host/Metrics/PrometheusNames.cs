namespace Telephony.Host.Metrics;

/// <summary>Metric names by OpenTelemetry's rules for Prometheus: <c>telephony</c>, <c>call.duration</c> in <c>s</c> is <c>telephony_call_duration_seconds</c>.</summary>
internal static class PrometheusNames
{
    public static string Of(string prefix, string instrument, string? unit, bool isCounter)
    {
        var name = (prefix.Length == 0 ? "" : prefix + "_") + instrument.Replace('.', '_');
        var word = unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "1" => "_ratio",
            _ => "",               // "{call}": what is counted stands in the name
        };
        if (!name.EndsWith(word, StringComparison.Ordinal)) name += word;
        return isCounter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }
}
