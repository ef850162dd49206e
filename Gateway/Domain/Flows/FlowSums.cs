namespace Telephony.Domain.Flows;

/// <summary>Adds up steps of calls per node and hour, until they are taken. One thread at a time.</summary>
public sealed class FlowSums
{
    private Dictionary<FlowFigureKey, Sum> _sums = [];

    public bool IsEmpty => _sums.Count == 0;

    public void Add(Identity.ResourceId resource, FlowCallStep step)
    {
        var hour = new DateTimeOffset(step.At.UtcTicks - (step.At.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        var key = new FlowFigureKey(resource, step.Flow, step.Version, step.Node, hour);
        if (!_sums.TryGetValue(key, out var sum)) _sums[key] = sum = new Sum();
        switch (step.Kind)
        {
            case FlowStepKind.Entered: sum.Entries++; break;
            case FlowStepKind.Retried: sum.Retries++; break;
            case FlowStepKind.CallerLeft: sum.DropOffs++; break;
            case FlowStepKind.Left:
                sum.Exits[step.Detail] = sum.Exits.GetValueOrDefault(step.Detail) + 1;
                sum.Time += step.Time;
                break;
            case FlowStepKind.Broke:
                sum.Errors++;
                sum.Time += step.Time;
                break;
            default:
                sum.Ends++;
                sum.Time += step.Time;
                break;
        }
    }

    public IReadOnlyList<FlowNodeFigures> Take()
    {
        var taken = _sums;
        _sums = [];
        return [.. taken.Select(static one => new FlowNodeFigures(one.Key, one.Value.ToFigures()))];
    }

    private sealed class Sum
    {
        public long Entries;
        public long DropOffs;
        public long Errors;
        public long Retries;
        public long Ends;
        public TimeSpan Time;

        public Dictionary<string, long> Exits { get; } = new(StringComparer.Ordinal);

        public FlowFigures ToFigures() => new(Entries, Exits, DropOffs, Errors, Retries, Ends, Time);
    }
}
