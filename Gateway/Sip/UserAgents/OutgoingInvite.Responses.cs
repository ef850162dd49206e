using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Reliability;
using Telephony.Sip.Transports;

namespace Telephony.Sip.UserAgents;

/// <summary>What responses do to an INVITE of ours: early dialogs, forks, the ACK of 2xx (RFC 3261 13.2.2).</summary>
public sealed partial class OutgoingInvite
{
    void IAttemptsOwner.OnProvisional(SipMessage response, in SipSource source)
    {
        Set(Flags.Provisional);
        if (Has(Flags.CancelWanted))
        {
            SendCancel();
            return;
        }
        if (Has(Flags.Answered)) return;
        if (response.StatusCode == 100)
        {
            if (!IsReinvite && !IsOver) _user.OnTrying(this);
            return;
        }
        Set(Flags.Progressing);
        var early = IsReinvite ? Dialog : response.ToTag.IsEmpty ? null : FindOrMakeDialog(response, source);
        if (ReliableHeaders.TryReadRSeq(response, out var rseq) && early is not null && !early.TryAcknowledge(response.CSeqNumber, rseq)) return;
        _user.OnProvisional(this, early, response);
    }

    void IAttemptsOwner.OnNextAttempt()
    {
        _flags &= ~(Flags.Provisional | Flags.Progressing);
        if (!IsReinvite) EndEarlyDialogs(except: null);
    }

    void IAttemptsOwner.OnFinal(SipMessage response, in SipSource source)
    {
        if (response.StatusCode < 300) OnSuccess(response, source);
        else Fail(new InviteFailure(
            Has(Flags.CancelWanted) ? RequestFailure.Cancelled : RequestFailure.Response,
            response.StatusCode,
            response,
            IsReinvite && response.StatusCode == 491 ? Dialog!.ReinviteBackOff() : null));
    }

    void IAttemptsOwner.OnFailed(RequestFailure cause)
    {
        var cancelled = Has(Flags.CancelWanted);
        Fail(new InviteFailure(cancelled ? RequestFailure.Cancelled : cause, cancelled ? 487 : cause == RequestFailure.Timeout ? 408 : 503, null));
    }

    void IAttemptsOwner.OnOver()
    {
        Set(Flags.Over);
        _agent.Layer.Store.Release(ref _ack);
        Draft = null;
        if (!IsReinvite) EndEarlyDialogs(except: Dialog);
    }

    /// <summary>Keeps the ACK for repeated 2xx, which come as long as the transaction lives.</summary>
    internal void KeepAck(ReadOnlySpan<byte> ack)
    {
        if (Has(Flags.Over) || ack.IsEmpty) return;
        _agent.Layer.Store.Release(ref _ack);
        _ack = _agent.Layer.Store.Keep(ack);
    }

    private void OnSuccess(SipMessage response, in SipSource source)
    {
        if (Has(Flags.Answered) && IsSameDialog(Dialog, response))
        {
            if (!_ack.IsEmpty) Dialog!.SendAgain(_agent.Layer.Store.Read(_ack));   // an answered INVITE has a dialog
            return;
        }
        var dialog = IsReinvite ? Dialog! : FindOrMakeDialog(response, source);
        if (Has(Flags.Answered) || Has(Flags.Failed) || (Has(Flags.CancelWanted) && !IsReinvite))
        {
            Refuse(dialog, response, source);
            return;
        }
        Set(Flags.Answered);
        if (_cancelTimer is not null) _agent.Layer.Timers.Cancel(_cancelTimer);
        Dialog = dialog;
        dialog.Confirm(this, response, source, ackDue: true);
        (CallId, _localTag) = (dialog.CallId, dialog.LocalTag);
        Draft = null;   // the dialog has what it needs of it
        if (Has(Flags.Silent))
        {
            dialog.Ack();
            return;
        }
        _user.OnAnswered(this, dialog, response);
    }

    /// <summary>A 2xx that nobody wants: a second fork, or one that crossed our CANCEL.</summary>
    private void Refuse(Dialog dialog, SipMessage response, in SipSource source)
    {
        if (dialog.State is DialogState.Ending or DialogState.Ended)
        {
            dialog.AckAgain(CSeq);
            return;
        }
        dialog.Confirm(this, response, source, ackDue: false);
        dialog.AckAgain(CSeq);
        dialog.Bye();
        if (Has(Flags.CancelWanted)) Fail(new InviteFailure(RequestFailure.Cancelled, 487, null));
    }

    private Dialog FindOrMakeDialog(SipMessage response, in SipSource source)
    {
        var known = _agent.Dialogs.Find(_localToken, response.ToTag, CallId.Span);
        if (known is not null) return known;
        var made = Dialogs.Dialog.ForClient(_agent, this, response, source);
        _agent.Dialogs.Add(made);
        return made;
    }

    private static bool IsSameDialog(Dialog? dialog, SipMessage response) => dialog is not null && dialog.RemoteTag.Span.SequenceEqual(response.ToTag);
}
