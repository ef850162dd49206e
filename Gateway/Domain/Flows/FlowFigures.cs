using Telephony.Domain.Identity;

namespace Telephony.Domain.Flows;

/// <summary>What a node did for its calls within a span. Sums alone, so that figures of spans, versions and gateways add up (<see cref="Plus"/>).</summary>
/// <param name="Entries">Times that a call came to it.</param>
/// <param name="Exits">Times that it was left, by exit.</param>
/// <param name="DropOffs">Callers who hung up at it.</param>
/// <param name="Errors">Times that it broke.</param>
/// <param name="Retries">Times that the caller was asked again.</param>
/// <param name="Ends">Calls that ended at it by the flow's own doing.</param>
/// <param name="Time">Spent at it in all.</param>
public sealed record FlowFigures(long Entries, IReadOnlyDictionary<string, long> Exits, long DropOffs, long Errors, long Retries, long Ends, TimeSpan Time)
{
    public static readonly FlowFigures None = new(0, new Dictionary<string, long>(StringComparer.Ordinal), 0, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Of those who came, the share that hung up here; 0 where nobody came.</summary>
    public double DropOffShare => Entries == 0 ? 0 : (double)DropOffs / Entries;

    public TimeSpan MeanTime => Entries == 0 ? TimeSpan.Zero : Time / Entries;

    public FlowFigures Plus(FlowFigures other)
    {
        var exits = new Dictionary<string, long>(Exits, StringComparer.Ordinal);
        foreach (var (exit, count) in other.Exits) exits[exit] = exits.GetValueOrDefault(exit) + count;
        return new FlowFigures(Entries + other.Entries, exits, DropOffs + other.DropOffs, Errors + other.Errors, Retries + other.Retries, Ends + other.Ends, Time + other.Time);
    }
}

/// <summary>Which node of which version, within which hour.</summary>
/// <param name="Hour">Its beginning.</param>
public readonly record struct FlowFigureKey(ResourceId Resource, string Flow, int Version, string Node, DateTimeOffset Hour);

/// <summary>Figures of a node; in an answer over several versions or hours <see cref="FlowFigureKey.Version"/> is 0 and <see cref="FlowFigureKey.Hour"/> the first.</summary>
public sealed record FlowNodeFigures(FlowFigureKey Key, FlowFigures Figures);

/// <param name="Version">Null: all versions together.</param>
/// <param name="From">Hours that begin then or later.</param>
/// <param name="Until">Hours that begin before.</param>
public sealed record FlowFigureQuery(ResourceId Resource, string Flow, int? Version, DateTimeOffset From, DateTimeOffset Until);
