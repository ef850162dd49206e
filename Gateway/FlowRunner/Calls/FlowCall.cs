using Telephony.Automation.Rooms;
using Telephony.Calls.Steering;
using Telephony.Domain.Flows;
using Telephony.Domain.Numbers;
using Telephony.Domain.Records;
using Telephony.FlowRunner.Twiml;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Import;
using Telephony.Net.Loops;

namespace Telephony.FlowRunner.Calls;

/// <summary>One call in its flow: holds the position, performs the actions, brings the events. Call loop only.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The end of the call disposes of it.")]
internal sealed class FlowCall : ISteeredCallUser
{
    private readonly TwimlCall? _twiml;
    private readonly LoopTimer _timer;
    private readonly Queue<FlowAction> _waiting = new();
    private readonly ActionWork _work;
    private FlowProgram _program;
    private readonly List<IFrameSink> _taps = [];
    private FlowPosition? _position;
    private DateTimeOffset? _answeredAt;
    private string _refusal = "failed";
    private int _steps;
    private bool _answering;
    private bool _over;

    public FlowCall(FlowDesk desk, SteeredCall call, FlowProgram program)
    {
        (Desk, Call, _program) = (desk, call, program);
        _timer = new LoopTimer(static state => ((FlowCall)state!).OnDeadline(), this);
        _work = new ActionWork(this);
    }

    /// <summary>A call that a web service steers.</summary>
    public FlowCall(FlowDesk desk, SteeredCall call, TwimlTarget target, TwimlAccount account) : this(desk, call, null!) =>   // the next lines give it its program
        _program = (_twiml = new TwimlCall(this, target, account)).Program;

    public FlowDesk Desk { get; }

    public SteeredCall Call { get; }

    public Seat Seat { get; } = new();

    public FlowPosition? Position => _position;

    public DateTimeOffset Now => Call.Loop.Clock.GetUtcNow();

    public bool IsOver => _over;

    public bool IsAnswered => _answeredAt is not null;

    /// <summary>Others who get what the caller says.</summary>
    public void AddTap(IFrameSink tap)
    {
        _taps.Add(tap);
        Seat.Tap(_taps);
    }

    public void RemoveTap(IFrameSink tap)
    {
        _taps.Remove(tap);
        Seat.Tap(_taps);
    }

    public void Begin()
    {
        if (_over || _position is not null) return;
        Desk.Services.Logger.Begun(Call.Id, _program.Id);
        Call.Speak(Seat);
        Call.Listen(Seat);
        GoOn(_program);
    }

    /// <summary>From its beginning, and from here on.</summary>
    public void GoOn(FlowProgram program)
    {
        _program = program;
        Take(FlowEngine.Begin(program, _position?.Call ?? new CallFacts(Call.Id.ToString(), Call.Caller, Call.Called, Now), Now, _position?.LastAct ?? 0));
    }

    /// <summary>Something happened to the call, or to what the flow asked for.</summary>
    public void On(FlowEvent happened)
    {
        if (_position is not { End: null } position) return;
        _twiml?.Saw(position, happened);
        Take(FlowEngine.On(_program, position, happened, Now));
    }

    /// <summary>As <see cref="On"/>, from another thread.</summary>
    public void Post(FlowEvent happened) => Call.Loop.Post(static state => { var (call, what) = ((FlowCall, FlowEvent))state!; call.On(what); }, (this, happened));

    // The wheel and the wall clock are two clocks: what the wheel says has come has come.
    private void OnDeadline()
    {
        if (_position is { End: null, Deadline: { } deadline } position) Take(FlowEngine.On(_program, position, FlowEvent.DeadlineReached.Instance, Now < deadline ? deadline : Now));
    }

    public void OnAnswered(SteeredCall call)
    {
        _answeredAt = Now;
        while (_waiting.TryDequeue(out var action)) _work.Do(action);
    }

    public void OnDigit(SteeredCall call, char digit, TimeSpan duration)
    {
        if (_work.Borrower is { } borrower)
        {
            borrower.OnDigit(call, digit, duration);
            return;
        }
        if (_work.TakesKey(digit)) return;   // it ends a recording, or belongs to a talk
        On(new FlowEvent.Digit(digit));
    }

    public void OnHeld(SteeredCall call, bool held) => _work.Borrower?.OnHeld(call, held);

    public void OnLeft(SteeredCall call)
    {
        _work.Borrower?.OnLeft(call);
        End("The caller was transferred.");
    }

    public void OnEnded(SteeredCall call, CallCause cause)
    {
        _work.Borrower?.OnEnded(call, cause);
        _work.CallerGone();
        On(FlowEvent.CallerHungUp.Instance);
        _work.EndRecording();
        if (_position is not { End: null }) End(cause.ToString());
        // Else a request, a message or a voicemail is still under way: the deadline of the position bounds it.
    }

    private void Take(FlowStep step)
    {
        _position = step.Position;
        foreach (var line in step.Trace)
        {
            Desk.Services.Witness?.Saw(Call.Resource, Call.Id, _steps++, new FlowCallStep(line.At, line.Flow, _program.VersionOf(line.Flow), line.Node, (FlowStepKind)line.Kind, line.Detail, line.Time));
            if (line.Kind == FlowTraceKind.Broke) Desk.Services.Logger.Broke(Call.Id, line.Node, line.Detail);
        }
        foreach (var action in step.Actions) Do(action);
        if (!ReferenceEquals(_position, step.Position)) return;   // an action ended the call at once: that step has said what follows
        if (step.Position.End is null && _program.Flows[step.Position.Current.Flow].Nodes[step.Position.Current.Node].Type.NeedsCaller && _twiml?.IsLink(step.Position.Current.Node) != true) Answer();
        if (!ReferenceEquals(_position, step.Position)) return;
        Call.Loop.Timers.Cancel(_timer);
        if (step.Position.End is { } end)
        {
            if (Call.IsOver) End(end.Reason);
            return;
        }
        if (step.Position.Deadline is { } deadline) Call.Loop.Timers.Arm(_timer, TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling((deadline - Now).TotalMilliseconds))));
    }

    private void Do(FlowAction action)
    {
        if (action is FlowAction.HandOver { App: TwimlProgram.App } link && _twiml is not null && _position is { } position)
        {
            _twiml.Follow(position, link.Act);
            return;
        }
        if (action is FlowAction.Play { Loop: true } music && _position is { } waiting && _twiml?.TryWait(waiting, music) == true) return;
        if (action is FlowAction.HangUp hangUp)
        {
            _refusal = hangUp.Cause switch { 17 => "busy", 21 => "no-answer", _ => "failed" };
            if (Call.IsAnswered || hangUp.Cause == 16) Call.HangUp(hangUp.Reason);
            else Call.Reject(hangUp.Cause == 17 ? 486 : hangUp.Cause == 21 ? 603 : 480, hangUp.Reason);
            return;
        }
        if (Call.IsAnswered || Call.IsOver || !NeedsAnswer(action))
        {
            _work.Do(action);
            return;
        }
        // What the caller is to hear waits for the connection; what the flow looks up before may decide to refuse the call.
        _waiting.Enqueue(action);
        Answer();
    }

    private void Answer()
    {
        if (_answering || Call.IsAnswered || Call.IsOver) return;
        _answering = true;
        Call.Answer();
    }

    private static bool NeedsAnswer(FlowAction action) => action is not (FlowAction.Request or FlowAction.SendText or FlowAction.BookCallback or FlowAction.Cancel or FlowAction.StopPlaying or FlowAction.StopListening or FlowAction.Play { Loop: true });

    private void End(string reason)
    {
        if (_over) return;
        _over = true;
        Call.Loop.Timers.Cancel(_timer);
        _work.Dispose();
        Desk.Queues.Gone(this);
        Seat.Leave();
        _twiml?.Over(_position, _answeredAt is not null ? "completed" : _position is not { End: { ByCaller: false } } ? "canceled" : _refusal, _answeredAt is { } answered ? Now - answered : TimeSpan.Zero);
        Desk.Services.Logger.Ended(Call.Id, _position?.Current.Node ?? "", _position?.End?.Reason ?? reason);
        Desk.Forget(this);
    }

    public PromptPlayer Prompts => _work.Prompts;

    /// <summary>Who tells a web service how the calls of a dial go; null: nobody does.</summary>
    public TwimlDial? WatchOf(FlowAction.Dial dial) => _position is { } position ? _twiml?.Watch(position, dial) : null;

    public void StopPlaying() => _work.Prompts.Stop();

    public void TalkOver(Talk talk) => _work.TalkOver(talk);

    public void EarBroke(SpeechEar ear, string why) => _work.EarBroke(ear, why);

    public void ConferenceOver() => _work.ConferenceOver();

    /// <summary>Whether the flow still waits for this prompt.</summary>
    public bool StillPlays(int act) => !_over && _position is { End: null } position && position.Playing == act;
}
