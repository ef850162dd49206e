using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Records what the caller says.</summary>
public sealed class RecordNode : FlowNode
{
    private const int Prompting = 1, Recording = 2;

    internal static readonly NodeType Kind = new("record", "Records what the caller says, until silence, a key, the limit, or the end of the call.",
        [
            new("prompt", FieldKind.Prompt, "Said before"),
            new("into", FieldKind.Variable, "Takes the recording's id") { Required = true },
            new("seconds", FieldKind.Variable, "Takes its length"),
            new("longest", FieldKind.Duration, "Its longest") { Default = "2m" },
            new("silence", FieldKind.Duration, "Silence that ends it") { Default = "4s" },
            new("finishOn", FieldKind.Keys, "Keys that end it") { Most = 12, Default = "#" },
            new("shortest", FieldKind.Duration, "What is shorter counts as nothing") { Default = "1s" },
            new("beep", FieldKind.Boolean, "A tone before") { Default = "true" },
        ],
        [new("done", "There is a recording"), new("empty", "Nothing was said", "done"), new(NodeType.Error, "It could not be recorded", "")],
        """{ "prompt": "Please say your name after the tone.", "into": "nameRecording", "longest": "10s" }""") { Read = static reader => new RecordNode(reader) };

    private readonly Prompt? _prompt;
    private readonly string? _into;
    private readonly string? _seconds;
    private readonly RecordingLimits _limits;

    private RecordNode(FieldReader reader) : base(reader, Kind) => (_prompt, _into, _seconds, _limits) = (reader.Prompt("prompt"), reader.Variable("into"), reader.Variable("seconds"), RecordingLimits.Read(reader));

    public override IEnumerable<(string Field, Prompt Prompt)> Prompts => _prompt is null ? [] : [("prompt", _prompt)];

    public override IEnumerable<string> SetsBy(string exit) => exit == "done" ? Sets : [];

    internal override void Enter(Turn turn)
    {
        turn.ForgetTyped();
        turn.State = turn.State with { Phase = Prompting };
        if (turn.Render(_prompt) is { Count: > 0 } pieces) turn.Play(pieces);
        else Begin(turn);
    }

    internal override void On(Turn turn, FlowEvent happened)
    {
        switch (happened)
        {
            case FlowEvent.PromptEnded when turn.State.Phase == Prompting: Begin(turn); break;
            case FlowEvent.Recorded recorded when recorded.Act == turn.State.Act:
                if (recorded.Length < _limits.Shortest || recorded.Recording.Length == 0)
                {
                    turn.Leave("empty");
                    break;
                }
                turn.Set(_into, FlowValue.Of(recorded.Recording));
                turn.Set(_seconds, FlowValue.Of(Math.Round(recorded.Length.TotalSeconds, 1)));
                turn.Leave("done");
                break;
            case FlowEvent.ActionFailed failed when failed.Act == turn.State.Act: turn.Fail($"it could not be recorded: {failed.Reason.TrimEnd('.')}"); break;
            case FlowEvent.DeadlineReached: turn.Fail("the recording did not end in time"); break;
            default: break;
        }
    }

    internal override bool OnCallerGone(Turn turn)
    {
        turn.Deadline = turn.Now + RecordingLimits.Patience;
        return turn.State.Phase == Recording;
    }

    private void Begin(Turn turn)
    {
        turn.State = turn.State with { Phase = Recording };
        _limits.Begin(turn);
    }
}

/// <summary>When a recording ends.</summary>
internal sealed record RecordingLimits(TimeSpan Longest, TimeSpan Silence, string FinishOn, TimeSpan Shortest, bool Beep)
{
    /// <summary>What a host may take to close a recording.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static RecordingLimits Read(FieldReader reader) => new(reader.Duration("longest"), reader.Duration("silence"), reader.Keys("finishOn"), reader.Duration("shortest"), reader.Boolean("beep"));

    public void Begin(Turn turn)
    {
        var act = turn.NextAct();
        turn.Act(new FlowAction.Record(act, Longest, Silence, FinishOn, Beep, Shortest));
        turn.State = turn.State with { Act = act };
        turn.Deadline = turn.Now + Longest + Patience;
    }
}
