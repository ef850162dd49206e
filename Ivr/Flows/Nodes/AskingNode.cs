using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Prompts;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>What an answer is worth.</summary>
internal enum Verdict : byte
{
    /// <summary>More keys may follow.</summary>
    More,

    /// <summary>It is no answer.</summary>
    No,

    /// <summary>The node has taken it, and gone on.</summary>
    Taken,
}

/// <summary>Asks the caller, by keys, by speech or both: prompt, barge-in, waiting, asking again, giving up. What counts as an answer is the node's own.</summary>
public abstract class AskingNode : FlowNode
{
    private const int Prompting = 1, Waiting = 2;

    protected static readonly IReadOnlyList<Field> AskingFields =
    [
        new("prompt", FieldKind.Prompt, "What is asked") { Required = true },
        new("noInputPrompt", FieldKind.Prompt, "Said before the question is put again to a caller who was silent"),
        new("noMatchPrompt", FieldKind.Prompt, "Said before the question is put again to a caller who gave no valid answer"),
        new("bargeIn", FieldKind.Word, "What interrupts the prompt. Keys that are pressed during a prompt that they do not interrupt are lost") { Words = ["none", "digits", "speech", "any"], Default = "any" },
        new("timeout", FieldKind.Duration, "How long an answer is waited for after the prompt") { Default = "5s" },
        new("keyTimeout", FieldKind.Duration, "How long the next key is waited for") { Default = "3s" },
        new("tries", FieldKind.Count, "How often it is asked in all") { Least = 1, Most = 10, Default = "3" },
    ];

    protected static readonly IReadOnlyList<ExitSpec> AskingExits =
    [
        new("noInput", "The caller was silent at every try"),
        new("noMatch", "The caller gave no valid answer at the last try", "noInput"),
        new(NodeType.Error, "The node broke", ""),
    ];

    private readonly Prompt? _prompt;
    private readonly Prompt? _noInputPrompt;
    private readonly Prompt? _noMatchPrompt;
    private readonly bool _digitsInterrupt;
    private readonly bool _speechInterrupts;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _keyTimeout;
    private readonly int _tries;

    private protected AskingNode(FieldReader reader, NodeType type, bool ownPrompt = true) : base(reader, type)
    {
        (_prompt, _noInputPrompt, _noMatchPrompt) = (ownPrompt ? reader.Prompt("prompt") : null, reader.Prompt("noInputPrompt"), reader.Prompt("noMatchPrompt"));
        (_timeout, _keyTimeout, _tries) = (reader.Duration("timeout"), reader.Duration("keyTimeout"), reader.Count("tries"));
        var barge = reader.Word("bargeIn");
        (_digitsInterrupt, _speechInterrupts) = (barge is "any" or "digits", barge is "any" or "speech");
    }

    public override IEnumerable<(string Field, Prompt Prompt)> Prompts =>
        new (string Field, Prompt? Prompt)[] { ("prompt", _prompt), ("noInputPrompt", _noInputPrompt), ("noMatchPrompt", _noMatchPrompt) }.Where(static pair => pair.Prompt is not null).Select(static pair => (pair.Field, pair.Prompt!));

    /// <summary>What may be said; empty together with <see cref="HearsAnything"/> false: it does not listen.</summary>
    private protected virtual IReadOnlyList<string> Phrases => [];

    private protected virtual bool HearsAnything => false;

    private protected virtual bool TakesKeys => true;

    private protected virtual Prompt? Question(Turn turn) => _prompt;

    /// <param name="final">No more keys will come.</param>
    private protected abstract Verdict OnKeys(Turn turn, string keys, bool final);

    private protected virtual Verdict OnSpeech(Turn turn, string text, double confidence) => Verdict.No;

    private protected virtual void GiveUp(Turn turn, bool silent) => turn.Leave(silent ? "noInput" : "noMatch");

    internal override void Enter(Turn turn) => Ask(turn, null);

    internal override void On(Turn turn, FlowEvent happened)
    {
        switch (happened)
        {
            case FlowEvent.Digit(var key): OnKey(turn, key); break;
            case FlowEvent.PromptEnded: Wait(turn, _timeout); break;
            case FlowEvent.SpeechBegan when turn.State.Phase == Prompting && _speechInterrupts:
                turn.StopPlaying();
                Wait(turn, _timeout);
                break;
            case FlowEvent.SpeechBegan when turn.State.Phase == Waiting: turn.Deadline = turn.Now + _timeout + _timeout; break;   // let him speak
            case FlowEvent.SpeechHeard heard when turn.State.Phase == Waiting || _speechInterrupts:
                if (heard.Text.Length == 0 || OnSpeech(turn, heard.Text, heard.Confidence) == Verdict.No) Again(turn, silent: false);
                break;
            case FlowEvent.DeadlineReached when turn.State.Input.Length > 0: Judge(turn, final: true); break;
            case FlowEvent.DeadlineReached: Again(turn, silent: true); break;
            default: break;
        }
    }

    // By keys alone it goes on where there are some: who was not understood by the fault of the recogniser is asked again, and tries are counted.
    internal override void OnDeaf(Turn turn, FlowEvent.ActionFailed failed)
    {
        if (!TakesKeys) turn.Fail($"nobody can listen: {failed.Reason.TrimEnd('.')}");
        else if (failed.Cause == FailureCause.Broken && turn.State is { Phase: Waiting, Input.Length: 0 }) Again(turn, silent: false);
    }

    /// <summary>Puts the question, or the next of several.</summary>
    private protected void Ask(Turn turn, Prompt? before)
    {
        turn.State = turn.State with { Phase = Prompting, Input = "" };
        turn.Deadline = null;
        IReadOnlyList<PromptPiece> pieces = [.. turn.Render(before), .. turn.Render(Question(turn))];
        if (Phrases.Count > 0 || HearsAnything) turn.Listen(Phrases, HearsAnything);
        if (pieces.Count == 0) Wait(turn, _timeout);
        else turn.Play(pieces);
        // Keys that came before the question are its answer, if they may interrupt it.
        if (!_digitsInterrupt || !TakesKeys) turn.ForgetTyped();
        while (turn.State.Phase is Prompting or Waiting && turn.Node == this && turn.TryTakeTyped(out var key))
        {
            if (Press(turn, key) != Verdict.More) break;
        }
    }

    private void OnKey(Turn turn, char key)
    {
        if (!TakesKeys || (turn.State.Phase == Prompting && !_digitsInterrupt)) return;
        Press(turn, key);
    }

    private Verdict Press(Turn turn, char key)
    {
        turn.StopPlaying();
        turn.State = turn.State with { Phase = Waiting, Input = turn.State.Input + key };
        return Judge(turn, final: false);
    }

    private Verdict Judge(Turn turn, bool final)
    {
        var verdict = OnKeys(turn, turn.State.Input, final);
        if (verdict == Verdict.More) Wait(turn, _keyTimeout);
        else if (verdict == Verdict.No)
        {
            turn.ForgetTyped();
            Again(turn, silent: false);
        }
        return verdict;
    }

    private void Wait(Turn turn, TimeSpan time)
    {
        turn.State = turn.State with { Phase = Waiting };
        turn.Deadline = turn.Now + time;
    }

    private void Again(Turn turn, bool silent)
    {
        turn.StopPlaying();
        turn.State = turn.State with { Tries = turn.State.Tries + 1 };
        if (turn.State.Tries >= _tries)
        {
            GiveUp(turn, silent);
            return;
        }
        turn.Retried(silent ? "noInput" : "noMatch");
        Ask(turn, silent ? _noInputPrompt : _noMatchPrompt ?? _noInputPrompt);
    }
}
