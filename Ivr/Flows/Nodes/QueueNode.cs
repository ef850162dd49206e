using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Expressions;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Flows.Templates;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Waits in a queue for an agent, with music and the place told now and then.</summary>
public sealed class QueueNode : FlowNode
{
    private const int Waiting = 1, Talking = 2, Told = 3;

    internal static readonly NodeType Kind = new("queue", "Waits in a queue for an agent: with music, with the place and the wait told now and then, until an agent takes the call, the caller presses the key of the callback, or it has been long enough.",
        [
            new("queue", FieldKind.Template, "Its name") { Required = true },
            new("priority", FieldKind.Expression, "A number: higher is served first; without it 0"),
            new("skills", FieldKind.Texts, "What the agent must be able to do"),
            new("music", FieldKind.Prompt, "Played over and over"),
            new("tell", FieldKind.Prompt, "Told now and then, with `queue.place`, `queue.waitSeconds` and `queue.waitMinutes`"),
            new("every", FieldKind.Duration, "How often it is told") { Default = "45s" },
            new("longest", FieldKind.Duration, "How long the caller waits at most") { Default = "15m" },
            new("callbackKey", FieldKind.Keys, "The key by which the caller asks to be called back") { Least = 1, Most = 1 },
            new("agent", FieldKind.Variable, "Takes who took the call"),
        ],
        [
            new("done", "The caller talked with an agent, who hung up"), new("timeout", "It has been long enough"), new("overflow", "The queue is full, closed, or has no agent", "timeout"),
            new("callback", "The caller pressed the key, and keeps the place until a callback node has taken it", "timeout"), new(NodeType.Error, "The node broke, or there is no such queue", ""),
        ],
        """{ "queue": "support", "tell": "You are number {{ queue.place }}. Press 1 to be called back.", "every": "30s", "longest": "10m", "callbackKey": "1", "music": { "play": "music/hold.wav" } }""") { Read = static reader => new QueueNode(reader) };

    private readonly Template _queue;
    private readonly Expression? _priority;
    private readonly IReadOnlyList<string> _skills;
    private readonly Prompt? _music;
    private readonly Prompt? _tell;
    private readonly TimeSpan _every;
    private readonly TimeSpan _longest;
    private readonly string _callbackKey;
    private readonly string? _agent;

    private QueueNode(FieldReader reader) : base(reader, Kind)
    {
        (_queue, _priority, _skills, _music) = (reader.Template("queue"), reader.Expression("priority"), reader.Texts("skills"), reader.Prompt("music"));
        reader.Document.Extra.Add("queue");
        _tell = reader.Prompt("tell");
        reader.Document.Extra.Remove("queue");
        reader.Names.Remove("queue");
        (_every, _longest, _callbackKey, _agent) = (reader.Duration("every"), reader.Duration("longest"), reader.Keys("callbackKey"), reader.Variable("agent"));
        if (_every < TimeSpan.FromSeconds(5)) reader.Mistake("every", "a caller is told every 5 seconds at most");
    }

    public override IEnumerable<(string Field, Prompt Prompt)> Prompts => new (string, Prompt?)[] { ("music", _music), ("tell", _tell) }.Where(static pair => pair.Item2 is not null).Select(static pair => (pair.Item1, pair.Item2!));

    public override IEnumerable<string> SetsBy(string exit) => exit == "done" ? Sets : [];

    internal override void Enter(Turn turn)
    {
        var act = turn.NextAct();
        var priority = _priority is null ? 0 : turn.Evaluate(_priority).Number;
        turn.Act(new FlowAction.JoinQueue(act, turn.Render(_queue), (int)Math.Clamp(priority, -1000, 1000), _skills));
        turn.State = turn.State with { Phase = Waiting, Act = act, Until = turn.Now + _longest };
        Music(turn);
        Wake(turn);
    }

    internal override void On(Turn turn, FlowEvent happened)
    {
        var act = turn.State.Act;
        switch (happened)
        {
            case FlowEvent.QueuePlace place when place.Act == act && turn.State.Phase != Talking:
                var first = turn.State.Input.Length == 0;
                turn.State = turn.State with { Input = FormattableString.Invariant($"{place.Place}/{Math.Ceiling(place.Wait.TotalSeconds)}") };
                if (first) Tell(turn);   // who has just come wants to know at once
                break;
            case FlowEvent.PromptEnded when turn.State.Phase == Told:
                turn.State = turn.State with { Phase = Waiting };
                Music(turn);
                break;
            case FlowEvent.PromptEnded when turn.State.Phase == Waiting: Music(turn); break;
            case FlowEvent.Digit(var key) when turn.State.Phase != Talking && _callbackKey.Length > 0 && key == _callbackKey[0]:
                turn.Act(new FlowAction.LeaveQueue(act, KeepsPlace: true));
                turn.Leave("callback");
                break;
            case FlowEvent.Connected connected when connected.Act == act:
                turn.StopPlaying();
                turn.State = turn.State with { Phase = Talking, Until = null };
                turn.Deadline = null;
                turn.Set(_agent, FlowValue.Of(connected.By));
                break;
            case FlowEvent.Ended ended when ended.Act == act: turn.Leave("done"); break;
            case FlowEvent.ActionFailed failed when failed.Act == act:
                if (failed.Cause == FailureCause.Broken) turn.Fail(failed.Reason);
                else if (failed.Cause == FailureCause.Timeout) GiveUp(turn);      // the host says that it has been long enough
                else turn.Leave("overflow");
                break;
            case FlowEvent.DeadlineReached when turn.State.Until is { } until && turn.Now >= until: GiveUp(turn); break;
            case FlowEvent.DeadlineReached: Tell(turn); break;
            default: break;
        }
    }

    internal override bool OnCallerGone(Turn turn)
    {
        turn.Act(new FlowAction.LeaveQueue(turn.State.Act));
        return false;
    }

    private static void GiveUp(Turn turn)
    {
        turn.Act(new FlowAction.LeaveQueue(turn.State.Act));
        turn.Leave("timeout");
    }

    private void Tell(Turn turn)
    {
        Wake(turn);
        if (_tell is null || turn.State.Input.Split('/') is not [var place, var seconds]) return;
        var minutes = Math.Ceiling(double.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture) / 60);
        turn.Extra = new Dictionary<string, FlowValue>(StringComparer.Ordinal) { ["queue"] = FlowValue.OfJson(FormattableString.Invariant($$"""{"place":{{place}},"waitSeconds":{{seconds}},"waitMinutes":{{minutes}}}""")) };
        var pieces = turn.Render(_tell);
        turn.Extra = null;
        if (pieces.Count == 0) return;
        turn.State = turn.State with { Phase = Told };
        turn.Play(pieces);
    }

    private void Music(Turn turn)
    {
        if (_music is not null && turn.Render(_music) is { Count: > 0 } pieces) turn.Play(pieces, loop: true);
    }

    private void Wake(Turn turn)
    {
        var next = turn.Now + _every;
        turn.Deadline = turn.State.Until is { } until && until < next ? until : next;
    }
}
