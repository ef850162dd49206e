using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>A pause.</summary>
public sealed class WaitNode : FlowNode
{
    internal static readonly NodeType Kind = new("wait", "Waits in silence.", [new("for", FieldKind.Duration, "How long") { Required = true }], [new("done", "The time is over"), new(NodeType.Error, "The node broke", "")],
        """{ "for": "2s" }""") { Read = static reader => new WaitNode(reader) };

    private readonly TimeSpan _for;

    private WaitNode(FieldReader reader) : base(reader, Kind) => _for = reader.Duration("for");

    internal override void Enter(Turn turn) => turn.Deadline = turn.Now + _for;

    internal override void On(Turn turn, FlowEvent happened)
    {
        if (happened is FlowEvent.DeadlineReached) turn.Leave("done");
        else if (happened is FlowEvent.Digit(var key)) turn.TypeAhead(key);
    }
}
