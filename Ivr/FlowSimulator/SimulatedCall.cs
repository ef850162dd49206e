using System.Globalization;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Nodes;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.FlowSimulator;

/// <summary>A line of what was heard, said and done. <paramref name="Who"/> is flow, caller or world.</summary>
public sealed record TranscriptLine(TimeSpan At, string Node, string Who, string Text)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At:mm\\:ss\\.f}  {Node,-20} {Who,-7} {Text}");
}

/// <summary>
/// A call in a flow without a telephone: time is virtual, prompts end after as long as they would take to read, and the <see cref="World"/> answers what the flow asks for. The caller is polite:
/// he hears a question out before he presses a key or speaks, unless told otherwise.
/// </summary>
public sealed class SimulatedCall
{
    /// <summary>Nobody waits longer in one go.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    private readonly FlowProgram _program;
    private readonly World _world;
    private readonly WorldAnswers _answers;
    private readonly ComingEvents _coming = new();
    private readonly List<TranscriptLine> _transcript = [];
    private readonly List<FlowAction> _actions = [];
    private readonly List<FlowTraceLine> _trace = [];
    private readonly bool _stores;
    private FlowAction.Record? _recording;
    private DateTimeOffset _recordingSince;

    /// <param name="stores">Each position is written and read again, as by a gateway that was killed after each step.</param>
    public SimulatedCall(FlowProgram program, World? world = null, string from = "+12025550123", string to = "+12025550100", DateTimeOffset? at = null, bool stores = true)
    {
        (_program, _world, _stores) = (program, world?.Copy() ?? new World(), stores);
        _answers = new WorldAnswers(_world, Note);
        Begun = Now = at ?? new DateTimeOffset(2026, 11, 30, 10, 0, 0, TimeSpan.Zero);   // a Monday
        Position = null!;   // Take sets it
        Take(FlowEngine.Begin(program, new CallFacts("simulated", from, to, Now), Now));
    }

    public DateTimeOffset Begun { get; }

    public DateTimeOffset Now { get; private set; }

    public FlowPosition Position { get; private set; }

    public IReadOnlyList<TranscriptLine> Transcript => _transcript;

    public IReadOnlyList<FlowAction> Actions => _actions;

    public IReadOnlyList<FlowTraceLine> Trace => _trace;

    public string Node => Position.Current.Node;

    public bool IsOver => Position.End is not null;

    /// <summary>What the flow has said since the caller last did something.</summary>
    public string Heard { get; private set; } = "";

    /// <summary>The value of a variable, of the innermost flow or of the call.</summary>
    public FlowValue this[string variable] => Position.Current.Variables[variable] is { Kind: not FlowValueKind.Nothing } value ? value : Position.Variables[variable];

    /// <param name="atOnce">Into the prompt, instead of after it.</param>
    public SimulatedCall Press(string keys, bool atOnce = false)
    {
        foreach (var key in keys)
        {
            if (!TelephoneKeys.IsKey(key)) throw new ArgumentException($"\"{key}\" is no key of a telephone.", nameof(keys));
        }
        if (!atOnce) UntilAsked();
        Did($"presses {keys}");
        foreach (var key in keys) On(new FlowEvent.Digit(key));
        return this;
    }

    public SimulatedCall Say(string words, bool atOnce = false, double confidence = 0.9)
    {
        if (!atOnce) UntilAsked();
        Did($"says \"{words}\"");
        if (Position.Listening == 0)
        {
            Note("world", "nobody listens");
            return this;
        }
        On(new FlowEvent.SpeechBegan(Position.Listening));
        Pass(SimulatedPrompt.ReadingTime(words));
        if (Position.Listening != 0) On(new FlowEvent.SpeechHeard(Position.Listening, words, confidence));
        return this;
    }

    public SimulatedCall HangUp()
    {
        if (IsOver) return this;
        Did("hangs up");
        _coming.ForgetCaller();
        On(FlowEvent.CallerHungUp.Instance);
        if (_recording is { } recording && !IsOver) EndRecording(recording);
        Run(static _ => false);
        return this;
    }

    /// <summary>Lets time pass.</summary>
    public SimulatedCall Wait(TimeSpan time)
    {
        Pass(time);
        return this;
    }

    /// <summary>Until the call is over or nothing more will happen by itself.</summary>
    public SimulatedCall UntilOver()
    {
        Run(static _ => false);
        return this;
    }

    /// <summary>Until the flow waits for the caller.</summary>
    public SimulatedCall UntilAsked()
    {
        Run(static call => call.Asked);
        return this;
    }

    /// <summary>The next thing that happens by itself, while the flow does not wait for the caller. False: it waits, or is over.</summary>
    internal bool TryStep()
    {
        if (IsOver || Asked || Next() is not { } next) return false;
        Now = next > Now ? next : Now;
        Happen();
        return true;
    }

    // In a queue the caller is asked nothing: it is his turn when nothing but music is to come.
    private bool Asked => (Position.Playing == 0 && Current is AskingNode or ConferenceNode) || (Current is QueueNode && _coming.IsEmpty);

    private FlowNode Current => _program.Flows[Position.Current.Flow].Nodes[Position.Current.Node];

    private void Did(string what)
    {
        Heard = "";
        Note("caller", what);
    }

    private void Run(Func<SimulatedCall, bool> until)
    {
        var limit = Now + Longest;
        while (!IsOver && Now < limit && !until(this) && Next() is { } next)
        {
            Now = next > Now ? next : Now;
            Happen();
        }
    }

    private void Pass(TimeSpan time)
    {
        var end = Now + time;
        while (!IsOver && Next() is { } next && next <= end)
        {
            Now = next > Now ? next : Now;
            Happen();
        }
        Now = end;
    }

    private DateTimeOffset? Next()
    {
        var coming = _coming.First;
        return coming is null ? Position.Deadline : Position.Deadline is { } deadline && deadline < coming ? deadline : coming;
    }

    private void Happen()
    {
        var happening = _coming.TakeDue(Now) ?? FlowEvent.DeadlineReached.Instance;
        if (happening is FlowEvent.Recorded) _recording = null;
        On(happening);
    }

    private void On(FlowEvent happened) => Take(FlowEngine.On(_program, Position, happened, Now));

    private void Take(FlowStep step)
    {
        Position = _stores ? PositionJson.Read(PositionJson.Write(step.Position)) : step.Position;
        _trace.AddRange(step.Trace);
        foreach (var line in step.Trace)
        {
            if (line.Kind is FlowTraceKind.Broke or FlowTraceKind.Ended) _transcript.Add(new TranscriptLine(line.At - Begun, line.Node, "flow", line.Kind == FlowTraceKind.Broke ? $"broke: {line.Detail}" : line.Detail));
        }
        foreach (var action in step.Actions) Do(action);
    }

    private void Do(FlowAction action)
    {
        _actions.Add(action);
        switch (action)
        {
            case FlowAction.Play play: Plays(play); break;
            case FlowAction.StopPlaying(var act): _coming.Forget(act); break;
            case FlowAction.Cancel(var act): _coming.Forget(act); break;
            case FlowAction.LeaveQueue { Act: var act }: _coming.Forget(act); break;
            case FlowAction.Record record: Records(record); break;
            case FlowAction.HangUp hangUp: Note("flow", $"hangs up ({hangUp.Cause})"); _coming.Clear(); break;
            default: Asks(action); break;
        }
    }

    private void Asks(FlowAction action)
    {
        var (act, coming) = _answers.To(action);
        foreach (var (after, happening) in coming) Later(after, act, happening);
    }

    private void Plays(FlowAction.Play play)
    {
        var words = SimulatedPrompt.Words(play.Pieces);
        Heard += (Heard.Length > 0 ? " " : "") + words;
        Note("flow", words);
        if (_world.Take("play", words) is { } wrong && wrong != "ok") Later(TimeSpan.Zero, play.Act, new FlowEvent.ActionFailed(play.Act, FailureCause.Broken, wrong));
        else if (!play.Loop) Later(SimulatedPrompt.Length(play.Pieces), play.Act, new FlowEvent.PromptEnded(play.Act));
    }

    private void Records(FlowAction.Record record)
    {
        Note("flow", "records");
        (_recording, _recordingSince) = (record, Now);
        var length = _world.Take("record", "") is { } outcome && Durations.TryParse(outcome, out var said) ? said : TimeSpan.FromSeconds(5);
        Later(length, record.Act, new FlowEvent.Recorded(record.Act, "recording-1", length));
    }

    private void EndRecording(FlowAction.Record recording)
    {
        _coming.Forget(recording.Act);
        _recording = null;
        On(new FlowEvent.Recorded(recording.Act, "recording-1", Now - _recordingSince));
    }

    private void Later(TimeSpan time, int act, FlowEvent happening) => _coming.Add(Now + time, act, happening);

    private void Note(string who, string text) => _transcript.Add(new TranscriptLine(Now - Begun, Position?.Current.Node ?? "", who, text));
}
