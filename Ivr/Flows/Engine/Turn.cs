using System.Globalization;
using System.Text.Json;
using Telephony.Ivr.Flows.Expressions;
using Telephony.Ivr.Flows.Nodes;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Flows.Templates;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Engine;

/// <summary>One step of one call, while it is made: what the nodes work with. Nothing of it outlives the step.</summary>
internal sealed class Turn : IFlowScope
{
    private const int LongestTypedAhead = 64;

    private readonly List<FlowFrame> _frames;
    private readonly List<FlowAction> _actions = [];
    private readonly List<FlowTraceLine> _trace = [];
    private FlowPosition _position;
    private string? _next;

    public Turn(FlowProgram program, FlowPosition position, DateTimeOffset now)
    {
        (Program, _position, Now, _frames) = (program, position, now, [.. position.Frames]);
        Flow = program.Flows[_frames[^1].Flow];
        State = _frames[^1].State;
    }

    public FlowProgram Program { get; }

    public DateTimeOffset Now { get; }

    public Flow Flow { get; private set; }

    public FlowNode Node => Flow.Nodes[_frames[^1].Node];

    /// <summary>Of the current node.</summary>
    public NodeState State { get; set; }

    public CallFacts Call => _position.Call;

    public string Language
    {
        get => _position.Language;
        set => _position = _position with { Language = value };
    }

    public bool CallerGone => _position.CallerGone;

    public DateTimeOffset? Deadline
    {
        get => _position.Deadline;
        set => _position = _position with { Deadline = value };
    }

    public int NodesAlone => _position.NodesAlone;

    public int Playing => _position.Playing;

    public int Listening => _position.Listening;

    public int Depth => _frames.Count;

    public bool IsOver => _position.End is not null;

    /// <summary>The node to go to, taken once.</summary>
    public string? TakeNext()
    {
        var next = _next;
        _next = null;
        return next;
    }

    public FlowStep Finish()
    {
        _frames[^1] = _frames[^1] with { State = State };
        return new FlowStep(_position with { Frames = [.. _frames] }, _actions, _trace);
    }

    // Going on

    public void Enter(string node)
    {
        _frames[^1] = _frames[^1] with { Node = node };
        State = new NodeState(Now);
        Deadline = null;
        if (CallerGone) _position = _position with { NodesAlone = _position.NodesAlone + 1 };
        Trace(FlowTraceKind.Entered, "");
    }

    /// <summary>Leaves the node by an exit, or by the one that stands in for it.</summary>
    public void Leave(string exit)
    {
        var name = exit;
        string? target;
        while (!Node.Exits.TryGetValue(name, out target))
        {
            if (Node.SpecOf(name)?.Else is not { } other)
            {
                Fail($"its exit {exit} leads nowhere");
                return;
            }
            name = other;
        }
        Trace(FlowTraceKind.Left, name);
        Quiet();
        _next = target;
    }

    /// <summary>The node is broken: its error exit, else the flow's, else that of the node which called this flow, else the end of the call.</summary>
    public void Fail(string reason)
    {
        Trace(FlowTraceKind.Broke, reason);
        Quiet();
        _position = _position with { Errors = _position.Errors + 1, ErrorNode = Node.Name, ErrorReason = reason };
        while (_position.Errors <= FlowEngine.MostErrors)
        {
            var target = Node.Exits.GetValueOrDefault("error") ?? Flow.OnError;
            // What breaks while it says that something is broken does not get to say so again.
            if (target.Length > 0 && target != Node.Name)
            {
                _next = target;
                return;
            }
            if (_frames.Count == 1) break;
            PopFrame();
            Trace(FlowTraceKind.Broke, reason);
        }
        End($"The flow broke at {_position.ErrorNode}: {reason}.");
        if (!CallerGone) Act(new FlowAction.HangUp(127, $"The flow broke at {_position.ErrorNode}: {reason}."));
    }

    public void End(string reason, bool byCaller = false)
    {
        Quiet();
        Trace(FlowTraceKind.Ended, reason);
        _next = null;
        _position = _position with { End = new FlowEnd(Now, Flow.Name, Node.Name, reason, byCaller), Deadline = null };
    }

    public void HangUp(int cause, string reason)
    {
        End(reason);
        if (!CallerGone) Act(new FlowAction.HangUp(cause, reason));
    }

    public void CallerLeft()
    {
        Trace(FlowTraceKind.CallerLeft, "");
        _position = _position with { CallerGone = true, Playing = 0, Listening = 0, TypedAhead = "", Deadline = null };
    }

    /// <summary>To the node of the innermost flow that says what is done when the caller is gone: once. False where no flow says so.</summary>
    public bool TryGoOnAlone()
    {
        if (_position.Alone) return false;
        var depth = _frames.FindLastIndex(frame => Program.Flows[frame.Flow].OnHangUp.Length > 0);
        if (depth < 0) return false;
        while (_frames.Count - 1 > depth) PopFrame();
        _position = _position with { Alone = true };
        _next = Flow.OnHangUp;
        return true;
    }

    /// <summary>Lets the flow go on at a node, though the current one did not leave by an exit.</summary>
    public void Jump(string node) => _next = node;

    public void PushFrame(Flow flow, Variables variables)
    {
        _frames[^1] = _frames[^1] with { State = State };
        _frames.Add(new FlowFrame(flow.Name, flow.Start, new NodeState(Now), variables));
        Flow = flow;
        _next = flow.Start;
    }

    public FlowFrame PopFrame()
    {
        var done = _frames[^1];
        _frames.RemoveAt(_frames.Count - 1);
        (Flow, State) = (Program.Flows[_frames[^1].Flow], _frames[^1].State);
        return done;
    }

    /// <summary>The node is done with, though it has no exit of its own.</summary>
    public void Closed(string detail) => Trace(FlowTraceKind.Left, detail);

    // What is asked for

    public int NextAct()
    {
        _position = _position with { LastAct = _position.LastAct + 1 };
        return _position.LastAct;
    }

    public void Act(FlowAction action) => _actions.Add(action);

    public void Play(IReadOnlyList<PromptPiece> pieces, bool loop = false)
    {
        StopPlaying();
        var act = NextAct();
        _position = _position with { Playing = act };
        Act(new FlowAction.Play(act, pieces, loop));
    }

    public void StopPlaying()
    {
        if (Playing == 0) return;
        Act(new FlowAction.StopPlaying(Playing));
        PromptOver();
    }

    public void PromptOver() => _position = _position with { Playing = 0 };

    public void Listen(IReadOnlyList<string> phrases, bool free)
    {
        if (Listening != 0) return;
        var act = NextAct();
        _position = _position with { Listening = act };
        Act(new FlowAction.Listen(act, Language, phrases, free));
    }

    public void StopListening()
    {
        if (Listening == 0) return;
        Act(new FlowAction.StopListening(Listening));
        _position = _position with { Listening = 0 };
    }

    public void ListeningOver() => _position = _position with { Listening = 0 };

    public void Retried(string why) => Trace(FlowTraceKind.Retried, why);

    // Keys that came early

    public void TypeAhead(char key)
    {
        if (_position.TypedAhead.Length < LongestTypedAhead) _position = _position with { TypedAhead = _position.TypedAhead + key };
    }

    public bool HasTyped => _position.TypedAhead.Length > 0;

    public bool TryTakeTyped(out char key)
    {
        var typed = _position.TypedAhead;
        key = typed.Length > 0 ? typed[0] : default;
        if (typed.Length > 0) _position = _position with { TypedAhead = typed[1..] };
        return typed.Length > 0;
    }

    public void ForgetTyped() => _position = _position with { TypedAhead = "" };

    // Values

    public FlowValue this[string name] => Flow.Variables.TryGetValue(name, out var spec)
        ? (spec.Scope == VariableScope.Call ? _position.Variables : _frames[^1].Variables)[name]
        : name switch
        {
            "call" => CallValue(),
            "now" => FlowClock.Describe(Now, Flow.TimeZone),
            "error" => FlowValue.OfJson(JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["node"] = _position.ErrorNode, ["reason"] = _position.ErrorReason })),
            _ => Extra is not null && Extra.TryGetValue(name, out var value) ? value : FlowValue.Nothing,
        };

    /// <summary>Names that a node lends while it evaluates.</summary>
    public Dictionary<string, FlowValue>? Extra { get; set; }

    public string Render(Template template) => template.Render(this);

    public IReadOnlyList<PromptPiece> Render(Prompt? prompt) => prompt?.Render(Language, Flow.Languages, this) ?? [];

    public FlowValue Evaluate(Expression expression) => ScriptRunner.Shared.Run(expression, this)[0];

    public bool IsTrue(Expression expression)
    {
        var value = Evaluate(expression);
        return value.Kind switch
        {
            FlowValueKind.Boolean or FlowValueKind.Number => value.Number != 0,
            FlowValueKind.Text => value.ToString().Length > 0,
            _ => value.Kind == FlowValueKind.Json,
        };
    }

    /// <summary>Runs a script and sets what it assigned.</summary>
    public FlowValue RunScript(Expression script)
    {
        var values = ScriptRunner.Shared.Run(script, this);
        for (var i = 0; i < script.Assigned.Count; i++) Set(script.Assigned[i], values[i + 1]);
        return values[0];
    }

    /// <exception cref="ExpressionException">The value is not of the variable's type.</exception>
    public void Set(string? variable, FlowValue value)
    {
        if (variable is null) return;
        var spec = Flow.Variables[variable];
        if (!spec.TryFit(value, out var fitting, out var why)) throw new ExpressionException(why);
        if (spec.Scope == VariableScope.Call) _position = _position with { Variables = _position.Variables.With(variable, fitting) };
        else _frames[^1] = _frames[^1] with { Variables = _frames[^1].Variables.With(variable, fitting) };
    }

    private FlowValue CallValue()
    {
        var facts = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["id"] = Call.Id, ["from"] = Call.From, ["to"] = Call.To, ["language"] = Language,
            ["startedAt"] = Call.StartedAt.ToString("O", CultureInfo.InvariantCulture), ["seconds"] = Math.Floor((Now - Call.StartedAt).TotalSeconds),
        };
        return FlowValue.OfJson(JsonSerializer.Serialize(facts));
    }

    private void Quiet()
    {
        if (!CallerGone)
        {
            StopPlaying();
            StopListening();
        }
        Deadline = null;
    }

    private void Trace(FlowTraceKind kind, string detail) => _trace.Add(new FlowTraceLine(Now, Flow.Name, Node.Name, kind, detail, Now - State.Entered, State.Tries));
}
