using System.Text;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Nodes;

namespace Telephony.Ivr.Flows.Drawing;

/// <summary>A flow as a Mermaid flowchart.</summary>
public static class FlowDrawing
{
    public static string Mermaid(Flow flow)
    {
        var text = new StringBuilder("flowchart TD\n");
        text.Append("  begin_([begin]) --> ").Append(Id(flow.Start)).Append('\n');
        foreach (var node in flow.Order) text.Append("  ").Append(Id(node.Name)).Append(Shape(node)).Append('\n');
        foreach (var node in flow.Order)
        {
            // Several exits to one node are one arrow.
            foreach (var way in node.Exits.GroupBy(static exit => exit.Value, static exit => exit.Key).OrderBy(static way => way.Key, StringComparer.Ordinal))
            {
                var names = way.Order(StringComparer.Ordinal).ToList();
                var isError = names is [NodeType.Error];
                text.Append("  ").Append(Id(node.Name)).Append(isError ? " -. " : " -- ").Append(string.Join(", ", names)).Append(isError ? " .-> " : " --> ").Append(Id(way.Key)).Append('\n');
            }
        }
        text.Append("  broken_([a node broke]) -.-> ").Append(Id(flow.OnError)).Append('\n');
        if (flow.OnHangUp.Length > 0) text.Append("  gone_([caller hung up]) -.-> ").Append(Id(flow.OnHangUp)).Append('\n');
        return text.ToString();
    }

    private static string Shape(FlowNode node)
    {
        var label = $"\"{node.Name}<br/><i>{node.Type.Name}</i>\"";
        return node switch
        {
            BranchNode or ScheduleNode or ConfirmNode or MenuNode => $"{{{{{label}}}}}",
            HangUpNode or ReturnNode => $"([{label}])",
            SubFlowNode => $"[[{label}]]",
            _ => $"[{label}]",
        };
    }

    // A bare "end" is a word of Mermaid's own.
    private static string Id(string name) => $"n_{name.Replace('-', '_')}";
}
