using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Flows.Templates;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Gives the call away for good.</summary>
public sealed class TransferNode : FlowNode
{
    internal static readonly NodeType Kind = new("transfer", "Gives the call away: blind, or after the other side has heard an announcement. With success the flow is over; without it, it goes on with the caller.",
        [
            new("to", FieldKind.Template, "Number, user or SIP address") { Required = true },
            new("from", FieldKind.Template, "The number that is shown; without it, the caller's"),
            new("kind", FieldKind.Word, "Blind: the caller is sent there. Announced: the other side is asked first") { Words = ["blind", "announced"], Default = "blind" },
            new("announcement", FieldKind.Prompt, "Said to the other side"),
            new("ringFor", FieldKind.Duration, "How long it rings") { Default = "25s" },
        ],
        [new("busy", "They are busy", "failed"), new("noAnswer", "They do not answer", "failed"), new("failed", "They cannot be reached, or would not"), new(NodeType.Error, "The node broke", "")],
        """{ "to": "+12025550111", "kind": "announced", "announcement": "A call from {{ call.from }}." }""") { Read = static reader => new TransferNode(reader) };

    private readonly Template _to;
    private readonly Template _from;
    private readonly bool _announced;
    private readonly Prompt? _announcement;
    private readonly TimeSpan _ringFor;

    private TransferNode(FieldReader reader) : base(reader, Kind)
    {
        (_to, _from, _announced) = (reader.Template("to"), reader.Template("from"), reader.Word("kind") == "announced");
        (_announcement, _ringFor) = (reader.Prompt("announcement"), reader.Duration("ringFor"));
        if (!_announced && _announcement is not null) reader.Mistake("announcement", "a blind transfer has nobody to say it to: make kind announced");
    }

    public override IEnumerable<(string Field, Prompt Prompt)> Prompts => _announcement is null ? [] : [("announcement", _announcement)];

    public override IEnumerable<(string Field, string Number)> ShownNumbers => _from is { IsPlain: true, Source.Length: > 0 } ? [("from", _from.Source)] : [];

    internal override void Enter(Turn turn)
    {
        var to = turn.Render(_to);
        if (to.Length == 0)
        {
            turn.Fail("there is nobody to transfer to: the address is empty");
            return;
        }
        var act = turn.NextAct();
        turn.Act(new FlowAction.Transfer(act, to, turn.Render(_from), _announced, _ringFor, turn.Render(_announcement)));
        turn.State = turn.State with { Act = act };
        turn.Deadline = turn.Now + _ringFor + TimeSpan.FromSeconds(30);
    }

    internal override void On(Turn turn, FlowEvent happened)
    {
        switch (happened)
        {
            case FlowEvent.Ended ended when ended.Act == turn.State.Act: turn.End("The call was transferred."); break;
            case FlowEvent.ActionFailed failed when failed.Act == turn.State.Act: turn.Leave(failed.Cause switch { FailureCause.Busy => "busy", FailureCause.NoAnswer or FailureCause.Timeout => "noAnswer", _ => "failed" }); break;
            case FlowEvent.DeadlineReached:
                turn.Act(new FlowAction.Cancel(turn.State.Act));
                turn.Leave("noAnswer");
                break;
            default: break;
        }
    }
}
