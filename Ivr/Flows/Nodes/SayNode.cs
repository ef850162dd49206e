using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Prompts;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Says something. A key that interrupts it is kept for the node that asks next.</summary>
public sealed class SayNode : FlowNode
{
    internal static readonly NodeType Kind = new("say", "Says or plays a prompt, and goes on.",
        [
            new("prompt", FieldKind.Prompt, "What is said") { Required = true },
            new("bargeIn", FieldKind.Boolean, "A key ends it, and is kept for the next question") { Default = "true" },
        ],
        [new("done", "It was said, or interrupted"), new(NodeType.Error, "It could not be said", "")],
        """{ "prompt": "Welcome to Example. This call may be recorded." }""") { Read = static reader => new SayNode(reader) };

    private readonly Prompt? _prompt;
    private readonly bool _bargeIn;

    private SayNode(FieldReader reader) : base(reader, Kind) => (_prompt, _bargeIn) = (reader.Prompt("prompt"), reader.Boolean("bargeIn"));

    public override IEnumerable<(string Field, Prompt Prompt)> Prompts => _prompt is null ? [] : [("prompt", _prompt)];

    internal override void Enter(Turn turn)
    {
        // Who types ahead has heard it before.
        if (_bargeIn && turn.HasTyped)
        {
            turn.Leave("done");
            return;
        }
        turn.ForgetTyped();
        var pieces = turn.Render(_prompt);
        if (pieces.Count == 0) turn.Leave("done");
        else turn.Play(pieces);
    }

    internal override void On(Turn turn, FlowEvent happened)
    {
        if (happened is FlowEvent.PromptEnded) turn.Leave("done");
        else if (happened is FlowEvent.Digit(var key) && _bargeIn)
        {
            turn.TypeAhead(key);
            turn.Leave("done");
        }
    }
}
