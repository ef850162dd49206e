namespace Telephony.Ivr.Flows.Analytics;

/// <summary>What a node did for its calls within a span. Sums alone, so that figures of spans and gateways add up (<see cref="Plus"/>).</summary>
/// <param name="Entries">Times that a call came to it.</param>
/// <param name="Exits">Times that it was left, by exit.</param>
/// <param name="DropOffs">Callers who hung up at it.</param>
/// <param name="Errors">Times that it broke.</param>
/// <param name="Retries">Times that the caller was asked again.</param>
/// <param name="Ends">Calls that ended at it by the flow's own doing.</param>
/// <param name="Time">Spent at it in all.</param>
public sealed record NodeFigures(string Flow, string Node, long Entries, IReadOnlyDictionary<string, long> Exits, long DropOffs, long Errors, long Retries, long Ends, TimeSpan Time)
{
    public static NodeFigures None(string flow, string node) => new(flow, node, 0, new Dictionary<string, long>(StringComparer.Ordinal), 0, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Of those who came, the share that hung up here; 0 where nobody came.</summary>
    public double DropOffShare => Entries == 0 ? 0 : (double)DropOffs / Entries;

    public TimeSpan MeanTime => Entries == 0 ? TimeSpan.Zero : Time / Entries;

    public NodeFigures Plus(NodeFigures other)
    {
        var exits = new Dictionary<string, long>(Exits, StringComparer.Ordinal);
        foreach (var (exit, count) in other.Exits) exits[exit] = exits.GetValueOrDefault(exit) + count;
        return new NodeFigures(Flow, Node, Entries + other.Entries, exits, DropOffs + other.DropOffs, Errors + other.Errors, Retries + other.Retries, Ends + other.Ends, Time + other.Time);
    }
}
