using Telephony.Net.Loops;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Reliability;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;
using Telephony.Sip.Writing;

namespace Telephony.Sip.UserAgents;

/// <summary>Hears what the other side does about its INVITE. Called on the loop; messages are valid only during the call.</summary>
public interface IIncomingInviteUser
{
    /// <summary>CANCEL, or BYE before the answer: 487 was sent, nothing more can be answered.</summary>
    /// <param name="request">The CANCEL or BYE (Reason header).</param>
    void OnCancelled(IncomingInvite invite, SipMessage request);

    /// <summary>The 2xx was acknowledged; its body answers an offer made in the 2xx.</summary>
    void OnAck(IncomingInvite invite, Dialog dialog, SipMessage ack);

    /// <summary>64*T1 have passed without ACK: the session should be ended with <see cref="Dialog.Bye"/> (13.3.1.4).</summary>
    void OnAckMissing(IncomingInvite invite, Dialog dialog);

    /// <summary>PRACK for a reliable provisional response (RFC 3262). It must be answered, now or later; its body answers an offer, or is one.</summary>
    void OnPrack(IncomingInvite invite, Dialog dialog, IncomingRequest prack) => prack.Respond(200);

    /// <summary>64*T1 have passed without PRACK: the INVITE should be refused (3).</summary>
    void OnPrackMissing(IncomingInvite invite) => invite.Respond(504);
}

/// <summary>An INVITE or re-INVITE of the other side, until it failed or its 2xx was acknowledged. Loop thread only.</summary>
public sealed partial class IncomingInvite : WheelEntry, IServerTransactionUser
{
    private readonly UserAgent _agent;
    private ServerTransaction? _transaction;
    private ReadOnlyMemory<byte> _localTag;
    private SipMessage? _request;
    private int _interval;
    private int _waited;

    /// <param name="request">Copied.</param>
    /// <param name="dialog">Of a re-INVITE.</param>
    internal IncomingInvite(UserAgent agent, ServerTransaction transaction, SipMessage request, in SipSource source, Dialog? dialog)
    {
        (_agent, _transaction, Source, Dialog, CSeq) = (agent, transaction, source, dialog, request.CSeqNumber);
        _request = request.Detach();
        DemandsReliable = request.Lists(HeaderName.Require, ReliableHeaders.OptionTag);
        TakesReliable = DemandsReliable || request.Lists(HeaderName.Supported, ReliableHeaders.OptionTag);
        IsReinvite = dialog is not null;
        LocalToken = dialog?.Token ?? agent.Layer.NewToken();
        _localTag = dialog?.LocalTag ?? UserAgent.TextOf(LocalToken);
        transaction.User = this;
        transaction.LocalTag = LocalToken;
    }

    /// <summary>Our own copy; valid until the invite has failed or <see cref="IIncomingInviteUser.OnAck"/> has returned.</summary>
    public SipMessage Request => _request ?? throw new InvalidOperationException("The INVITE is over: its bytes are gone.");

    public SipSource Source { get; private set; }

    /// <summary>How this side calls itself in Contact, in the answers and in the dialog; set by who knows the caller. Null: as the listen point does.</summary>
    public void AnswerAs(string? name) => Source = Source with { Local = Source.Local.As(name) };

    /// <summary>For connections that its dialog has to make; set by who knows the caller.</summary>
    public TlsProfile? Profile { get; set; }

    public bool IsReinvite { get; }

    /// <summary>The tag that names our side in this dialog.</summary>
    public ReadOnlyMemory<byte> LocalTag => _localTag;

    /// <summary>The early dialog once a provisional response other than 100 was sent; the dialog of a re-INVITE or after the answer; else null.</summary>
    public Dialog? Dialog { get; private set; }

    /// <summary>A final response was given.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>Hears of CANCEL and ACK.</summary>
    public IIncomingInviteUser? User { get; set; }

    /// <summary>For the user's own use.</summary>
    public object? State { get; set; }

    /// <summary>Also handed on to the dialog. A tap that is set late is told of the INVITE and of the response sent so far.</summary>
    public ISipTap? Tap
    {
        get => _transaction?.Tap;
        set
        {
            if (_transaction is { Tap: null } told && value is not null && _request is not null)
            {
                value.OnMessage(outgoing: false, _request.Raw, Source.Local.Local, Source.Remote);
                told.TellLastResponse(value);
            }
            if (_transaction is { } live) live.Tap = value;
            if (Dialog is not null) Dialog.Tap = value;
        }
    }

    /// <summary>User part of our Contact; may be set before the first response. Empty: none.</summary>
    public ReadOnlyMemory<byte> ContactUser { get; set; }

    /// <summary>The other side offers 100rel, or demands it.</summary>
    public bool TakesReliable { get; }

    /// <summary>It demands it: every provisional response but 100 is sent reliably, unless <see cref="Extensions"/> keep quiet of it.</summary>
    public bool DemandsReliable { get; }

    /// <summary>Our own policy; to be set before the first response.</summary>
    public Extensions Extensions { get; set; } = Extensions.All;

    /// <summary>Until it is acknowledged, or given up.</summary>
    private ServerTransaction Transaction => _transaction ?? throw new InvalidOperationException("The INVITE is over: nothing more is sent for it.");

    internal SipToken LocalToken { get; private set; }

    internal uint CSeq { get; }

    /// <summary>A provisional response, or a failure, with nothing of the user's own.</summary>
    public void Respond(int status) => Respond<object?>(status, default, null, null);

    /// <summary>
    /// 101 to 199, or 300 to 699. A provisional response makes the early dialog and is repeated every minute (13.3.1.1), a reliable one until its PRACK comes.
    /// Does nothing once <see cref="IsAnswered"/>.
    /// </summary>
    /// <param name="reason">Empty: the usual phrase.</param>
    /// <param name="headers">Writes more header lines.</param>
    /// <param name="contentType">Empty: no body.</param>
    /// <param name="reliably">By 100rel if the other side takes it; once one was, all later ones of this early dialog are.</param>
    public void Respond<TState>(
        int status, ReadOnlySpan<byte> reason, HeaderWriter<TState>? headers, TState state, ReadOnlySpan<byte> contentType = default, ReadOnlySpan<byte> body = default,
        bool reliably = false)
    {
        if (status is <= 100 or (>= 200 and < 300) or > 699) throw new ArgumentOutOfRangeException(nameof(status), status, $"101 to 199 or 300 to 699; 2xx go by {nameof(Answer)}.");
        if (IsAnswered || _request is not { } request) return;
        if (status < 200)
        {
            _lastProvisional = status;
            var dialog = MakeDialog(request);
            if (IsReliable(dialog, reliably))
            {
                SendReliably(dialog, request, status, reason, headers, state, contentType, body);
                return;
            }
            Send(request, status, reason, headers, state, contentType, body);
            _agent.Layer.Timers.Arm(this, SipTimers.ProvisionalRefresh);
            return;
        }
        IsAnswered = true;
        _agent.Layer.Timers.Cancel(this);
        Send(request, status, reason, headers, state, contentType, body);
        _request = null;
        EndForks();
        Dialog?.OnIncomingOver(this);
        if (!IsReinvite) Dialog?.End(new DialogEnd(DialogEndCause.NotChosen, status));
    }

    /// <summary>
    /// 200, repeated until its ACK comes (13.3.1.4). While a description sent reliably has no PRACK it is held back (RFC 3262 3). The dialog is confirmed for us from now on, but no BYE may leave before the ACK or its absence:
    /// <see cref="Dialog.Bye"/> waits for that by itself (15). Throws <see cref="InvalidOperationException"/> once <see cref="IsAnswered"/>.
    /// </summary>
    /// <param name="user">Hears of the dialog from now on.</param>
    public Dialog Answer<TState>(
        IDialogUser user, HeaderWriter<TState>? headers, TState state, ReadOnlySpan<byte> contentType = default, ReadOnlySpan<byte> body = default)
    {
        if (IsAnswered || _request is not { } request) throw new InvalidOperationException("The INVITE has its final response already.");
        var dialog = MakeDialog(request);
        dialog.User = user;
        IsAnswered = true;
        _agent.Layer.Timers.Cancel(this);
        EndForks();
        dialog.ConfirmByAnswer(this, request);
        _localTag = dialog.LocalTag;
        var answer = Compose(request, 200, default, headers, state, contentType, body);
        if (dialog.Reliable is { } reliable && !reliable.TryFinish()) _held = answer.ToArray();
        else SendAnswer(answer);
        return dialog;
    }

    /// <summary>100 leaves at once (17.2.1 allows 200 ms).</summary>
    internal void SendTrying() => Send<object?>(Request, 100, default, null, null, default, default);

    private Dialog MakeDialog(SipMessage request)
    {
        if (Dialog is not null) return Dialog;
        Dialog = Dialogs.Dialog.ForServer(_agent, this, request, Source);
        Dialog.SetIncoming(this);
        _agent.Dialogs.Add(Dialog);
        return Dialog;
    }

    private void Send<TState>(
        SipMessage request, int status, ReadOnlySpan<byte> reason, HeaderWriter<TState>? headers, TState state, ReadOnlySpan<byte> contentType, ReadOnlySpan<byte> body) =>
        Transaction.Respond(status, Compose(request, status, reason, headers, state, contentType, body));

    private void SendAnswer(ReadOnlySpan<byte> answer)
    {
        Transaction.Respond(200, answer);
        _interval = _agent.Layer.Times.T1;
        _waited = 0;
        _agent.Layer.Timers.Arm(this, _interval);
    }

    /// <summary>The whole response, valid until the next message is written.</summary>
    private ReadOnlySpan<byte> Compose<TState>(
        SipMessage request, int status, ReadOnlySpan<byte> reason, HeaderWriter<TState>? headers, TState state, ReadOnlySpan<byte> contentType, ReadOnlySpan<byte> body, uint rseq = 0)
    {
        var makesDialog = status is > 100 and < 300;
        var parts = new ResponseParts
        {
            Status = status,
            Reason = reason,
            ToTag = status == 100 ? default : _localTag.Span,
            CopyRecordRoute = makesDialog,
            HasContact = makesDialog,
            ContactUser = ContactUser.Span,
            RSeq = rseq,
            Common = _agent.ResponseLines(SipMethod.Invite, status, IsReinvite ? Dialog!.Extensions : Extensions),
            ContentType = contentType,
            Body = body,
        };
        ResponseWriter.Write(_agent.Layer.Scratch, request, Source, parts, headers, state);
        return _agent.Layer.Scratch.Written;
    }
}
