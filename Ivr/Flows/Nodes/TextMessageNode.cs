using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Templates;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Sends a text message.</summary>
public sealed class TextMessageNode : FlowNode
{
    internal static readonly NodeType Kind = new("sms", "Sends a text message.",
        [
            new("to", FieldKind.Template, "The number") { Default = "{{ call.from }}" },
            new("from", FieldKind.Template, "The number it comes from") { Default = "{{ call.to }}" },
            new("text", FieldKind.Template, "The message") { Required = true },
            new("reason", FieldKind.Variable, "Takes why it was refused: a sentence for people"),
        ],
        [new("sent", "It was taken"), new("failed", "It was refused"), new(NodeType.Error, "The node broke", "")],
        """{ "text": "We are at Main Street 1. Opening hours: 8 to 6." }""") { NeedsCaller = false, Read = static reader => new TextMessageNode(reader) };

    private readonly Template _to;
    private readonly Template _from;
    private readonly Template _text;

    private readonly string? _reason;

    private TextMessageNode(FieldReader reader) : base(reader, Kind) => (_to, _from, _text, _reason) = (reader.Template("to"), reader.Template("from"), reader.Template("text"), reader.Variable("reason"));

    public override IEnumerable<string> SetsBy(string exit) => exit == "failed" ? Sets : [];

    public override IEnumerable<(string Field, string Number)> ShownNumbers => _from is { IsPlain: true, Source.Length: > 0 } ? [("from", _from.Source)] : [];

    internal override void Enter(Turn turn)
    {
        var act = turn.NextAct();
        turn.Act(new FlowAction.SendText(act, turn.Render(_from), turn.Render(_to), turn.Render(_text)));
        turn.State = turn.State with { Act = act };
        turn.Deadline = turn.Now + TimeSpan.FromSeconds(10);
    }

    internal override void On(Turn turn, FlowEvent happened)
    {
        switch (happened)
        {
            case FlowEvent.Digit(var key): turn.TypeAhead(key); break;
            case FlowEvent.Accepted accepted when accepted.Act == turn.State.Act: turn.Leave("sent"); break;
            case FlowEvent.ActionFailed failed when failed.Act == turn.State.Act: Refused(turn, failed.Reason); break;
            case FlowEvent.DeadlineReached: Refused(turn, "nobody said in time whether it was taken"); break;
            default: break;
        }
    }

    private void Refused(Turn turn, string why)
    {
        turn.Set(_reason, FlowValue.Of(why));
        turn.Leave("failed");
    }

    internal override bool OnCallerGone(Turn turn)
    {
        turn.Deadline = turn.Now + TimeSpan.FromSeconds(10);
        return true;
    }
}
