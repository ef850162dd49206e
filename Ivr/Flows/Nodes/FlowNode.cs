using System.Collections.Frozen;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Prompts;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>A node of a flow. It holds what the document says and nothing of a call: what it must remember between events is in <see cref="NodeState"/>.</summary>
public abstract class FlowNode
{
    private protected FlowNode(FieldReader reader, NodeType type) => (Name, Line, Type) = (reader.Node, reader.Line, type);

    public string Name { get; }

    /// <summary>Of the document, from 1.</summary>
    public int Line { get; }

    public NodeType Type { get; }

    /// <summary>The node that each connected exit leads to, in the document's order.</summary>
    public FrozenDictionary<string, string> Exits { get; internal set; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Exits that this node has by its fields, beside those of its type.</summary>
    public virtual IReadOnlyList<ExitSpec> OwnExits => [];

    /// <summary>The variables it looks at.</summary>
    public IReadOnlyCollection<string> Reads { get; internal set; } = [];

    /// <summary>The variables it may set.</summary>
    public IReadOnlyCollection<string> Sets { get; internal set; } = [];

    /// <summary>Those that are sure to be set when it is left by this exit.</summary>
    public virtual IEnumerable<string> SetsBy(string exit) => exit is "error" or "noInput" or "noMatch" or "failed" ? [] : Sets;

    /// <summary>Time passes here, or somebody is waited for: a circle through it is no runaway.</summary>
    public virtual bool TakesTime => true;

    /// <summary>By field.</summary>
    public virtual IEnumerable<(string Field, Prompt Prompt)> Prompts => [];

    /// <summary>Numbers that are shown as the caller's, as far as they stand in the document.</summary>
    public virtual IEnumerable<(string Field, string Number)> ShownNumbers => [];

    /// <summary>Sound files beside those of prompts, as far as they stand in the document.</summary>
    public virtual IEnumerable<(string Field, string File)> SoundFiles => [];

    /// <summary>What a caller may press or say here, for the checks.</summary>
    public virtual IReadOnlyList<Choice> Choices => [];

    public IEnumerable<ExitSpec> AllExits => OwnExits.Concat(Type.Exits);

    public ExitSpec? SpecOf(string exit) => AllExits.FirstOrDefault(spec => spec.Name == exit);

    internal abstract void Enter(Turn turn);

    internal virtual void On(Turn turn, FlowEvent happened)
    {
    }

    /// <summary>What listens for this node does so no longer, or did not understand by its own fault.</summary>
    internal virtual void OnDeaf(Turn turn, FlowEvent.ActionFailed failed)
    {
    }

    /// <summary>True: the node has something left to finish without the caller.</summary>
    internal virtual bool OnCallerGone(Turn turn) => false;
}

/// <summary>A kind of node: its name in documents, its fields and exits, and how it is read.</summary>
/// <param name="About">What it does: a sentence.</param>
/// <param name="Example">Its fields in a document, without type and exits.</param>
public sealed record NodeType(string Name, string About, IReadOnlyList<Field> Fields, IReadOnlyList<ExitSpec> Exits, string Example)
{
    public const string Error = "error";

    /// <summary>It has no meaning once the caller has hung up.</summary>
    public bool NeedsCaller { get; init; } = true;

    /// <summary>What exits of its own come from; empty: it has none.</summary>
    public string OwnExits { get; init; } = "";

    internal Func<FieldReader, FlowNode> Read { get; init; } = static _ => throw new InvalidOperationException("A type of node without a reader.");
}
