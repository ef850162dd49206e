using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Flows.Templates;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Calls somebody and joins the caller with them; the flow goes on when they hang up.</summary>
public sealed class DialNode : FlowNode
{
    private const int Ringing = 1, Talking = 2;

    internal static readonly NodeType Kind = new("dial", "Calls somebody, one after the other until one answers, and joins the caller with them. The flow goes on when the other side hangs up.",
        [
            new("to", FieldKind.Templates, "Numbers, users or SIP addresses") { Required = true },
            new("from", FieldKind.Template, "The number that is shown; without it, the caller's"),
            new("ringFor", FieldKind.Duration, "How long each of them rings") { Default = "25s" },
            new("announcement", FieldKind.Prompt, "Said to the other side before the caller is joined"),
            new("hold", FieldKind.Prompt, "Played to the caller meanwhile; without it, ringing"),
            new("answeredBy", FieldKind.Variable, "Takes who answered"),
            new("seconds", FieldKind.Variable, "Takes how long they talked"),
        ],
        [new("done", "They talked, and the other side hung up"), new("busy", "The last one was busy", "failed"), new("noAnswer", "The last one did not answer", "failed"), new("failed", "Nobody could be reached"), new(NodeType.Error, "The node broke", "")],
        """{ "to": ["+12025550111", "+12025550112"], "ringFor": "20s", "announcement": "A call for sales." }""") { Read = static reader => new DialNode(reader) };

    private readonly IReadOnlyList<Template> _to;
    private readonly Template _from;
    private readonly TimeSpan _ringFor;
    private readonly Prompt? _announcement;
    private readonly Prompt? _hold;
    private readonly string? _answeredBy;
    private readonly string? _seconds;

    private DialNode(FieldReader reader) : base(reader, Kind)
    {
        (_to, _from, _ringFor) = (reader.TemplateList("to"), reader.Template("from"), reader.Duration("ringFor"));
        (_announcement, _hold, _answeredBy, _seconds) = (reader.Prompt("announcement"), reader.Prompt("hold"), reader.Variable("answeredBy"), reader.Variable("seconds"));
    }

    public override IEnumerable<(string Field, Prompt Prompt)> Prompts => new (string, Prompt?)[] { ("announcement", _announcement), ("hold", _hold) }.Where(static pair => pair.Item2 is not null).Select(static pair => (pair.Item1, pair.Item2!));

    public override IEnumerable<(string Field, string Number)> ShownNumbers => _from is { IsPlain: true, Source.Length: > 0 } ? [("from", _from.Source)] : [];

    public override IEnumerable<string> SetsBy(string exit) => exit == "done" ? Sets : [];

    internal override void Enter(Turn turn)
    {
        string[] to = [.. _to.Select(turn.Render).Where(static address => address.Length > 0)];
        if (to.Length == 0)
        {
            turn.Fail("there is nobody to dial: every address is empty");
            return;
        }
        var act = turn.NextAct();
        turn.Act(new FlowAction.Dial(act, to, turn.Render(_from), _ringFor, turn.Render(_announcement), turn.Render(_hold)));
        turn.State = turn.State with { Phase = Ringing, Act = act };
        turn.Deadline = turn.Now + (_ringFor * to.Length) + TimeSpan.FromSeconds(30);
    }

    internal override void On(Turn turn, FlowEvent happened)
    {
        switch (happened)
        {
            case FlowEvent.Connected connected when connected.Act == turn.State.Act:
                turn.State = turn.State with { Phase = Talking, Index = (int)(turn.Now - turn.State.Entered).TotalSeconds };   // how long it rang
                turn.Deadline = null;
                turn.Set(_answeredBy, FlowValue.Of(connected.By));
                break;
            case FlowEvent.Ended ended when ended.Act == turn.State.Act:
                turn.Set(_seconds, FlowValue.Of(Math.Max(0, Math.Floor((turn.Now - turn.State.Entered).TotalSeconds) - turn.State.Index)));
                turn.Leave("done");
                break;
            case FlowEvent.ActionFailed failed when failed.Act == turn.State.Act: turn.Leave(failed.Cause switch { FailureCause.Busy => "busy", FailureCause.NoAnswer or FailureCause.Timeout => "noAnswer", _ => "failed" }); break;
            case FlowEvent.DeadlineReached:
                turn.Act(new FlowAction.Cancel(turn.State.Act));
                turn.Leave("noAnswer");
                break;
            default: break;
        }
    }
}
