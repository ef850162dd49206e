namespace Telephony.Ivr.Flows.Documents;

/// <summary>One thing that is wrong in a flow document.</summary>
/// <param name="Line">From 1; null when the document as a whole is meant.</param>
/// <param name="Node">The node's name; empty outside of the nodes.</param>
/// <param name="Field">"timeout", "choices[2].digits"; empty for the node or document itself.</param>
/// <param name="Found">What was found, shortened; empty where there is nothing to show.</param>
/// <param name="Allowed">What is allowed there, or what to change: a part of a sentence without full stop.</param>
public sealed record FlowMistake(int? Line, string Node, string Field, string Found, string Allowed)
{
    /// <summary>"line 12: node menu, timeout is "soon": allowed is ...".</summary>
    public string Sentence
    {
        get
        {
            var place = Line is { } line ? $"line {line}: " : "";
            var node = Node.Length == 0 ? "" : $"node {Node}";
            var where = node.Length > 0 && Field.Length > 0 ? $"{node}, {Field}" : node + Field;
            var what = Found.Length == 0 ? "" : where.Length == 0 ? $"it is {Found}" : $" is {Found}";
            return $"{place}{where}{what}{(where.Length + what.Length == 0 ? "" : ": ")}{Allowed.TrimEnd('.')}.";
        }
    }

    public override string ToString() => Sentence;
}
