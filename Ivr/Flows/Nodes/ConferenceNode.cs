using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Templates;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Joins a conference.</summary>
public sealed class ConferenceNode : FlowNode
{
    internal static readonly NodeType Kind = new("conference", "Joins the caller to a conference. The flow goes on when the conference is over, or the caller leaves it by a key.",
        [
            new("room", FieldKind.Template, "Its name") { Required = true },
            new("muted", FieldKind.Boolean, "The caller only listens") { Default = "false" },
            new("starts", FieldKind.Boolean, "It begins with this caller; the others hear music until then") { Default = "true" },
            new("ends", FieldKind.Boolean, "It is over when this caller leaves") { Default = "false" },
            new("leaveKey", FieldKind.Keys, "The key by which the caller leaves it") { Least = 1, Most = 1 },
        ],
        [new("done", "The conference is over, or the caller left it"), new("failed", "It is full, or there is none"), new(NodeType.Error, "The node broke", "")],
        """{ "room": "team-{{ pin }}", "leaveKey": "#" }""") { Read = static reader => new ConferenceNode(reader) };

    private readonly Template _room;
    private readonly bool _muted;
    private readonly bool _starts;
    private readonly bool _ends;
    private readonly string _leaveKey;

    private ConferenceNode(FieldReader reader) : base(reader, Kind) => (_room, _muted, _starts, _ends, _leaveKey) = (reader.Template("room"), reader.Boolean("muted"), reader.Boolean("starts"), reader.Boolean("ends"), reader.Keys("leaveKey"));

    internal override void Enter(Turn turn)
    {
        var act = turn.NextAct();
        turn.ForgetTyped();
        turn.Act(new FlowAction.JoinConference(act, turn.Render(_room), _muted, _starts, _ends));
        turn.State = turn.State with { Act = act };
    }

    internal override void On(Turn turn, FlowEvent happened)
    {
        switch (happened)
        {
            case FlowEvent.Digit(var key) when _leaveKey.Length > 0 && key == _leaveKey[0]:
                turn.Act(new FlowAction.Cancel(turn.State.Act));
                turn.Leave("done");
                break;
            case FlowEvent.Ended ended when ended.Act == turn.State.Act: turn.Leave("done"); break;
            case FlowEvent.ActionFailed failed when failed.Act == turn.State.Act: turn.Leave("failed"); break;
            default: break;
        }
    }
}
