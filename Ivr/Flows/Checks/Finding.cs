namespace Telephony.Ivr.Flows.Checks;

public enum FindingKind : byte
{
    UnreachableNode,
    EndlessLoop,
    MissingLanguage,
    ShadowedKeys,
    SamePhrase,
    UnsetVariable,
    UnusedVariable,
    ForeignNumber,
    MissingSound,
}

/// <summary>What is doubtful in a flow that reads well.</summary>
/// <param name="Refuses">A flow with it is not published.</param>
/// <param name="Sentence">What is wrong and what to change.</param>
public sealed record Finding(FindingKind Kind, bool Refuses, string Node, int? Line, string Sentence)
{
    public override string ToString() => $"{(Line is { } line ? $"line {line}: " : "")}{(Node.Length > 0 ? $"node {Node}: " : "")}{Sentence}";
}
