using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Transactions;

namespace Telephony.Sip.UserAgents;

/// <summary>What happens between our response and the other side's ACK, CANCEL or silence.</summary>
public sealed partial class IncomingInvite
{
    void IServerTransactionUser.OnAck(ServerTransaction transaction, SipMessage ack) => OnAckReceived(ack);

    internal void OnAckReceived(SipMessage ack)
    {
        if (_request is null || Dialog is not { } dialog) return;
        _agent.Layer.Timers.Cancel(this);
        Transaction.ReleaseResponse();
        var user = User;
        dialog.OnIncomingOver(this);
        user?.OnAck(this, dialog, ack);
        Over();
    }

    /// <summary>CANCEL reached the INVITE before its final response (9.2).</summary>
    internal void OnCancel(SipMessage cancel)
    {
        if (IsAnswered) return;
        Respond(487);
        User?.OnCancelled(this, cancel);
    }

    /// <summary>BYE in the dialog while the INVITE waits for its final response (15.1.2) or its ACK.</summary>
    internal void OnByeReceived(Dialog dialog, SipMessage bye)
    {
        if (_forks?.Remove(dialog) == true) return;   // one of several early dialogs is not wanted: the others go on
        if (!IsAnswered)
        {
            Respond(487);
            User?.OnCancelled(this, bye);
            return;
        }
        _agent.Layer.Timers.Cancel(this);
        if (_held is not null) GiveUpHeld(487);
        else Transaction.ReleaseResponse();
        Over();
    }

    protected override void OnDue()
    {
        if (!IsAnswered && Dialog?.Reliable is not null)
        {
            Respond(_lastProvisional);
            return;
        }
        if (!IsAnswered)
        {
            Transaction.Repeat();
            _agent.Layer.Timers.Arm(this, SipTimers.ProvisionalRefresh);
            return;
        }
        _waited += _interval;
        var left = _agent.Layer.Times.Timeout - _waited;
        if (left <= 0)
        {
            OnAckMissing();
            return;
        }
        Transaction.Repeat();
        _interval = Math.Min(Math.Min(2 * _interval, _agent.Layer.Times.T2), left);
        _agent.Layer.Timers.Arm(this, _interval);
    }

    private void OnAckMissing()
    {
        if (Dialog is not { } dialog) return;
        _agent.Layer.Statistics.MissingAcks++;
        Transaction.ReleaseResponse();
        dialog.OnIncomingOver(this);
        User?.OnAckMissing(this, dialog);
        Over();
    }

    /// <summary>The transaction goes on absorbing repetitions; nothing of the call is needed for that, nor kept alive by it.</summary>
    private void Over()
    {
        if (_transaction is null) return;
        _request = null;
        User = null;
        Transaction.Settle();
        _transaction = null;
    }
}
