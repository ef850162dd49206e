using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Nodes;

namespace Telephony.Ivr.Flows.Checks;

/// <summary>A flow as nodes and ways.</summary>
internal sealed class FlowGraph
{
    private readonly Flow _flow;

    public FlowGraph(Flow flow)
    {
        _flow = flow;
        var open = new Stack<string>(Roots());
        while (open.TryPop(out var name))
        {
            if (!Reachable.Add(name)) continue;
            foreach (var target in Targets(flow.Nodes[name], usual: false)) open.Push(target);
        }
    }

    public HashSet<string> Reachable { get; } = new(StringComparer.Ordinal);

    /// <summary>Where calls enter other than from a node: the start, and the branches for errors and for a caller who is gone.</summary>
    public IEnumerable<string> Roots() => new[] { _flow.Start, _flow.OnError, _flow.OnHangUp }.Where(static name => name.Length > 0);

    /// <param name="usual">Without the error exit.</param>
    public IEnumerable<string> Targets(FlowNode node, bool usual) => node.Exits.Where(exit => !usual || exit.Key != NodeType.Error).Select(static exit => exit.Value).Distinct();
}
