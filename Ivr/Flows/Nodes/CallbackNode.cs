using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Expressions;
using Telephony.Ivr.Flows.Templates;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Books a call back, with the place in the queue that the caller had.</summary>
public sealed class CallbackNode : FlowNode
{
    internal static readonly NodeType Kind = new("callback", "Books a call back from a queue. A caller who comes from that queue keeps the place.",
        [
            new("queue", FieldKind.Template, "The queue") { Required = true },
            new("number", FieldKind.Template, "The number to call") { Default = "{{ call.from }}" },
            new("priority", FieldKind.Expression, "A number; without it 0"),
            new("booking", FieldKind.Variable, "Takes the booking's id"),
        ],
        [new("booked", "It is booked"), new("failed", "It could not be booked: the number cannot be called, or the queue takes no callbacks"), new(NodeType.Error, "The node broke", "")],
        """{ "queue": "support" }""") { NeedsCaller = false, Read = static reader => new CallbackNode(reader) };

    private readonly Template _queue;
    private readonly Template _number;
    private readonly Expression? _priority;
    private readonly string? _booking;

    private CallbackNode(FieldReader reader) : base(reader, Kind) => (_queue, _number, _priority, _booking) = (reader.Template("queue"), reader.Template("number"), reader.Expression("priority"), reader.Variable("booking"));

    internal override void Enter(Turn turn)
    {
        var act = turn.NextAct();
        turn.Act(new FlowAction.BookCallback(act, turn.Render(_queue), turn.Render(_number), (int)Math.Clamp(_priority is null ? 0 : turn.Evaluate(_priority).Number, -1000, 1000)));
        turn.State = turn.State with { Act = act };
        turn.Deadline = turn.Now + TimeSpan.FromSeconds(10);
    }

    internal override void On(Turn turn, FlowEvent happened)
    {
        switch (happened)
        {
            case FlowEvent.Digit(var key): turn.TypeAhead(key); break;
            case FlowEvent.Accepted accepted when accepted.Act == turn.State.Act:
                turn.Set(_booking, FlowValue.Of(accepted.Id));
                turn.Leave("booked");
                break;
            case FlowEvent.ActionFailed failed when failed.Act == turn.State.Act: turn.Leave("failed"); break;
            case FlowEvent.DeadlineReached: turn.Leave("failed"); break;
            default: break;
        }
    }

    internal override bool OnCallerGone(Turn turn)
    {
        turn.Deadline = turn.Now + TimeSpan.FromSeconds(10);
        return true;
    }
}
