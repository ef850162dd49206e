using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Documents;

/// <summary>What the readers of nodes must know of the document around them.</summary>
internal sealed class DocumentContext
{
    /// <summary>Names that every flow has without declaring them.</summary>
    public static readonly IReadOnlyList<string> BuiltIn = ["call", "now", "error"];

    public List<FlowMistake> Mistakes { get; } = [];

    public Dictionary<string, VariableSpec> Variables { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Languages { get; set; } = ["en-US"];

    public Dictionary<string, Prompt> Prompts { get; } = new(StringComparer.Ordinal);

    /// <summary>Names that are there only in the field being read: "queue" while its position is told.</summary>
    public HashSet<string> Extra { get; } = new(StringComparer.Ordinal);

    public string DeclaredNames => Variables.Count == 0 ? "none" : string.Join(", ", Variables.Keys);

    public bool Declares(string name) => Variables.ContainsKey(name);

    public bool Knows(string name) => Declares(name) || BuiltIn.Contains(name) || Extra.Contains(name);
}
