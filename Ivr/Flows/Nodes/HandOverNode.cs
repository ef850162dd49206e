using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Expressions;
using Telephony.Ivr.Flows.Templates;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Lends the call to an application or a bot.</summary>
public sealed class HandOverNode : FlowNode
{
    internal static readonly NodeType Kind = new("handOver", "Hands the call to an application that steers it by Call Automation, or to a bot. The flow goes on when it gives the call back.",
        [
            new("app", FieldKind.Template, "Its id") { Required = true },
            new("data", FieldKind.ExpressionMap, "What it is told"),
            new("save", FieldKind.Assignments, "Variables with expressions over `returned`, which it gives back"),
        ],
        [new("done", "It gave the call back"), new("failed", "It did not take the call"), new(NodeType.Error, "The node broke", "")],
        """{ "app": "assistant", "data": { "topic": "topic" }, "save": { "solved": "returned.solved === true" } }""") { Read = static reader => new HandOverNode(reader) };

    private readonly Template _app;
    private readonly IReadOnlyList<KeyValuePair<string, Expression>> _data;
    private readonly IReadOnlyList<KeyValuePair<string, Expression>> _save;

    private HandOverNode(FieldReader reader) : base(reader, Kind)
    {
        (_app, _data) = (reader.Template("app"), reader.ExpressionMap("data"));
        reader.Document.Extra.Add("returned");
        _save = reader.Assignments("save");
        reader.Document.Extra.Remove("returned");
        reader.Names.Remove("returned");
    }

    internal override void Enter(Turn turn)
    {
        var act = turn.NextAct();
        turn.ForgetTyped();
        var data = Variables.Of(_data.Select(pair => KeyValuePair.Create(pair.Key, turn.Evaluate(pair.Value))));
        turn.Act(new FlowAction.HandOver(act, turn.Render(_app), FlowValue.OfJson(PositionJson.Text(data.WriteTo))));
        turn.State = turn.State with { Act = act };
    }

    internal override void On(Turn turn, FlowEvent happened)
    {
        switch (happened)
        {
            case FlowEvent.Returned returned when returned.Act == turn.State.Act:
                turn.Extra = new Dictionary<string, FlowValue>(StringComparer.Ordinal) { ["returned"] = returned.Values };
                foreach (var (name, expression) in _save) turn.Set(name, turn.Evaluate(expression));
                turn.Extra = null;
                turn.Leave("done");
                break;
            case FlowEvent.ActionFailed failed when failed.Act == turn.State.Act: turn.Leave("failed"); break;
            default: break;
        }
    }
}
