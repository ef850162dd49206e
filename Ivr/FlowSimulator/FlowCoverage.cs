using System.Globalization;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.Ivr.FlowSimulator;

/// <summary>Which nodes and exits a set of simulated calls went through.</summary>
public sealed class FlowCoverage
{
    private readonly HashSet<(string Flow, string Node)> _nodes = [];
    private readonly HashSet<(string Flow, string Node, string Exit)> _exits = [];

    public void Add(IEnumerable<FlowTraceLine> trace)
    {
        foreach (var line in trace)
        {
            if (line.Kind == FlowTraceKind.Entered) _nodes.Add((line.Flow, line.Node));
            else if (line.Kind == FlowTraceKind.Left) _exits.Add((line.Flow, line.Node, line.Detail));
        }
    }

    public IReadOnlyList<string> NodesLeft(Flow flow) => [.. flow.Order.Where(node => !_nodes.Contains((flow.Name, node.Name))).Select(static node => node.Name)];

    /// <summary>Exits that are connected and were not taken, other than error: "menu.sales".</summary>
    public IReadOnlyList<string> ExitsLeft(Flow flow) => [.. flow.Order.SelectMany(static node => node.Exits.Keys.Where(static exit => exit != "error").Select(exit => (node.Name, exit))).Where(pair => !_exits.Contains((flow.Name, pair.Name, pair.exit))).Select(static pair => $"{pair.Name}.{pair.exit}").Order(StringComparer.Ordinal)];

    public string Summary(Flow flow)
    {
        var exits = flow.Order.Sum(static node => node.Exits.Keys.Count(static exit => exit != "error"));
        var (nodesLeft, exitsLeft) = (NodesLeft(flow), ExitsLeft(flow));
        var left = nodesLeft.Select(static node => $"node {node}").Concat(exitsLeft.Select(static exit => $"exit {exit}")).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{flow.Name}: {flow.Order.Count - nodesLeft.Count} of {flow.Order.Count} nodes, {exits - exitsLeft.Count} of {exits} exits{(left.Count > 0 ? $"; not: {string.Join(", ", left)}" : "")}");
    }
}
