using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Checks;

/// <summary>Which variables are sure to have a value at each node, on every way that leads there; what is read and not among them is a finding.</summary>
internal static class AssignedVariables
{
    public static IEnumerable<Finding> Check(Flow flow, FlowGraph graph)
    {
        // A variable of the call may have been set by the flow that called this one.
        var given = flow.Variables.Values.Where(static v => v.Initial.Kind != FlowValueKind.Nothing || v.Scope == VariableScope.Call).Select(static v => v.Name).ToHashSet(StringComparer.Ordinal);
        var sure = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var open = new Queue<(string Node, HashSet<string> Sure)>(graph.Roots().Select(root => (root, given)));
        while (open.TryDequeue(out var way))
        {
            if (!sure.TryGetValue(way.Node, out var before)) sure[way.Node] = new HashSet<string>(way.Sure, StringComparer.Ordinal);
            else
            {
                var count = before.Count;
                before.IntersectWith(way.Sure);
                if (before.Count == count) continue;
            }
            var node = flow.Nodes[way.Node];
            foreach (var (exit, target) in node.Exits) open.Enqueue((target, [.. sure[way.Node], .. node.SetsBy(exit)]));
        }
        foreach (var node in flow.Order.Where(node => sure.ContainsKey(node.Name)))
        {
            foreach (var name in node.Reads.Except(sure[node.Name]).Except(node.Sets)) yield return new Finding(FindingKind.UnsetVariable, false, node.Name, node.Line, $"{name} may have no value yet when the call comes here: give it an initial value, or set it on every way");
        }
    }
}
