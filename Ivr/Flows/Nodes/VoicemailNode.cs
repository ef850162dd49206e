using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Flows.Templates;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>A greeting, a message, its delivery: also to a caller who just hangs up.</summary>
public sealed class VoicemailNode : FlowNode
{
    private const int Greeting = 1, Recording = 2, Delivering = 3;

    internal static readonly NodeType Kind = new("voicemail", "Greets, records a message, and delivers it: into the mailbox, as an event, and by mail with the recording. A caller who hangs up has left a message.",
        [
            new("greeting", FieldKind.Prompt, "Said before the tone"),
            new("mailbox", FieldKind.Template, "Its name") { Required = true },
            new("notify", FieldKind.Templates, "Mail addresses that get the recording"),
            new("skipKey", FieldKind.Keys, "Skips the greeting") { Most = 1, Default = "#" },
            new("longest", FieldKind.Duration, "Of the message") { Default = "3m" },
            new("silence", FieldKind.Duration, "Silence that ends it") { Default = "5s" },
            new("finishOn", FieldKind.Keys, "Keys that end it") { Most = 12, Default = "#" },
            new("shortest", FieldKind.Duration, "What is shorter is no message") { Default = "2s" },
            new("beep", FieldKind.Boolean, "The tone") { Default = "true" },
        ],
        [new("done", "The message was delivered"), new("empty", "Nothing was said", "done"), new(NodeType.Error, "It could not be recorded or delivered", "")],
        """{ "greeting": "Nobody is here. Please leave a message after the tone.", "mailbox": "office", "notify": ["office@example.com"] }""") { Read = static reader => new VoicemailNode(reader) };

    private readonly Prompt? _greeting;
    private readonly Template _mailbox;
    private readonly IReadOnlyList<Template> _notify;
    private readonly string _skipKey;
    private readonly RecordingLimits _limits;

    private VoicemailNode(FieldReader reader) : base(reader, Kind) =>
        (_greeting, _mailbox, _notify, _skipKey, _limits) = (reader.Prompt("greeting"), reader.Template("mailbox"), reader.TemplateList("notify"), reader.Keys("skipKey"), RecordingLimits.Read(reader));

    public override IEnumerable<(string Field, Prompt Prompt)> Prompts => _greeting is null ? [] : [("greeting", _greeting)];

    internal override void Enter(Turn turn)
    {
        turn.ForgetTyped();
        turn.State = turn.State with { Phase = Greeting };
        if (turn.Render(_greeting) is { Count: > 0 } pieces) turn.Play(pieces);
        else Begin(turn);
    }

    internal override void On(Turn turn, FlowEvent happened)
    {
        switch (happened)
        {
            case FlowEvent.Digit(var key) when turn.State.Phase == Greeting && _skipKey.Contains(key, StringComparison.Ordinal):
                turn.StopPlaying();
                Begin(turn);
                break;
            case FlowEvent.PromptEnded when turn.State.Phase == Greeting: Begin(turn); break;
            case FlowEvent.Recorded recorded when recorded.Act == turn.State.Act: Deliver(turn, recorded); break;
            case FlowEvent.Accepted accepted when accepted.Act == turn.State.Act: turn.Leave("done"); break;
            case FlowEvent.ActionFailed failed when failed.Act == turn.State.Act: turn.Fail($"the message could not be {(turn.State.Phase == Delivering ? "delivered" : "recorded")}: {failed.Reason.TrimEnd('.')}"); break;
            case FlowEvent.DeadlineReached: turn.Fail($"the message was not {(turn.State.Phase == Delivering ? "delivered" : "recorded")} in time"); break;
            default: break;
        }
    }

    internal override bool OnCallerGone(Turn turn)
    {
        turn.Deadline = turn.Now + RecordingLimits.Patience;
        return turn.State.Phase is Recording or Delivering;
    }

    private void Begin(Turn turn)
    {
        turn.State = turn.State with { Phase = Recording };
        _limits.Begin(turn);
    }

    private void Deliver(Turn turn, FlowEvent.Recorded recorded)
    {
        if (recorded.Length < _limits.Shortest || recorded.Recording.Length == 0)
        {
            turn.Leave("empty");
            return;
        }
        var act = turn.NextAct();
        turn.Act(new FlowAction.DeliverVoicemail(act, turn.Render(_mailbox), recorded.Recording, recorded.Length, turn.Call.From, [.. _notify.Select(turn.Render)]));
        turn.State = turn.State with { Phase = Delivering, Act = act };
        turn.Deadline = turn.Now + RecordingLimits.Patience;
    }
}
