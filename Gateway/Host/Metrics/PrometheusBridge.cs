using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Prometheus;

namespace Telephony.Host.Metrics;

/// <summary>
/// Carries instruments of <see cref="System.Diagnostics.Metrics"/> into a Prometheus registry by OpenTelemetry's rules: dots become underscores, the unit is
/// spelt out, a counter is a counter and ends in <c>_total</c>. Observable instruments are read when somebody scrapes.
/// </summary>
internal sealed class PrometheusBridge : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly MetricFactory _metrics;
    private readonly ConcurrentDictionary<Instrument, Action<double, string[]>> _sinks = [];

    /// <param name="meters">Meter names, each with the prefix its metrics get.</param>
    public PrometheusBridge(CollectorRegistry registry, IReadOnlyDictionary<string, string> meters)
    {
        _metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meters.TryGetValue(instrument.Meter.Name, out var prefix)) listener.EnableMeasurementEvents(instrument, prefix);
        };
        _listener.SetMeasurementEventCallback<double>(Take);
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, state) => Take(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, state) => Take(instrument, value, tags, state));
        _listener.Start();
        registry.AddBeforeCollectCallback(_listener.RecordObservableInstruments);
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var values = new string[tags.Length];
        for (var i = 0; i < tags.Length; i++) values[i] = tags[i].Value?.ToString() ?? "";
        if (!_sinks.TryGetValue(instrument, out var sink)) sink = _sinks[instrument] = Sink(instrument, (string)state!, tags);   // given when it was enabled
        sink(value, values);
    }

    // The first measurement tells the labels; an instrument keeps to them.
    private Action<double, string[]> Sink(Instrument instrument, string prefix, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new string[tags.Length];
        for (var i = 0; i < tags.Length; i++) labels[i] = tags[i].Key.Replace('.', '_');
        var help = instrument.Description ?? instrument.Name;
        var kind = KindOf(instrument);
        var name = PrometheusNames.Of(prefix, instrument.Name, instrument.Unit, kind == Kind.Counter);
        switch (kind)
        {
            case Kind.Counter when instrument.IsObservable:
                var observed = _metrics.CreateCounter(name, help, labels);
                return (value, values) => observed.WithLabels(values).IncTo(value);
            case Kind.Counter:
                var counted = _metrics.CreateCounter(name, help, labels);
                return (value, values) => counted.WithLabels(values).Inc(value);
            case Kind.Histogram:
                var boundaries = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries;
                var histogram = _metrics.CreateHistogram(name, help, labels, new HistogramConfiguration { Buckets = boundaries is null ? null : [.. boundaries] });
                return (value, values) => histogram.WithLabels(values).Observe(value);
            default:
                var gauge = _metrics.CreateGauge(name, help, labels);
                return (value, values) => gauge.WithLabels(values).Set(value);
        }
    }

    private enum Kind
    {
        Counter,
        Histogram,
        Gauge,
    }

    private static Kind KindOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? Kind.Counter : type == typeof(Histogram<>) ? Kind.Histogram : Kind.Gauge;
    }
}
