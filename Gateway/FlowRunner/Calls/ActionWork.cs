using Telephony.Automation.Rooms;
using Telephony.Calls.Steering;
using Telephony.Domain.Calls;
using Telephony.FlowRunner.Recordings;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Prompts;

namespace Telephony.FlowRunner.Calls;

/// <summary>Performs the actions of one call. Call loop only; what takes time runs beside it and comes back by its number.</summary>
internal sealed class ActionWork(FlowCall owner) : IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(owner.Desk.Stopping);
    private readonly Dictionary<int, CancellationTokenSource> _running = [];
    private Playback? _playback;
    private Recorder? _recorder;
    private int _recordingAct;
    private string _finishOn = "";
    private Talk? _talk;
    private (string Room, int Act)? _conference;
    private SpeechEar? _ear;
    private Lending? _lending;

    /// <summary>Who steers the call in the flow's place now; null: nobody.</summary>
    public ISteeredCallUser? Borrower => _lending?.Borrower;

    private FlowServices Services => owner.Desk.Services;

    public void Do(FlowAction action)
    {
        switch (action)
        {
            case FlowAction.Play play: Beside(play.Act, cancel => PlayAsync(play, cancel)); break;
            case FlowAction.StopPlaying(var act):
                StopPlaying();
                CancelWork(act);
                break;
            case FlowAction.Request request: Beside(request.Act, async cancel => owner.Post(await Services.Requests.SendAsync(request, cancel).ConfigureAwait(false))); break;
            case FlowAction.Listen listen: Listen(listen); break;
            case FlowAction.StopListening: StopListening(); break;
            case FlowAction.Dial dial: Dial(dial, givesAway: false); break;
            case FlowAction.Transfer { Announced: true } announced: Dial(new FlowAction.Dial(announced.Act, [announced.To], announced.From, announced.RingFor, announced.Announcement, []), givesAway: true); break;
            case FlowAction.Transfer transfer: Beside(transfer.Act, cancel => TransferAsync(transfer, cancel)); break;
            case FlowAction.Record record: BeginRecording(record); break;
            case FlowAction.DeliverVoicemail voicemail: Beside(voicemail.Act, _ => DeliverAsync(voicemail)); break;
            case FlowAction.SendText text: Beside(text.Act, cancel => SendAsync(text, cancel)); break;
            case FlowAction.JoinConference conference: Join(conference); break;
            case FlowAction.Cancel(var act): Cancel(act); break;
            case FlowAction.JoinQueue join: owner.Desk.Queues.Join(owner, join); break;
            case FlowAction.LeaveQueue leave: owner.Desk.Queues.Leave(owner, leave); break;
            case FlowAction.BookCallback callback: owner.Desk.Queues.Book(owner, callback); break;
            case FlowAction.HandOver handOver: HandOver(handOver); break;
            default: throw new InvalidOperationException($"{action.GetType().Name} is no action that is known here.");
        }
    }

    /// <summary>True: the key is none of the flow's.</summary>
    public bool TakesKey(char key)
    {
        if (_recorder is not null && _finishOn.Contains(key, StringComparison.Ordinal))
        {
            EndRecording();
            return true;
        }
        return _talk is { IsTalking: true };
    }

    public void EndRecording()
    {
        if (_recorder is not { } recorder) return;
        var act = _recordingAct;
        _recorder = null;
        owner.RemoveTap(recorder);
        Beside(act, async _ =>
        {
            var (file, length) = await recorder.CloseAsync().ConfigureAwait(false);
            owner.Post(file is null ? new FlowEvent.ActionFailed(act, FailureCause.Broken, "the recording could not be written") : new FlowEvent.Recorded(act, file, length));
        });
    }

    public void CallerGone()
    {
        StopPlaying();
        StopListening();
        _lending?.End();
        _talk?.End();
        LeaveConference();
    }

    public void Dispose()
    {
        EndRecording();
        CallerGone();
        _stop.Cancel();
        foreach (var running in _running.Values) running.Dispose();
        _stop.Dispose();
    }

    internal void TalkOver(Talk talk)
    {
        if (ReferenceEquals(_talk, talk)) _talk = null;
        StopPlaying();
    }

    internal void StopPlaying()
    {
        if (_playback is { } playback) owner.Seat.Stop(playback);
        _playback = null;
    }

    private async Task PlayAsync(FlowAction.Play play, CancellationToken cancel)
    {
        var (sounds, why) = await owner.Desk.SoundsAsync(play.Pieces, cancel).ConfigureAwait(false);
        owner.Call.Loop.Post(static state => ((Action)state!)(), () =>
        {
            if (!owner.StillPlays(play.Act)) return;
            if (why.Length > 0) owner.On(new FlowEvent.ActionFailed(play.Act, FailureCause.Broken, why));
            else Start(sounds, play.Loop, play.Loop ? null : () => owner.On(new FlowEvent.PromptEnded(play.Act)));
        });
    }

    private async Task HoldAsync(FlowAction.Dial dial, CancellationToken cancel)
    {
        var (sounds, why) = await owner.Desk.SoundsAsync(dial.Hold, cancel).ConfigureAwait(false);
        owner.Call.Loop.Post(static state => ((Action)state!)(), () =>
        {
            if (why.Length > 0) Services.Logger.NotAnnounced(owner.Call.Id, why);
            if (_talk is { IsTalking: false } talk && talk.Act == dial.Act) Start(sounds, loop: false, Ring);
        });
    }

    private void Ring()
    {
        if (_talk is { IsTalking: false }) Start([Ringback.Cycle], loop: true, null);
    }

    private void Dial(FlowAction.Dial dial, bool givesAway)
    {
        var talk = _talk = new Talk(owner, dial, givesAway);
        if (dial.Hold.Count == 0) Ring();
        else Beside(dial.Act, cancel => HoldAsync(dial, cancel));
        talk.Begin();
    }

    private void Listen(FlowAction.Listen listen)
    {
        StopListening();
        if (Services.Recogniser is not { } recogniser)
        {
            Later(new FlowEvent.ActionFailed(listen.Act, FailureCause.Refused, "this gateway has no recogniser"));
            return;
        }
        _ear = new SpeechEar(owner, listen, recogniser);
        _ear.Begin();
    }

    private void StopListening()
    {
        _ear?.Stop();
        _ear = null;
    }

    internal void EarBroke(SpeechEar ear, string why)
    {
        if (!ReferenceEquals(_ear, ear)) return;
        StopListening();
        Services.Logger.NotUnderstood(owner.Call.Id, why);
        owner.On(new FlowEvent.ActionFailed(ear.Act, FailureCause.Broken, why));
    }

    private void HandOver(FlowAction.HandOver wanted)
    {
        if (Services.Applications is not { } applications)
        {
            Later(new FlowEvent.ActionFailed(wanted.Act, FailureCause.Refused, "this gateway has no applications"));
            return;
        }
        _lending = new Lending(owner, wanted);
        _lending.Begin(applications);
    }

    private void Start(IReadOnlyList<ReadOnlyMemory<short>> sounds, bool loop, Action? onEnd)
    {
        StopPlaying();
        _playback = new Playback(sounds, loop, owner.Call.Loop, onEnd);
        owner.Seat.Play(_playback);
    }

    private async Task TransferAsync(FlowAction.Transfer transfer, CancellationToken cancel)
    {
        FlowEvent happened = new FlowEvent.ActionFailed(transfer.Act, FailureCause.Unreachable, "the caller has no leg any more");
        if (owner.Call.Leg is { } leg)
        {
            var command = new TransferCommand(leg, new TransferGoal.Somebody(Callee.AddressOf(transfer.To))) { Caller = transfer.From.Length > 0 ? transfer.From : null, Resource = owner.Call.Resource };
            happened = await owner.Desk.Calls.TransferAsync(command, cancel).ConfigureAwait(false) switch
            {
                TransferOutcome.Transferred => new FlowEvent.Ended(transfer.Act),
                TransferOutcome.Failed { Status: 486 or 600 } busy => new FlowEvent.ActionFailed(transfer.Act, FailureCause.Busy, busy.Why),
                TransferOutcome.Failed { Status: 408 or 480 } silent => new FlowEvent.ActionFailed(transfer.Act, FailureCause.NoAnswer, silent.Why),
                TransferOutcome.Failed failed => new FlowEvent.ActionFailed(transfer.Act, FailureCause.Unreachable, failed.Why),
                TransferOutcome.Refused refused => new FlowEvent.ActionFailed(transfer.Act, FailureCause.Refused, refused.Why),
                _ => happened,
            };
        }
        owner.Post(happened);
    }

    private void BeginRecording(FlowAction.Record record)
    {
        (_recordingAct, _finishOn) = (record.Act, record.FinishOn);
        var recorder = new Recorder(Services.Recordings, FlowRecordings.NameOf(Services.Clock.GetUtcNow(), owner.Call.Id, record.Act), record.Longest, record.Silence, () => owner.Call.Loop.Post(static state => ((ActionWork)state!).EndRecording(), this));
        _recorder = recorder;
        if (record.Beep) owner.Seat.Play(_playback = new Playback([Beep.Samples], false, owner.Call.Loop, () => Listen(recorder)));
        else Listen(recorder);
    }

    private void Listen(Recorder recorder)
    {
        if (ReferenceEquals(_recorder, recorder)) owner.AddTap(recorder);
    }

    private async Task DeliverAsync(FlowAction.DeliverVoicemail voicemail)
    {
        try
        {
            var file = await Mailbox.DeliverAsync(Services.Recordings, voicemail, owner.Call.Resource, owner.Call.Id, owner.Call.Called, Services.Clock.GetUtcNow()).ConfigureAwait(false);
            Services.VoicemailLeft?.Invoke();
            owner.Post(new FlowEvent.Accepted(voicemail.Act, file));
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            owner.Post(new FlowEvent.ActionFailed(voicemail.Act, FailureCause.Broken, broken.Message));
        }
    }

    private async Task SendAsync(FlowAction.SendText text, CancellationToken cancel)
    {
        var why = Services.SendText is { } send ? await send(owner.Call.Resource, text.From, text.To, text.Text, cancel).ConfigureAwait(false) : "this gateway sends no text messages";
        owner.Post(why is null ? new FlowEvent.Accepted(text.Act, "") : new FlowEvent.ActionFailed(text.Act, FailureCause.Refused, why));
    }

    private void Join(FlowAction.JoinConference conference)
    {
        if (!owner.Desk.Rooms.TryJoin(conference.Room, owner, conference.StartsIt, conference.EndsIt))
        {
            Later(new FlowEvent.ActionFailed(conference.Act, FailureCause.Full, $"the conference has {ConferenceRooms.MostInRoom} callers already"));
            return;
        }
        owner.Seat.IsMuted = conference.Muted;
        _conference = (conference.Room, conference.Act);
    }

    internal void ConferenceOver()
    {
        if (_conference is not { } conference) return;
        _conference = null;
        owner.Seat.IsMuted = false;
        owner.On(new FlowEvent.Ended(conference.Act));
    }

    private void LeaveConference()
    {
        if (_conference is not { } conference) return;
        _conference = null;
        owner.Seat.IsMuted = false;
        owner.Desk.Rooms.Leave(conference.Room, owner);
    }

    private void Cancel(int act)
    {
        if (_talk?.Act == act) _talk.End();
        if (_conference?.Act == act) LeaveConference();
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
    private void Later(FlowEvent happened) => owner.Post(happened);

    private void Beside(int act, Func<CancellationToken, Task> work)
    {
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _running[act] = cancel;
        owner.Desk.Track(Run(cancel.Token));

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
                Services.Logger.WorkFailed(bug);
                owner.Post(new FlowEvent.ActionFailed(act, FailureCause.Broken, $"{bug.GetType().Name}: {bug.Message}"));
            }
        }
    }
}
