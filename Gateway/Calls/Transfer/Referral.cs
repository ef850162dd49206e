using System.Globalization;
using Telephony.Calls.Bridging;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Calls.Transit;
using Telephony.Domain.Calls;
using Telephony.Domain.Routing;
using Telephony.Net.Loops;
using Telephony.Sip.Subscriptions;

namespace Telephony.Calls.Transfer;

/// <summary>
/// One transfer that a side of the call carries out itself, because the gateway asked it by REFER (DR-33): for a controller, or for the other side, whose own REFER
/// it passes on (DR-34). Until the peer has hung up or tells of success, both sides are as they were. Call loop only.
/// </summary>
internal sealed class Referral : ITransfer, IReferUser
{
    /// <summary>How long the side that asked, and was told of the success, may take to hang up.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(4);

    private readonly Call _call;
    private readonly Leg _referred;
    private readonly Leg? _other;
    private readonly ReferTo _to;
    private readonly ReferSubscription? _upstream;
    private readonly LoopTimer _patience;
    private readonly bool _wasApart;
    private OutgoingRefer? _refer;
    private Call? _awaited;
    private int _status;
    private string _why = "";

    /// <param name="other">Null where the other side is an end in the gateway.</param>
    /// <param name="upstream">Of the REFER that is passed on; null when a controller wants it.</param>
    public Referral(Call call, Leg referred, Leg? other, ReferTo to, ReferSubscription? upstream)
    {
        (_call, _referred, _other, _to, _upstream) = (call, referred, other, to, upstream);
        _patience = new LoopTimer(static self => ((Referral)self!).OnPatience(), this);
        _wasApart = CallBridge.AreApart(referred, other);
    }

    public ReferralPhase Phase { get; private set; } = ReferralPhase.Asking;

    public ReferSubscription? Subscription => _upstream;

    /// <summary>Told once; not when the gateway carries it out after all.</summary>
    public Action<TransferOutcome>? Ended { get; init; }

    /// <summary>Carries it out by other means than REFER; null: there are none.</summary>
    public Action? Otherwise { get; init; }

    /// <summary>Whether that is the way on after a REFER that was refused so; for an answer that the side which asked cannot do anything with.</summary>
    public required Func<int, bool> IsUnable { get; init; }

    public void Begin()
    {
        _call.Transfer = this;
        if (_to.Replaced is { } replaced)
        {
            _awaited = replaced.Call;
            _awaited.AwaitedBy = this;
        }
        Note(DecisionVerdict.Accepted, $"the {_call.NameOf(_referred)} is asked by REFER ({_referred.Trunk.Id})");
        Arm(_call.Services.Options.RingTimeout);
        _refer = OutgoingRefer.Send(_referred.Dialog!, this, _to.Value, _to.ReferredBy);   // it has one, or it would not be referred
        _referred.Refer = _refer;
    }

    public void OnAccepted(OutgoingRefer refer, bool quietly) => Fire(quietly ? ReferralTrigger.AcceptedQuietly : ReferralTrigger.Accepted);

    public void OnRefused(OutgoingRefer refer, int status)
    {
        (_status, _why) = status == 0 ? (408, "REFER had no answer") : (status, string.Create(CultureInfo.InvariantCulture, $"REFER was answered {status}"));
        Fire(Otherwise is not null && status != 0 && IsUnable(status) ? ReferralTrigger.Unable : ReferralTrigger.Refused);
    }

    public void OnNews(OutgoingRefer refer, int status)
    {
        _status = status;
        if (status >= 300) _why = string.Create(CultureInfo.InvariantCulture, $"its target said {status}");
        Fire(status < 200 ? ReferralTrigger.Progress : status < 300 ? ReferralTrigger.Succeeded : ReferralTrigger.Failed);
    }

    /// <summary>It hangs up when it has what it wants; until then, or until patience ends, nothing is known.</summary>
    public void OnNewsEnded(OutgoingRefer refer) => Note(DecisionVerdict.Unchanged, "its news ended without a result");

    public bool OnSideEnded(Leg leg)
    {
        if (ReferenceEquals(leg, _referred))
        {
            _why = "the side that was asked has hung up";
            Fire(ReferralTrigger.ReferredGone);
            return false;
        }
        var goesOn = Phase != ReferralPhase.Taken;
        if (goesOn)
        {
            leg.ReleaseChannel();
            leg.Media?.Leg.Close();
        }
        Fire(ReferralTrigger.OtherGone);
        return goesOn;
    }

    public void OnFormerEnded(Leg leg)
    {
        // Nobody who has left a side matters to it.
    }

    /// <summary>The call of the leg to be replaced ends when it is replaced: the news tells whether it was.</summary>
    public void OnTargetLost() => Release();

    public void OnCallEnds()
    {
        if (_why.Length == 0) _why = "the call has ended";
        Fire(ReferralTrigger.CallEnded);
    }

    public void OnBridgeQuiet()
    {
        // Session changes do not touch it.
    }

    private void OnPatience()
    {
        if (Phase is ReferralPhase.Following or ReferralPhase.FollowingAlone) (_status, _why) = (408, "no news of the end came in time");
        Fire(ReferralTrigger.Patience);
    }

    private void Fire(ReferralTrigger trigger)
    {
        var step = ReferralMachine.On(Phase, trigger);
        Phase = step.Next;
        if (step.Effects != ReferralEffects.None) Perform(step.Effects);
    }

    private void Perform(ReferralEffects effects)
    {
        if (effects.HasFlag(ReferralEffects.TellAccepted)) _upstream?.Accept();
        if (effects.HasFlag(ReferralEffects.TellRefused)) TellRefused();
        if (effects.HasFlag(ReferralEffects.TellProgress)) _upstream?.Tell(_status);
        if (effects.HasFlag(ReferralEffects.TellSuccess)) TellSuccess();
        if (effects.HasFlag(ReferralEffects.TellFailure)) TellFailure();
        if (effects.HasFlag(ReferralEffects.Unsubscribe)) _refer?.End();
        if (effects.HasFlag(ReferralEffects.FallBack)) FallBack();
        if (effects.HasFlag(ReferralEffects.Restore)) Restore();
        if (effects.HasFlag(ReferralEffects.Finish)) _call.Stop(0, 16, "Transferred: its side went over by REFER.");
        if (effects.HasFlag(ReferralEffects.EndCall)) _call.Stop(0, Or(CauseMap.ToQ850(_status), 31), "The transfer failed, and the other side had hung up.");
        if (effects.HasFlag(ReferralEffects.Forget)) Over();
    }

    private void TellRefused()
    {
        _call.Services.Statistics.CountTransfer(succeeded: false);
        _upstream?.Refuse(ToldFor(_status));
        Ended?.Invoke(new TransferOutcome.Failed(_status, _why));
    }

    private void TellSuccess()
    {
        Note(DecisionVerdict.Accepted, _why.Length > 0 ? $"taken over: {_why}" : "taken over");
        _call.Services.Statistics.CountTransfer(succeeded: true);
        _upstream?.Tell(200);
        Ended?.Invoke(new TransferOutcome.Transferred(TransferWay.Refer));
        if (Phase != ReferralPhase.Taken) return;
        if (_upstream is null) Fire(ReferralTrigger.Patience);   // nobody else would hang up
        else Arm(Farewell);
    }

    private void TellFailure()
    {
        _call.Services.Statistics.CountTransfer(succeeded: false);
        var status = _status < 300 ? 480 : _status;
        _upstream?.Tell(status);
        Ended?.Invoke(new TransferOutcome.Failed(status, _why));
    }

    private void FallBack()
    {
        Note(DecisionVerdict.Skipped, $"{_why}: the gateway does it");
        Release();
        Otherwise!();   // the trigger was chosen because there is one
        if (_other is { IsGone: true } gone) _call.Transfer?.OnSideEnded(gone);
    }

    /// <summary>The referred side may have gone into a hold for the transfer; one that was there before is not ours to end.</summary>
    private void Restore()
    {
        Note(DecisionVerdict.Failed, string.Create(CultureInfo.InvariantCulture, $"{_status}, the call goes on as before: {_why}"));
        if (_other is { IsGone: false } other && !_referred.IsGone && !_wasApart && _call.Bridge.IsQuiet && CallBridge.AreApart(_referred, other)) _call.Bridge.Realign(_referred, other);
    }

    private void Over()
    {
        _call.Shard.Loop.Timers.Cancel(_patience);
        Release();
        if (ReferenceEquals(_call.Transfer, this)) _call.Transfer = null;
    }

    private void Release()
    {
        if (_awaited is not null) _awaited.AwaitedBy = null;
        _awaited = null;
    }

    private void Arm(TimeSpan after) => _call.Shard.Loop.Timers.Arm(_patience, after);

    private void Note(DecisionVerdict verdict, string detail) => _call.Trace.Add(DecisionRule.Transfer, _to.ToString(), verdict, detail);

    /// <summary>What is about the referred side's dialog, or its credentials, means nothing to the side that asked.</summary>
    private static int ToldFor(int status) => status is 0 or 401 or 407 or 408 or 481 or (>= 300 and < 400) ? 503 : status;

    private static int Or(int first, int second) => first != 0 ? first : second;
}
