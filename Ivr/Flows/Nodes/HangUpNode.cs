using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Prompts;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>The end of the call.</summary>
public sealed class HangUpNode : FlowNode
{
    internal static readonly NodeType Kind = new("hangUp", "Ends the call. Before anything was said, busy and reject leave it unanswered.",
        [
            new("prompt", FieldKind.Prompt, "Said before"),
            new("how", FieldKind.Word, "What the caller's network is told") { Words = ["normal", "busy", "reject"], Default = "normal" },
        ],
        [], """{ "prompt": "Goodbye." }""") { NeedsCaller = false, Read = static reader => new HangUpNode(reader) };

    private readonly Prompt? _prompt;
    private readonly int _cause;

    private HangUpNode(FieldReader reader) : base(reader, Kind) => (_prompt, _cause) = (reader.Prompt("prompt"), reader.Word("how") switch { "busy" => 17, "reject" => 21, _ => 16 });

    public override IEnumerable<(string Field, Prompt Prompt)> Prompts => _prompt is null ? [] : [("prompt", _prompt)];

    internal override void Enter(Turn turn)
    {
        if (!turn.CallerGone && turn.Render(_prompt) is { Count: > 0 } pieces) turn.Play(pieces);
        else turn.HangUp(_cause, "The flow hung up.");
    }

    internal override void On(Turn turn, FlowEvent happened)
    {
        if (happened is FlowEvent.PromptEnded) turn.HangUp(_cause, "The flow hung up.");
    }
}
