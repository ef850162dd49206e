using Telephony.Calls.Bridging;
using Telephony.Calls.Searching;
using Telephony.Calls.Transit;
using Telephony.Domain.Records;
using AttemptOutcome = Telephony.Domain.Routing.AttemptOutcome;

namespace Telephony.Calls.Loop;

/// <summary>What a step of <see cref="CallMachine"/> asks for, done.</summary>
internal sealed partial class Call
{
    private void Fire(CallTrigger trigger)
    {
        var step = CallMachine.On(Phase, trigger);
        Phase = step.Next;
        if (step.Effects != CallEffects.None) Perform(step.Effects);
    }

    private void Perform(CallEffects effects)
    {
        if ((effects & CallEffects.AnswerA) != 0) Answer();
        if ((effects & CallEffects.RejectA) != 0) Reject();
        if ((effects & CallEffects.AbandonB) != 0) _dialer?.Abandon(EndReason, Phase == CallPhase.Ending && Record.Cause is { EndedBy: CallEndedBy.Caller } ? AttemptOutcome.Cancelled.Instance : new AttemptOutcome.NoAnswer(Trace.Elapsed));
        if ((effects & CallEffects.ByeA) != 0) Near?.Bye(EndReason);
        if ((effects & CallEffects.ByeB) != 0) Far?.Bye(EndReason);
        if ((effects & CallEffects.ReleaseMedia) != 0) Release();
        if ((effects & CallEffects.StartDialing) != 0) StartDialing();
        if ((effects & CallEffects.Close) != 0) Close();
    }

    /// <summary>Leg B is heard, or the search is over: what the caller heard meanwhile ends, and is not kept.</summary>
    public void EndTone()
    {
        _tone?.End();
        _tone = null;
    }

    private void StartDialing()
    {
        if (!IsOwn && From.Media.RingWhileSearching) (_tone = new SearchTone(this)).Begin();
        _dialer?.Start();
    }

    private void Answer()
    {
        EndTone();
        var board = Services.Trunks;
        AnsweredAtMs = board.NowMs;
        _caller?.CountConnected();
        B?.CountConnected();
        Record.AnsweredAt = Shard.Now;
        Record.ToTrunk = B?.Trunk.Id ?? default;
        Services.Statistics.CountAnswered();
        Shard.Loop.Timers.Arm(this, Services.Options.MaximumDuration);
        if (IsOwn) B?.Dialog?.Ack();
        if (_local is not null) _local.Answer();
        else Bridge.AnswerCaller(_finalResponse);
        LegSecurity.Note(this);
        Recorder.Answered();
    }

    private void Reject()
    {
        if (IsOwn) return;   // nobody to tell but its controller
        Services.Statistics.CountRefusal(_final.Status);
        var q850 = _final.Q850 != 0 ? _final.Q850 : _finalResponse is { } response ? CauseMap.ToQ850(response) : CauseMap.ToQ850(_final.Status);
        A.Reject(_final.Status, _finalResponse, q850 == 0 ? null : Reasons.Q850(q850, _final.Peer ?? "by gateway"), RetryAfterSeconds, _refusalLines);
    }

    /// <summary>Channels and ports go back at once; the last messages need neither.</summary>
    private void Release()
    {
        Transfer?.OnCallEnds();
        AwaitedBy?.OnTargetLost();
        foreach (var leg in Parties) leg.ReleaseChannel();
        if (Record.Cause is { } cause) _local?.OnEnded(cause);
        _local?.Leave();
        EndTone();
        _caller?.Timer.Stop();
        B?.Timer.Stop();
        foreach (var other in Others) other.Timer.Stop();
        Bridge.Close();
        Record.EndedAt = Shard.Now;
        Shard.Loop.Timers.Arm(this, AnsweredAtMs is null ? LastMessages : IsQuiet ? TimeSpan.FromMilliseconds(1) : Services.Options.EndingLimit);
    }

    private void Close()
    {
        Shard.Loop.Timers.Cancel(this);
        Recorder.Ended();
        Shard.Forget(this);
    }

    protected override void OnDue()
    {
        switch (Phase)
        {
            case CallPhase.Ending:
                Fire(CallTrigger.Quiet);
                break;
            case CallPhase.Answered or CallPhase.Established:
                Stop(0, 102, "The call has reached the longest duration allowed.");
                break;
            default:
                Stop(480, 19, "Nobody answered within the set-up time.");
                break;
        }
    }
}
