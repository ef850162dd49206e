using System.Globalization;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Nodes;
using Telephony.Ivr.Flows.Prompts;
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
    private readonly List<(DateTimeOffset At, int Order, int Act, FlowEvent Event)> _coming = [];
    private readonly List<TranscriptLine> _transcript = [];
    private readonly List<FlowAction> _actions = [];
    private readonly List<FlowTraceLine> _trace = [];
    private readonly bool _stores;
    private FlowAction.Record? _recording;
    private DateTimeOffset _recordingSince;
    private int _order;

    /// <param name="stores">Each position is written and read again, as by a gateway that was killed after each step.</param>
    public SimulatedCall(FlowProgram program, World? world = null, string from = "+12025550123", string to = "+12025550100", DateTimeOffset? at = null, bool stores = true)
    {
        (_program, _world, _stores) = (program, world?.Copy() ?? new World(), stores);
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
        Pass(ReadingTime(words));
        if (Position.Listening != 0) On(new FlowEvent.SpeechHeard(Position.Listening, words, confidence));
        return this;
    }

    public SimulatedCall HangUp()
    {
        if (IsOver) return this;
        Did("hangs up");
        _coming.RemoveAll(static coming => coming.Event is FlowEvent.PromptEnded or FlowEvent.Connected or FlowEvent.Ended or FlowEvent.QueuePlace);
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
    private bool Asked => (Position.Playing == 0 && Current is AskingNode or ConferenceNode) || (Current is QueueNode && _coming.Count == 0);

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
        var coming = _coming.Count > 0 ? _coming.Min(static c => c.At) : (DateTimeOffset?)null;
        return coming is null ? Position.Deadline : Position.Deadline is { } deadline && deadline < coming ? deadline : coming;
    }

    private void Happen()
    {
        var due = _coming.Where(c => c.At <= Now).OrderBy(static c => c.At).ThenBy(static c => c.Order).Take(1).ToList();
        if (due.Count == 0)
        {
            On(FlowEvent.DeadlineReached.Instance);
            return;
        }
        _coming.Remove(due[0]);
        if (due[0].Event is FlowEvent.Recorded) _recording = null;
        On(due[0].Event);
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
            case FlowAction.Play play:
                Heard += (Heard.Length > 0 ? " " : "") + Words(play.Pieces);
                Note("flow", Words(play.Pieces));
                if (_world.Take("play", Words(play.Pieces)) is { } wrong && wrong != "ok") Later(TimeSpan.Zero, play.Act, new FlowEvent.ActionFailed(play.Act, FailureCause.Broken, wrong));
                else if (!play.Loop) Later(Length(play.Pieces), play.Act, new FlowEvent.PromptEnded(play.Act));
                break;
            case FlowAction.StopPlaying(var act): _coming.RemoveAll(c => c.Act == act); break;
            case FlowAction.Cancel(var act): _coming.RemoveAll(c => c.Act == act); break;
            case FlowAction.LeaveQueue { Act: var act }: _coming.RemoveAll(c => c.Act == act); break;
            case FlowAction.Request request: Later(request); break;
            case FlowAction.Dial dial: LaterDialled(dial.Act, "dial", string.Join(',', dial.To)); break;
            case FlowAction.Transfer transfer: LaterDialled(transfer.Act, "transfer", transfer.To); break;
            case FlowAction.JoinQueue join: Later(join); break;
            case FlowAction.Record record:
                Note("flow", "records");
                (_recording, _recordingSince) = (record, Now);
                var length = _world.Take("record", "") is { } outcome && Durations.TryParse(outcome, out var said) ? said : TimeSpan.FromSeconds(5);
                Later(length, record.Act, new FlowEvent.Recorded(record.Act, "recording-1", length));
                break;
            case FlowAction.DeliverVoicemail voicemail: LaterTaken(voicemail.Act, "voicemail", voicemail.Mailbox); break;
            case FlowAction.SendText text: LaterTaken(text.Act, "sms", text.To); Note("flow", $"sends \"{text.Text}\" to {text.To}"); break;
            case FlowAction.BookCallback callback: LaterTaken(callback.Act, "callback", callback.Number); break;
            case FlowAction.JoinConference conference:
                if (_world.Take("conference", conference.Room) is "full") Later(TimeSpan.Zero, conference.Act, new FlowEvent.ActionFailed(conference.Act, FailureCause.Full, "full"));
                else Later(TimeSpan.FromMinutes(10), conference.Act, new FlowEvent.Ended(conference.Act));
                break;
            case FlowAction.HandOver handOver:
                var answer = _world.Take("app", handOver.App);
                Later(TimeSpan.FromSeconds(1), handOver.Act, answer is null or "fails" ? new FlowEvent.ActionFailed(handOver.Act, FailureCause.Refused, "the application did not take it") : new FlowEvent.Returned(handOver.Act, FlowValue.OfJson(answer)));
                break;
            case FlowAction.HangUp hangUp: Note("flow", $"hangs up ({hangUp.Cause})"); _coming.Clear(); break;
            default: break;
        }
    }

    private void Later(FlowAction.Request request)
    {
        Note("flow", $"asks {request.Method} {request.Url} {request.Body}".TrimEnd());
        var outcome = _world.Take("http", $"{request.Method} {request.Url}") ?? "unreachable";
        var space = outcome.IndexOf(' ', StringComparison.Ordinal);
        var word = space < 0 ? outcome : outcome[..space];
        Note("world", outcome);
        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var status)) Later(TimeSpan.FromMilliseconds(200), request.Act, new FlowEvent.HttpAnswered(request.Act, status, Body(space < 0 ? "" : outcome[(space + 1)..])));
        else if (word != "silent") Later(word == "timeout" ? request.Timeout : TimeSpan.FromMilliseconds(100), request.Act, new FlowEvent.ActionFailed(request.Act, word switch { "timeout" => FailureCause.Timeout, "refused" => FailureCause.Refused, _ => FailureCause.Unreachable }, word));
    }

    private void Later(FlowAction.JoinQueue join)
    {
        var outcome = _world.Take("queue", join.Queue) ?? "wait";
        Note("world", $"queue {join.Queue}: {outcome}");
        var words = outcome.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words[0] is "full" or "closed" or "missing")
        {
            Later(TimeSpan.Zero, join.Act, new FlowEvent.ActionFailed(join.Act, words[0] == "full" ? FailureCause.Full : words[0] == "closed" ? FailureCause.Refused : FailureCause.Broken, $"the queue is {words[0]}"));
            return;
        }
        var after = After(words, "after", TimeSpan.FromSeconds(20));
        Later(TimeSpan.FromMilliseconds(100), join.Act, new FlowEvent.QueuePlace(join.Act, 1, after));
        if (words[0] != "agent") return;
        Later(after, join.Act, new FlowEvent.Connected(join.Act, words.ElementAtOrDefault(1) ?? "agent"));
        Later(after + After(words, "talk", TimeSpan.FromSeconds(60)), join.Act, new FlowEvent.Ended(join.Act));
    }

    private void LaterDialled(int act, string kind, string to)
    {
        var outcome = _world.Take(kind, to) ?? "answers";
        Note("flow", $"{kind}s {to}: {outcome}");
        var words = outcome.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        FailureCause? failed = words[0] switch { "busy" => FailureCause.Busy, "noAnswer" => FailureCause.NoAnswer, "refused" => FailureCause.Refused, "unreachable" => FailureCause.Unreachable, _ => null };
        if (failed is { } cause)
        {
            Later(TimeSpan.FromSeconds(cause == FailureCause.NoAnswer ? 25 : 2), act, new FlowEvent.ActionFailed(act, cause, words[0]));
            return;
        }
        if (words[0] == "silent") return;
        Later(TimeSpan.FromSeconds(3), act, new FlowEvent.Connected(act, to));
        Later(TimeSpan.FromSeconds(3) + After(words, "talk", TimeSpan.FromSeconds(60)), act, new FlowEvent.Ended(act));
    }

    private void LaterTaken(int act, string kind, string what)
    {
        var outcome = _world.Take(kind, what) ?? "ok";
        Later(TimeSpan.FromMilliseconds(100), act, outcome == "fails" ? new FlowEvent.ActionFailed(act, FailureCause.Refused, "refused") : new FlowEvent.Accepted(act, $"{kind}-{act}"));
    }

    private void EndRecording(FlowAction.Record recording)
    {
        _coming.RemoveAll(c => c.Act == recording.Act);
        _recording = null;
        On(new FlowEvent.Recorded(recording.Act, "recording-1", Now - _recordingSince));
    }

    private void Later(TimeSpan time, int act, FlowEvent happening) => _coming.Add((Now + time, _order++, act, happening));

    private void Note(string who, string text) => _transcript.Add(new TranscriptLine(Now - Begun, Position?.Current.Node ?? "", who, text));

    private static FlowValue Body(string text)
    {
        if (text.Length == 0) return FlowValue.Nothing;
        try
        {
            using var json = System.Text.Json.JsonDocument.Parse(text);
            return FlowValue.Of(json.RootElement);
        }
        catch (System.Text.Json.JsonException)
        {
            return FlowValue.Of(text);
        }
    }

    private static TimeSpan After(string[] words, string word, TimeSpan usual) =>
        Array.IndexOf(words, word) is var at and >= 0 && at + 1 < words.Length && Durations.TryParse(words[at + 1], out var time) ? time : usual;

    private static string Words(IReadOnlyList<PromptPiece> pieces) => string.Join(' ', pieces.Select(static piece => piece switch
    {
        PromptPiece.Speech speech => speech.Text,
        PromptPiece.Sound sound => $"[{sound.File}]",
        PromptPiece.Silence silence => $"[{Durations.Write(silence.For)} of silence]",
        _ => "",
    }));

    private static TimeSpan Length(IReadOnlyList<PromptPiece> pieces) => pieces.Aggregate(TimeSpan.Zero, static (sum, piece) => sum + piece switch
    {
        PromptPiece.Speech speech => ReadingTime(speech.Text),
        PromptPiece.Sound => TimeSpan.FromSeconds(3),
        PromptPiece.Silence silence => silence.For,
        _ => TimeSpan.Zero,
    });

    // Some 15 signs a second, as a voice reads.
    private static TimeSpan ReadingTime(string text) => TimeSpan.FromMilliseconds(200 + (text.Length * 65));
}
