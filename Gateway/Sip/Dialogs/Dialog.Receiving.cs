using Telephony.Sip.Messages;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Dialogs;

/// <summary>Requests of the other side in a dialog (RFC 3261 12.2.2, 14.2, 15.1.2).</summary>
public sealed partial class Dialog
{
    private IncomingInvite? _incoming;
    private OutgoingRequest? _updateOut;
    private IncomingRequest? _updateIn;
    private bool _updateOffers;

    /// <summary>The INVITE of the other side that made or changes this dialog, until it failed or was acknowledged.</summary>
    internal void SetIncoming(IncomingInvite invite) => _incoming = invite;

    /// <summary>The other side's INVITE got its 2xx.</summary>
    internal void ConfirmByAnswer(IncomingInvite invite, SipMessage request)
    {
        if (State == DialogState.Early)
        {
            State = DialogState.Confirmed;
            Gather();
        }
        else TakeTarget(request);
        _incoming = invite;
    }

    /// <summary>The other side's INVITE failed, was acknowledged, or its ACK never came: what waited for that may go.</summary>
    internal void OnIncomingOver(IncomingInvite invite)
    {
        if (_incoming != invite) return;
        _incoming = null;
        if (!_byeWaits || State != DialogState.Ending) return;
        _byeWaits = false;
        SendBye();
    }

    internal bool OnAck(SipMessage ack)
    {
        if (_incoming is not { IsAnswered: true } invite || invite.CSeq != ack.CSeqNumber) return false;
        Tap?.OnMessage(outgoing: false, ack.Raw, Peer.Local?.Local ?? default, Peer.Remote);
        invite.OnAckReceived(ack);
        return true;
    }

    /// <summary>Any request but ACK and CANCEL.</summary>
    internal void OnRequest(ServerTransaction transaction, SipMessage request, in SipSource heard)
    {
        TakePeer(heard);
        var source = heard with { Local = heard.Local.NamedAs(Peer.Local) };   // the answer's Contact has the name that the dialog began with
        if (_remoteCSeq != 0 && request.CSeqNumber < _remoteCSeq)
        {
            _agent.Reply(transaction, request, source, 500, "Request Out Of Order"u8);   // 12.2.2
            return;
        }
        _remoteCSeq = request.CSeqNumber;
        if (request.Method == SipMethod.Bye) OnBye(transaction, request, source);
        else if (State == DialogState.Ending) _agent.Reply(transaction, request, source, 481);
        else if (request.Method == SipMethod.Prack) OnPrack(transaction, request, source);
        else if (request.Method == SipMethod.Invite) OnReinvite(transaction, request, source);
        else OnOther(transaction, request, source);
    }

    private void OnBye(ServerTransaction transaction, SipMessage request, in SipSource source)
    {
        _agent.Reply(transaction, request, source, 200);
        var pending = _incoming;
        _incoming = null;
        pending?.OnByeReceived(this, request);
        End(new DialogEnd(DialogEndCause.ByeReceived, 0, request));
    }

    private void OnReinvite(ServerTransaction transaction, SipMessage request, in SipSource source)
    {
        if (_outgoing is not null || _ackDue is not null || _incoming is { IsAnswered: true } || User is null || State != DialogState.Confirmed)
        {
            _agent.Reply(transaction, request, source, 491);
            return;
        }
        if (_updateOut is { IsOver: false } && _updateOffers)
        {
            _agent.Reply(transaction, request, source, 491);
            return;
        }
        if (_incoming is not null || _updateIn is { IsAnswered: false })
        {
            _agent.Reply(transaction, request, source, 500, default, WriteRetryAfter, _agent.Random.Number(11));   // 14.2
            return;
        }
        var invite = new IncomingInvite(_agent, transaction, request, source, this);
        _incoming = invite;
        invite.SendTrying();
        User.OnReinvite(this, invite);
    }

    private void OnOther(ServerTransaction transaction, SipMessage request, in SipSource source)
    {
        if (User is null)
        {
            _agent.Reply(transaction, request, source, 481);
            return;
        }
        var crossing = _updateOut is { IsOver: false } && _updateOffers && !request.Body.IsEmpty;
        if (request.Method == SipMethod.Update && (crossing || _updateIn is { IsAnswered: false }))
        {
            // RFC 3311 5.2: one of theirs waits for its answer: later; an offer of ours crosses theirs: 491. Refreshes without an offer may cross.
            if (_updateIn is { IsAnswered: false }) _agent.Reply(transaction, request, source, 500, default, WriteRetryAfter, _agent.Random.Number(11));
            else _agent.Reply(transaction, request, source, 491);
            return;
        }
        var incoming = new IncomingRequest(_agent, transaction, request, source, this);
        if (request.Method == SipMethod.Update) _updateIn = incoming;
        User.OnRequest(this, incoming);
        incoming.Keep();
    }

    private static void WriteRetryAfter(ref SipWriter writer, int seconds) => writer.Header(HeaderName.RetryAfter, seconds);
}
