using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Rtp.Quality;
using Telephony.Sip.Dialogs;

namespace Telephony.Calls.Recording;

/// <summary>Keeps the call's record true to what happens, and appends it to the journal at each phase (before the side effect it tells of).</summary>
internal readonly struct CallRecorder(Call call)
{
    private CallRecord Record => call.Record;

    public void AttemptStarted(CalleeLeg leg) =>
        Record.Attempts.Add(new AttemptRecord { Leg = leg.Id, Trunk = leg.Trunk.Id, StartedMs = Ms(leg.Started), Result = AttemptResult.Trying });

    /// <summary>Nothing was sent: a limit of the trunk was reached.</summary>
    public void AttemptSkipped(CalleeLeg leg, AttemptOutcome outcome)
    {
        AttemptStarted(leg);
        AttemptEnded(leg, outcome);
    }

    public void AttemptEnded(CalleeLeg leg, AttemptOutcome outcome)
    {
        var at = Record.Attempts.FindLastIndex(a => a.Leg == leg.Id);
        if (at < 0) return;
        var target = leg.Target;
        Record.ToTrunk = leg.Trunk.Id;
        Record.Attempts[at] = Record.Attempts[at] with
        {
            Address = target.Remote.ToWire(),
            Transport = target.Kind.ToWire(),
            WaitedMs = Ms(call.Trace.Elapsed - leg.Started),
            Result = ResultOf(outcome),
            SipStatus = outcome is AttemptOutcome.Rejected rejected ? rejected.StatusCode : 0,
            Text = outcome switch
            {
                AttemptOutcome.TransportFailed failed => failed.Error,
                AttemptOutcome.NoRoom full => Domain.Trunks.LimitRefusals.ToWord(full.Limit),
                _ => null,
            },
        };
        if (outcome is not AttemptOutcome.Answered) Record.Legs.Add(LegOf(leg, null));
    }

    /// <summary>Writes the call down before an INVITE of leg B leaves. False: it could not be written, and the INVITE must not leave.</summary>
    public bool MayDial(bool first)
    {
        Record.Trace = call.Trace.Steps;
        return first ? call.Shard.Journal.AppendStarted(Record) : call.Shard.Journal.AppendAttempt(Record);
    }

    /// <summary>Both sides are answered: with the state of their dialogs a restart can end them.</summary>
    public void Answered()
    {
        Record.State = CallState.Answered;
        Record.Sampled = call.Shard.Samples();
        // A good call that was not picked keeps the summaries of its messages only, and a held call stays small.
        if (!Record.Sampled) Record.Ladder.DropMessages();
        Dialogs();
        AppendAnswered();
    }

    /// <summary>The dialogs have changed (new target, new route set).</summary>
    public void DialogsChanged()
    {
        if (call.Phase is not (CallPhase.Answered or CallPhase.Established)) return;
        Dialogs();
        AppendAnswered();
    }

    /// <summary>The journal keeps no reference, and nobody else asks for the dialogs: they are made anew for the next append.</summary>
    private void AppendAnswered()
    {
        call.Shard.Journal.AppendAnswered(Record);
        Record.Dialogs.Clear();
        Record.Dialogs.Capacity = 0;
    }

    public void Ended()
    {
        Record.State = CallState.Ended;
        Record.EndedAt ??= call.Shard.Now;
        Record.Dialogs.Clear();
        var worst = Worse(call.IsOwn ? null : Quality(call.A), Quality(call.B));
        if (!call.IsOwn) Record.Legs.Insert(0, LegOf(call.A, Quality(call.A)));
        if (call.B is { IsAnswered: true } callee) Record.Legs.Add(LegOf(callee, Quality(callee)));
        foreach (var other in call.Others)
        {
            Record.Legs.Add(LegOf(other, Quality(other)));
            worst = Worse(worst, Quality(other));
        }
        Record.Trace = call.Trace.Steps;
        if (Record.AnsweredAt is not null && !Record.Sampled) Record.Ladder.DropMessages();
        call.Shard.Journal.AppendEnded(Record);
        CallSpans.Emit(Record);
        Record.Ladder.Release();
        var agent = call.Shard.UserAgent;
        if (!call.IsOwn) call.A.Tap.Close(agent);
        call.B?.Tap.Close(agent);
        foreach (var other in call.Others) other.Tap.Close(agent);
        call.Services.Statistics.Measures?.OnEnded(Record.AnsweredAt is { } at ? Record.EndedAt - at : null, worst);
    }

    private void Dialogs()
    {
        Record.Dialogs.Clear();
        foreach (var leg in call.Parties)
        {
            if (leg is { Dialog: { } dialog, IsGone: false }) Record.Dialogs.Add(StoredDialogs.Of(leg, dialog));
        }
    }

    private static LegRecord LegOf(Leg leg, LegQuality? quality)
    {
        var names = leg.Names;
        return new LegRecord
        {
            Id = leg.Id,
            Role = leg.Role,
            Trunk = leg.Trunk.Id,
            SipCallId = names.CallId,
            LocalTag = names.LocalTag,
            RemoteTag = names.RemoteTag,
            RemoteSignalling = names.Remote.ToWire(),
            Codec = leg.Media?.Plan?.CodecName,
            Quality = quality is { ReceivedPackets: > 0 } or { SentPackets: > 0 } ? QualityOf(quality.Value) : null,
            Transport = leg.Tap.Transport.ToWire(),
        };
    }

    private static LegQuality? Quality(Leg? leg) => leg?.Media?.Leg.Quality;

    private static LegQuality? Worse(LegQuality? a, LegQuality? b) => (a?.Mos, b?.Mos) switch
    {
        (null, _) => b,
        (_, null) => a,
        var (first, second) => first <= second ? a : b,
    };

    private static LegQualityRecord QualityOf(LegQuality q) => new()
    {
        PacketsReceived = q.ReceivedPackets,
        PacketsSent = q.SentPackets,
        PacketsLost = q.LostPackets,
        PacketsOutOfOrder = q.OutOfOrderPackets,
        JitterMs = q.JitterMilliseconds,
        MaxJitterMs = q.MaxJitterMilliseconds,
        RoundTripMs = q.RoundTripMilliseconds ?? 0,
        RemoteLossFraction = (q.RemoteLossPercent ?? 0) / 100,
        RFactor = q.RFactor ?? 0,
        Mos = q.Mos ?? 0,
    };

    private static AttemptResult ResultOf(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Answered => AttemptResult.Answered,
        AttemptOutcome.Rejected => AttemptResult.Rejected,
        AttemptOutcome.NoReply => AttemptResult.NoReply,
        AttemptOutcome.NoProgress => AttemptResult.NoProgress,
        AttemptOutcome.NoAnswer => AttemptResult.NoAnswer,
        AttemptOutcome.TransportFailed => AttemptResult.TransportFailed,
        AttemptOutcome.NoRoom => AttemptResult.NoRoom,
        _ => AttemptResult.Cancelled,
    };

    private static int Ms(TimeSpan span) => (int)Math.Min(int.MaxValue, span.TotalMilliseconds);
}
