using Telephony.Ivr.Flows.Engine;

namespace Telephony.Ivr.Flows.Analytics;

/// <summary>Sums the traces of calls per day, flow and node. What a store keeps are the <see cref="Taken"/> figures, added to those that it has. Any thread.</summary>
public sealed class FlowFigures
{
    private readonly Lock _gate = new();
    private Dictionary<(DateOnly Day, string Flow, string Node), NodeFigures> _figures = [];

    public void Add(FlowTraceLine line)
    {
        var key = (DateOnly.FromDateTime(line.At.UtcDateTime), line.Flow, line.Node);
        lock (_gate)
        {
            var before = _figures.GetValueOrDefault(key) ?? NodeFigures.None(line.Flow, line.Node);
            _figures[key] = line.Kind switch
            {
                FlowTraceKind.Entered => before with { Entries = before.Entries + 1 },
                FlowTraceKind.Left => before with { Exits = With(before.Exits, line.Detail), Time = before.Time + line.Time },
                FlowTraceKind.Broke => before with { Errors = before.Errors + 1, Time = before.Time + line.Time },
                FlowTraceKind.Retried => before with { Retries = before.Retries + 1 },
                FlowTraceKind.CallerLeft => before with { DropOffs = before.DropOffs + 1 },
                _ => before with { Ends = before.Ends + 1, Time = before.Time + line.Time },
            };
        }
    }

    /// <summary>What was summed since the last time, by day.</summary>
    public IReadOnlyList<(DateOnly Day, NodeFigures Figures)> Taken()
    {
        lock (_gate)
        {
            var taken = _figures;
            _figures = [];
            return [.. taken.OrderBy(static pair => pair.Key).Select(static pair => (pair.Key.Day, pair.Value))];
        }
    }

    private static Dictionary<string, long> With(IReadOnlyDictionary<string, long> exits, string exit)
    {
        var more = new Dictionary<string, long>(exits, StringComparer.Ordinal);
        more[exit] = more.GetValueOrDefault(exit) + 1;
        return more;
    }
}
