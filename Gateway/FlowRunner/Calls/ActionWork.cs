using Telephony.Calls.Steering;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.FlowRunner.Calls;

/// <summary>Brings the actions of one call to what performs them. Call loop only; what takes time runs beside it and comes back by its number.</summary>
internal sealed class ActionWork : IDisposable
{
    private readonly FlowCall _owner;
    private readonly CancellationTokenSource _stop;
    private readonly Dictionary<int, CancellationTokenSource> _running = [];
    private readonly CallRecording _recording;
    private readonly TalkWork _talk;
    private readonly ConferenceSeat _conference;
    private readonly Errands _errands;
    private SpeechEar? _ear;
    private Lending? _lending;

    public ActionWork(FlowCall owner)
    {
        (_owner, _stop) = (owner, CancellationTokenSource.CreateLinkedTokenSource(owner.Desk.Stopping));
        (Prompts, _recording, _talk, _conference, _errands) = (new PromptPlayer(owner), new CallRecording(owner, this), new TalkWork(owner, this), new ConferenceSeat(owner), new Errands(owner));
    }

    public PromptPlayer Prompts { get; }

    /// <summary>Who steers the call in the flow's place now; null: nobody.</summary>
    public ISteeredCallUser? Borrower => _lending?.Borrower;

    public void Do(FlowAction action)
    {
        switch (action)
        {
            case FlowAction.Play play: Beside(play.Act, cancel => Prompts.PlayAsync(play, cancel)); break;
            case FlowAction.StopPlaying(var act):
                Prompts.Stop();
                CancelWork(act);
                break;
            case FlowAction.Request request: Beside(request.Act, cancel => _errands.RequestAsync(request, cancel)); break;
            case FlowAction.Listen listen: Listen(listen); break;
            case FlowAction.StopListening: StopListening(); break;
            case FlowAction.Dial dial: _talk.Begin(dial, givesAway: false); break;
            case FlowAction.Transfer { Announced: true } announced: _talk.Begin(new FlowAction.Dial(announced.Act, [announced.To], announced.From, announced.RingFor, announced.Announcement, []), givesAway: true); break;
            case FlowAction.Transfer transfer: Beside(transfer.Act, cancel => _errands.TransferAsync(transfer, cancel)); break;
            case FlowAction.Record record: _recording.Begin(record); break;
            case FlowAction.DeliverVoicemail voicemail: Beside(voicemail.Act, _ => _errands.DeliverAsync(voicemail)); break;
            case FlowAction.SendText text: Beside(text.Act, cancel => _errands.SendAsync(text, cancel)); break;
            case FlowAction.JoinConference conference: _conference.Join(conference); break;
            case FlowAction.Cancel(var act): Cancel(act); break;
            case FlowAction.JoinQueue join: _owner.Desk.Queues.Join(_owner, join); break;
            case FlowAction.LeaveQueue leave: _owner.Desk.Queues.Leave(_owner, leave); break;
            case FlowAction.BookCallback callback: _owner.Desk.Queues.Book(_owner, callback); break;
            case FlowAction.HandOver handOver: HandOver(handOver); break;
            default: throw new InvalidOperationException($"{action.GetType().Name} is no action that is known here.");
        }
    }

    /// <summary>True: the key is none of the flow's.</summary>
    public bool TakesKey(char key) => _recording.TakesKey(key) || _talk.IsTalking;

    public void EndRecording() => _recording.End();

    public void TalkOver(Talk talk) => _talk.Over(talk);

    public void ConferenceOver() => _conference.Over();

    public void CallerGone()
    {
        Prompts.Stop();
        StopListening();
        _lending?.End();
        _talk.End();
        _conference.Leave();
    }

    public void EarBroke(SpeechEar ear, string why)
    {
        if (!ReferenceEquals(_ear, ear)) return;
        StopListening();
        _owner.Desk.Services.Logger.NotUnderstood(_owner.Call.Id, why);
        _owner.On(new FlowEvent.ActionFailed(ear.Act, FailureCause.Broken, why));
    }

    /// <summary>Runs work that the call does not wait for; what breaks in it, the flow hears of.</summary>
    public void Beside(int act, Func<CancellationToken, Task> work)
    {
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _running[act] = cancel;
        _owner.Desk.Track(Run(cancel.Token));

        async Task Run(CancellationToken token)
        {
            try
            {
                await work(token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                // Nobody waits for it any more.
            }
            catch (Exception bug) when (bug is not OutOfMemoryException)
            {
                // The flow must hear of it, or its caller would wait in silence.
                _owner.Desk.Services.Logger.WorkFailed(bug);
                _owner.Post(new FlowEvent.ActionFailed(act, FailureCause.Broken, $"{bug.GetType().Name}: {bug.Message}"));
            }
        }
    }

    public void Dispose()
    {
        EndRecording();
        CallerGone();
        _stop.Cancel();
        foreach (var running in _running.Values) running.Dispose();
        _stop.Dispose();
    }

    private void Listen(FlowAction.Listen listen)
    {
        StopListening();
        if (_owner.Desk.Services.Recogniser is not { } recogniser)
        {
            Later(new FlowEvent.ActionFailed(listen.Act, FailureCause.Refused, "this gateway has no recogniser"));
            return;
        }
        _ear = new SpeechEar(_owner, listen, recogniser);
        _ear.Begin();
    }

    private void StopListening()
    {
        _ear?.Stop();
        _ear = null;
    }

    private void HandOver(FlowAction.HandOver wanted)
    {
        if (_owner.Desk.Services.Applications is not { } applications)
        {
            Later(new FlowEvent.ActionFailed(wanted.Act, FailureCause.Refused, "this gateway has no applications"));
            return;
        }
        _lending = new Lending(_owner, wanted);
        _lending.Begin(applications);
    }

    private void Cancel(int act)
    {
        _talk.End(act);
        _conference.Leave(act);
        if (_lending is { } lending && lending.Act == act) lending.End();
        CancelWork(act);
    }

    private void CancelWork(int act)
    {
        if (!_running.Remove(act, out var running)) return;
        running.Cancel();
        running.Dispose();
    }

    // The engine is not entered from within its own step.
    private void Later(FlowEvent happened) => _owner.Post(happened);
}
