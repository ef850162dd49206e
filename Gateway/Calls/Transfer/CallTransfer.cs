using System.Globalization;
using System.Text;
using Telephony.Calls.Dialing;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Calls.Transit;
using Telephony.Domain.Calls;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Net.Loops;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Subscriptions;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Transfer;

/// <summary>
/// One transfer that the gateway itself carries out (RFC 5589 6 and 7, DR-34): the target is called as if the transferor's trunk had dialled it, or is already on the
/// line in another call; then the bridge is swung to it. Until then transferor and transferee are as they were. Call loop only.
/// </summary>
internal sealed class CallTransfer : IDialOrder, ITransfer
{
    /// <summary>How long a transferor that was told of the success may take to hang up.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(4);

    private readonly Call _call;
    private readonly Leg? _transferor;
    private readonly Leg _transferee;
    private readonly TransferTarget _where;
    private readonly ReferSubscription? _subscription;
    private readonly byte[][] _referredBy;
    private readonly LoopTimer _patience;
    private readonly LoopTimer _quiet;
    private CallIdentity _identity;
    private Dialer? _dialer;
    private Leg? _target;
    private Call? _awaited;
    private FinalAnswer _final = new(480, 0, "Nobody answered within the set-up time.", null);
    private bool _direct;

    /// <param name="transferor">The side that goes; null: an end in the gateway.</param>
    /// <param name="subscription">Of the REFER that asked for it; null when a controller wants it.</param>
    public CallTransfer(Call call, Leg? transferor, Leg transferee, TransferTarget where, ReferSubscription? subscription, byte[][] referredBy)
    {
        (_call, _transferor, _transferee, _where, _subscription, _referredBy) = (call, transferor, transferee, where, subscription, referredBy);
        _identity = TransferIdentity.Of(call, transferee);
        _patience = new LoopTimer(static self => ((CallTransfer)self!).OnPatience(), this);
        _quiet = new LoopTimer(static self => ((CallTransfer)self!).OnQuietCheck(), this);
    }

    public TransferPhase Phase { get; private set; } = TransferPhase.Searching;

    /// <summary>Told once.</summary>
    public Action<TransferOutcome>? Ended { get; init; }

    /// <summary>Normalised: the number that the target is shown; null: that of the transferee.</summary>
    public string? Caller
    {
        init
        {
            if (value is not null) _identity = new CallIdentity("", "", value, value, "", value.Length == 0);
        }
    }

    /// <summary>Further headers for the target.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Where the target is called; null: as if the transferor's trunk had dialled it.</summary>
    public TransferRoute? Route { get; init; }

    public string Called => _identity.Called;

    public int MaxForwards => _call.MaxForwards - _call.Transfers;

    public ReferSubscription? Subscription => _subscription;

    /// <summary>The target is somebody to be called.</summary>
    public void Dial()
    {
        Arm(_call.Services.Options.RingTimeout);
        var route = Route ?? TransferRoute.OfTransferor(_transferor!);   // only a controller transfers from an end in the gateway
        if (route.Find(_call, _where, ref _identity, out _direct, out var refused) is { } plan)
        {
            _dialer = new Dialer(_call, this, plan);
            _dialer.Start();
            return;
        }
        _final = new FinalAnswer(refused!.Status, 0, refused.Text, null);   // no plan has a reason
        Fire(TransferTrigger.TargetFailed);
    }

    /// <summary>The target is on the line already, in another call, and leaves it for this one when the bridge is swung.</summary>
    public void Join(Leg other)
    {
        _target = other;
        _awaited = other.Call;
        _awaited.AwaitedBy = this;
        _identity = _identity with { Called = other.Number ?? "" };
        OnTargetHere();
    }

    /// <summary>It cannot begin.</summary>
    public void Refuse(int status, string why) => Fail(status, why);

    public bool OnSideEnded(Leg leg)
    {
        if (!ReferenceEquals(leg, _transferor))
        {
            _final = new FinalAnswer(487, 0, "The side that was to be transferred has hung up.", null);
            Fire(TransferTrigger.TransfereeGone);
            return false;
        }
        if (Phase == TransferPhase.Joined) return false;   // it stands at no side then
        leg.ReleaseChannel();
        leg.Media?.Leg.Close();
        Fire(TransferTrigger.TransferorGone);
        return true;
    }

    public void OnFormerEnded(Leg leg)
    {
        if (ReferenceEquals(leg, _transferor)) Fire(TransferTrigger.TransferorGone);
        else if (ReferenceEquals(leg, _target) && Phase is TransferPhase.Joining or TransferPhase.JoiningAlone) Fail(480, "The target hung up before it was joined.");
    }

    public void OnTargetLost() => Fail(481, "The call of the target has ended.");

    public void OnCallEnds()
    {
        _final = new FinalAnswer(487, 0, "The call has ended before the target answered.", null);
        Fire(TransferTrigger.CallEnded);
    }

    public void OnBridgeQuiet()
    {
        if (Phase is TransferPhase.Joining or TransferPhase.JoiningAlone) _call.Shard.Loop.Timers.Arm(_quiet, TimeSpan.FromMilliseconds(1));
    }

    public CallIdentity Outbound(Trunk trunk) => _call.Outbound(_identity, trunk);

    public byte[] RequestUri(Trunk trunk, InviteTarget target) => _direct ? _where.Uri : _where.RequestUri(Outbound(trunk).Called, target);

    public void WriteHeaders(ref SipWriter writer, CalleeLeg leg)
    {
        foreach (var value in _referredBy) writer.Header(HeaderName.ReferredBy, value);
        foreach (var (name, value) in Headers) writer.Header(Encoding.ASCII.GetBytes(name), Encoding.UTF8.GetBytes(value));
        if (_where.Replaces is { } replaces)
        {
            writer.Header(HeaderName.Require, "replaces"u8);
            writer.Header(HeaderName.Replaces, replaces);
        }
        if (leg.Trunk.Identity.Trusted && _transferee.Trunk.Identity.Trusted) _call.WriteAsserted(ref writer, Outbound(leg.Trunk).Caller);
    }

    public bool MayDial(bool first) => _call.Recorder.MayDial(first: false);

    public bool PrepareOffer(CalleeLeg leg, out byte[] description, out string why) => _call.Bridge.TryOffer(leg, _transferee, out description, out why);

    public void OnCalleeProgress(CalleeLeg leg, Dialog? early, SipMessage response)
    {
        if (TransferMachine.On(Phase, TransferTrigger.Progress).Effects.HasFlag(TransferEffects.TellProgress)) _subscription?.Tell(response.StatusCode, response.ReasonPhrase);
    }

    public void OnCalleeAnswered(CalleeLeg leg, SipMessage response)
    {
        leg.Dialog?.Ack();
        leg.CountConnected();
        leg.Number = _identity.Called;
        _call.AddParty(leg);
        if (!_call.Bridge.TryTakeTargetAnswer(leg, response, out var why))
        {
            leg.Bye(Reasons.Of(127, why));
            Fail(488, $"The target's answer cannot be used: {why}.");
            return;
        }
        _target = leg;
        OnTargetHere();
    }

    public void OnExhausted(FinalAnswer final, SipMessage? response)
    {
        _final = final;
        Fire(TransferTrigger.TargetFailed);
    }

    public void Forget(CalleeLeg leg)
    {
        leg.Media?.Leg.Close();
        leg.Media = null;
    }

    private void OnTargetHere()
    {
        Arm(Farewell);
        Fire(TransferTrigger.TargetAnswered);
        OnQuietCheck();
    }

    private void OnQuietCheck()
    {
        if (_target is { } target && _call.Bridge.IsQuiet && target.Call.Bridge.IsQuiet) Fire(TransferTrigger.Quiet);
    }

    private void OnPatience()
    {
        switch (Phase)
        {
            case TransferPhase.Searching or TransferPhase.SearchingAlone:
                _dialer?.Abandon(null, new AttemptOutcome.NoAnswer(_call.Services.Options.RingTimeout));
                Fire(TransferTrigger.TargetFailed);
                break;
            case TransferPhase.Joining or TransferPhase.JoiningAlone:
                Fail(491, "A session change did not come to its end.", endTarget: true);
                break;
            default:
                Fire(TransferTrigger.Patience);
                break;
        }
    }

    private void Fail(int status, string text, bool endTarget = false)
    {
        _final = new FinalAnswer(status, 0, text, null);
        if (endTarget) EndTarget();
        Fire(TransferTrigger.TargetFailed);
    }

    private void Fire(TransferTrigger trigger)
    {
        var step = TransferMachine.On(Phase, trigger);
        Phase = step.Next;
        if (step.Effects != TransferEffects.None) Perform(step.Effects);
    }

    private void Perform(TransferEffects effects)
    {
        if (effects.HasFlag(TransferEffects.Swing)) Swing();
        if (effects.HasFlag(TransferEffects.TellSuccess)) TellSuccess();
        if (effects.HasFlag(TransferEffects.TellFailure)) TellFailure();
        if (effects.HasFlag(TransferEffects.EndTarget)) EndTarget();
        if (effects.HasFlag(TransferEffects.Restore)) Note(DecisionVerdict.Failed, string.Create(CultureInfo.InvariantCulture, $"{_final.Status}, the call goes on as before: {_final.Text}"));
        if (effects.HasFlag(TransferEffects.ByeTransferor)) _transferor?.Bye(Reasons.Of(16, "transferred"));
        if (effects.HasFlag(TransferEffects.EndCall)) EndCall();
        if (effects.HasFlag(TransferEffects.Forget)) Over();
    }

    private void Swing()
    {
        Arm(Farewell);
        var target = _target!;   // the phase says that it is here
        Release();
        if (!ReferenceEquals(target.Call, _call)) target = CallJoin.Take(_call, target, _transferee);
        _target = target;
        if (_transferor is null) _call.LeaveLocalEnd(target);
        else _call.Replace(_transferor, target);
        _call.Bridge.Swing(_transferee, target);
        if (target.Media is { } media) _transferor?.Media?.Leg.CloseBehind(media.Leg);
        Note(DecisionVerdict.Accepted, "joined");
        _call.Services.Statistics.CountTransfer(succeeded: true);
        Ended?.Invoke(new TransferOutcome.Transferred(TransferWay.Reinvite));
        _call.Recorder.DialogsChanged();
    }

    private void TellSuccess()
    {
        _subscription?.Tell(200);
        if (_subscription is null) Arm(TimeSpan.FromMilliseconds(1));   // the side that goes knows of nothing, and would not hang up
    }

    private void TellFailure()
    {
        _call.Services.Statistics.CountTransfer(succeeded: false);
        _subscription?.Tell(_final.Status, _final.Peer is { Length: > 0 } phrase ? Encoding.UTF8.GetBytes(phrase) : default);
        Ended?.Invoke(new TransferOutcome.Failed(_final.Status, _final.Text));
    }

    private void EndTarget()
    {
        _dialer?.Abandon(Reasons.Of(16, "transfer ended"), AttemptOutcome.Cancelled.Instance);
        if (_target is { } target && ReferenceEquals(target.Call, _call)) target.Bye(Reasons.Of(16, "transfer ended"));
    }

    private void EndCall()
    {
        Note(DecisionVerdict.Failed, string.Create(CultureInfo.InvariantCulture, $"{_final.Status}, and the transferor is gone: {_final.Text}"));
        TellFailure();
        _call.Stop(0, CauseMap.ToQ850(_final.Status) is var q850 and not 0 ? q850 : 31, "The transfer failed, and the side that asked for it had hung up.");
    }

    private void Over()
    {
        _call.Shard.Loop.Timers.Cancel(_patience);
        _call.Shard.Loop.Timers.Cancel(_quiet);
        Release();
        if (ReferenceEquals(_call.Transfer, this)) _call.Transfer = null;
    }

    private void Release()
    {
        if (_awaited is not null) _awaited.AwaitedBy = null;
        _awaited = null;
    }

    private void Note(DecisionVerdict verdict, string detail) => _call.Trace.Add(DecisionRule.Transfer, _where.ToString(), verdict, detail);

    private void Arm(TimeSpan after) => _call.Shard.Loop.Timers.Arm(_patience, after);
}
