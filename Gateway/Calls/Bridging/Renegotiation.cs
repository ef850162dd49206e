using System.Diagnostics.CodeAnalysis;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Calls.Negotiation;
using Telephony.Calls.Transit;
using Telephony.Rtp.Media;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.OfferAnswer;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Bridging;

/// <summary>
/// One change of a running session: a re-INVITE or UPDATE of one side (hold, resume, another codec, another address), carried to the other side and answered with
/// what it says. Until both have agreed the old session goes on; when anything fails it stays (RFC 3261 14.1, RFC 3264 8).
/// <code>
///   from ── INVITE offer ──►  ── INVITE offer' ──► to           from ── INVITE ──►  ── INVITE ──► to
///   from ◄── 200 answer' ───  ◄── 200 answer ───── to           from ◄── 200 offer' ──  ◄── 200 offer ── to
///                                                               from ── ACK answer ──►  ── ACK answer' ──► to
/// </code>
/// A change that means nothing to the other side (a refresh, a new address) is answered at once.
/// </summary>
internal sealed partial class Renegotiation : IOutgoingInviteUser, IIncomingInviteUser, IResponseUser
{
    private static readonly byte[] SdpType = "application/sdp"u8.ToArray();

    private readonly Call _call;
    private readonly CallBridge _bridge;
    private readonly Leg _from;
    private readonly IncomingInvite? _invite;
    private readonly IncomingRequest? _update;
    private SessionDescription? _offer;      // of the side that began, or of the other one when the INVITE had none
    private SessionDescription? _passedOn;   // what we made of it for the other side
    private OutgoingInvite? _outgoing;
    private Dialog? _waitsForAck;            // the other side's dialog whose 2xx we acknowledge with an answer
    private OutgoingRequest? _request;
    private bool _timed;                     // after the 2xx each change is a refresh too
    private bool _cancelled;
    private bool _restoring;                 // the other side has agreed to what did not come about: it is asked back

    public Renegotiation(Call call, CallBridge bridge, Leg from, IncomingInvite invite)
    {
        (_call, _bridge, _from, _invite) = (call, bridge, from, invite);
        invite.Tap = from.Tap;
        invite.User = this;
    }

    public Renegotiation(Call call, CallBridge bridge, Leg from, IncomingRequest update)
    {
        (_call, _bridge, _from, _update) = (call, bridge, from, update);
        update.Tap = from.Tap;
    }

    private Leg To => _call.Opposite(_from)!;   // begun for a leg that has one

    private SipMessage Request => _invite?.Request ?? _update!.Request;   // one of the two is set

    private bool IsEarly => _call.AnsweredAtMs is null;

    public bool IsFrom(Leg leg) => ReferenceEquals(leg, _from);

    public void Begin()
    {
        _from.NotePeer(Request);
        _timed = !IsEarly;
        if (_timed && !_from.Timer.TryTakeRequest(Request))
        {
            RefuseShortTimer();
            return;
        }
        if (_call.LocalEnd is { } local)
        {
            var hasOffer = MultipartBody.TryFindSdp(Request, out var own, out _) && LegMedia.TryRead(own, out _offer, out _);
            Answer(hasOffer ? local.Reanswer(_offer!) : _update is null ? local.Repeat() : []);
            return;
        }
        if (!MultipartBody.TryFindSdp(Request, out var body, out var unsupported))
        {
            if (unsupported) Refuse(415);
            else if (_update is not null) Answer([]);
            else PassOn([]);
            return;
        }
        if (!LegMedia.TryRead(body, out _offer, out _)) { Refuse(400); return; }
        if (IsEarly && _call.B?.Media?.Plan is null) { RefuseForNow(); return; }
        var target = To.Media!;   // a bridged call has media on both sides
        if (Offers.FromOtherLeg(_offer!, CodecPolicies.Of(_from.Trunk), target.Toward(To, _from), target.Sent) is not OfferOutcome.Offered offered)
        {
            FaxChange.NoteRefusal(_call, _offer!);
            Refuse(488);
            return;
        }
        if (target.Plan is { } plan && (ReferenceEquals(offered.Description, target.Sent) || (IsEarly && !CanAskEarly)))
        {
            AnswerWith(plan);
            return;
        }
        if (IsEarly && !CanAskEarly) { RefuseForNow(); return; }
        _passedOn = offered.Description;
        PassOn(LegMedia.Write(offered.Description));
    }

    /// <summary>Before the 2xx the other side can only be asked by UPDATE, and only when its first answer was reliable (RFC 3311 5.1).</summary>
    private bool CanAskEarly => To is { PeerTakesUpdate: true, EarlyDialog.IsUpdating: false } && (To.Role == Domain.Records.LegRole.A ? _bridge.Caller.IsSettled : _bridge.Callee.IsSettled);

    /// <summary>RFC 3311 5.2, RFC 3261 14.2: something of the same side is under way; it may come again.</summary>
    public void RefuseForNow()
    {
        var seconds = _call.Shard.Random.Next(11);
        _invite?.Respond(500, default, WriteRetryAfter, seconds);
        if (_update is { IsAnswered: false }) _update.Respond(500, default, WriteRetryAfter, seconds);
        _bridge.Finished(this);
    }

    /// <summary>The dialog that it was carried to is no more, but the call goes on.</summary>
    public void GiveUp()
    {
        _request?.Abandon();
        if (IsEarly) RefuseForNow();
    }

    private void RefuseShortTimer()
    {
        _invite?.Respond(422, default, WriteMinimum, _from);
        if (_update is { IsAnswered: false }) _update.Respond(422, default, WriteMinimum, _from);
        _bridge.Finished(this);
    }

    private static void WriteRetryAfter(ref SipWriter writer, int seconds) => writer.Header(HeaderName.RetryAfter, seconds);

    private static void WriteMinimum(ref SipWriter writer, Leg leg) => leg.Timer.WriteMinimum(ref writer);

    private static void WriteRequest(ref SipWriter writer, Leg leg)
    {
        if (leg.Dialog is not null) leg.Timer.WriteRequest(ref writer);
    }

    private static void WriteAnswer(ref SipWriter writer, Renegotiation self)
    {
        if (self._timed) self._from.Timer.WriteAnswer(ref writer);
    }

    public void Refuse(int status)
    {
        _invite?.Respond(status);
        if (_update is { IsAnswered: false }) _update.Respond(status);
        _bridge.Finished(this);
    }

    /// <summary>The call is over.</summary>
    public void Abandon()
    {
        _outgoing?.Abandon();
        _request?.Abandon();
        if (_update is { IsAnswered: false }) _update.Respond(481);   // an INVITE has its 487 from the dialog
    }

    public void OnProvisional(OutgoingInvite invite, Dialog? early, SipMessage response)
    {
    }

    public void OnAnswered(OutgoingInvite invite, Dialog dialog, SipMessage response)
    {
        To.NotePeer(response);
        To.Timer.TakeAnswer(response);
        if (_passedOn is null && _cancelled)
        {
            dialog.Ack();
            _call.Stop(0, 127, "A session change was cancelled when the other side had agreed to it.");
            return;
        }
        if (_passedOn is null)
        {
            TakeLateOffer(dialog, response);
            return;
        }
        dialog.Ack();
        if (_restoring) TakeBack(response);
        else if (_cancelled) Restore(dialog);
        else if (!TryTakeAnswer(response)) Restore(dialog);
    }

    public void OnFailed(OutgoingInvite invite, in InviteFailure failure)
    {
        if (failure is { Status: 422, Response: { } small } && !_cancelled && To.Timer.TryGrow(small) && _passedOn is not null) PassOn(LegMedia.Write(_passedOn));
        else Refuse(StatusFor(failure.Status));
    }

    public void OnResponse(OutgoingRequest request, SipMessage response)
    {
        if (response.StatusCode < 300 && To.Dialog is not null) To.Timer.TakeAnswer(response);
        if (response.StatusCode < 300) TryTakeAnswer(response);
        else if (response.StatusCode == 422 && To.Timer.TryGrow(response)) PassOn(LegMedia.Write(_passedOn!));   // it was an offer
        else Refuse(StatusFor(response.StatusCode));
    }

    public void OnFailed(OutgoingRequest request, RequestFailure failure) => Refuse(500);

    public void OnCancelled(IncomingInvite invite, SipMessage request)
    {
        _cancelled = true;
        if (_outgoing is { } outgoing) outgoing.Cancel();   // its end is the end of this
        else _bridge.Finished(this);
    }

    public void OnAck(IncomingInvite invite, Dialog dialog, SipMessage ack)
    {
        if (_waitsForAck is { } other) TakeLateAnswer(other, ack);
        else if (_call.LocalEnd is not null && _offer is null) _bridge.TakeLocalAck(ack);
        _bridge.Finished(this);
    }

    public void OnAckMissing(IncomingInvite invite, Dialog dialog) => _call.OnAckMissing();

    private void PassOn(byte[] description)
    {
        var dialog = To.Dialog ?? (IsEarly ? To.EarlyDialog : null);
        if (dialog is null || To.IsGone) { Refuse(481); return; }
        if (_update is not null && To.PeerTakesUpdate)
        {
            _request = dialog.Send(SipMethod.Update, this, WriteRequest, To, SdpType, description);
            return;
        }
        _outgoing = dialog.Reinvite(this, WriteRequest, To, description.Length == 0 ? default : SdpType, description);
        if (_outgoing is null) Refuse(491);
    }

    /// <summary>False when the answer is of no use: the side that began has been told.</summary>
    private bool TryTakeAnswer(SipMessage response)
    {
        if (!TryCommit(response, out var plan))
        {
            Refuse(488);
            return false;
        }
        AnswerWith(plan);
        return true;
    }

    private void TakeBack(SipMessage response)
    {
        TryCommit(response, out _);
        _bridge.Finished(this);
    }

    private bool TryCommit(SipMessage response, [NotNullWhen(true)] out MediaPlan? plan)
    {
        var target = To.Media!;   // as in Begin
        plan = null;
        if (!MultipartBody.TryFindSdp(response, out var body, out _) || !LegMedia.TryRead(body, out var answer, out _)
            || Answers.Accept(_passedOn!, answer!) is not PlanOutcome.Agreed agreed) return false;
        plan = agreed.Plan;
        target.HasSent(_passedOn!);
        target.Commit(answer!, plan, Limits(To), To.Party);
        return true;
    }

    /// <summary>The other side has agreed to a change that the side which began does not want any more, or cannot have: it is offered what was before.</summary>
    private void Restore(Dialog dialog)
    {
        var target = To.Media!;   // as in Begin
        _outgoing = null;
        if (_from.Media!.Peer is { } before && Offers.FromOtherLeg(before, CodecPolicies.Of(_from.Trunk), target.Toward(To, _from), _passedOn) is OfferOutcome.Offered offered)
        {
            (_passedOn, _restoring) = (offered.Description, true);
            _outgoing = dialog.Reinvite(this, WriteRequest, To, SdpType, LegMedia.Write(offered.Description));
        }
        if (_outgoing is null) _bridge.Finished(this);
        else _bridge.Started(this);
    }

    private void AnswerWith(MediaPlan other)
    {
        var media = _from.Media!;   // as in Begin
        if (Answers.FromOtherLeg(_offer!, other, media.Toward(_from, To), media.Sent) is not AnswerOutcome.Answered answered)
        {
            Refuse(488);
            return;
        }
        FaxChange.NoteAgreement(_call, media.Plan, answered.Plan);
        media.HasSent(answered.Description);
        media.Commit(_offer!, answered.Plan, Limits(_from), _from.Party);
        Answer(LegMedia.Write(answered.Description));
    }

    private void Answer(byte[]? description)
    {
        if (description is null) { Refuse(488); return; }
        var type = description.Length == 0 ? default : SdpType;
        if (_invite is { IsAnswered: false }) _invite.Answer(_from, WriteAnswer, this, type, description);
        else if (_update is { IsAnswered: false }) _update.Respond(200, default, WriteAnswer, this, type, description);
        if (_timed) _from.Timer.OnAnswered();
        if (_update is not null) _bridge.Finished(this);
        _call.Recorder.DialogsChanged();
    }

    private MediaTimeouts Limits(Leg leg) => IsEarly ? MediaTimeouts.Off : SilenceLimits.Of(leg.Trunk);

    /// <summary>What the side that began may be told: nothing that speaks of the other dialog.</summary>
    private int StatusFor(int status)
    {
        var told = ToldFor(status);
        if (told == 488 && _offer is not null) FaxChange.NoteRefusal(_call, _offer);
        return told;
    }

    private static int ToldFor(int status) => status switch
    {
        491 => 491,
        415 or 488 or 606 => 488,
        401 or 407 or 408 or 481 or (>= 300 and < 400) => 500,
        _ => status,
    };
}
