using System.Buffers;
using Telephony.Net.Loops;
using Telephony.Sip.Authentication;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;

namespace Telephony.Sip.UserAgents;

/// <summary>An INVITE or re-INVITE of ours, from the first byte sent until its transaction can see no more responses. Loop thread only.</summary>
/// <remarks>
/// <code>
///   calling ─1xx─► progressing ─2xx─► answered        Cancel():  before 1xx it waits, then CANCEL (9.1)
///      └──────────────┴─3xx…6xx, B─► failed                      487 ► failed(Cancelled)    2xx ► ACK, BYE, failed(Cancelled)
/// </code>
/// </remarks>
public sealed partial class OutgoingInvite : IAttemptsOwner
{
    private readonly UserAgent _agent;
    private IOutgoingInviteUser _user;
    private RequestAttempts? _attempts;
    private readonly SipToken _localToken;
    private ReadOnlyMemory<byte> _localTag;
    private LoopTimer? _cancelTimer;
    private byte[]? _cancelReason;
    private StoredMessage _ack;
    private uint _cseq;
    private Flags _flags;

    internal OutgoingInvite(UserAgent agent, IOutgoingInviteUser user, SipToken localToken, ReadOnlyMemory<byte> localTag, ReadOnlyMemory<byte> callId, Dialog? dialog, InviteDraft? draft, DigestClient? digest, ISipTap? tap)
    {
        (_agent, _user, _localToken, _localTag, CallId, Dialog, Draft, Digest, Tap) = (agent, user, localToken, localTag, callId, dialog, draft, digest, tap);
        IsReinvite = dialog is not null;
        _attempts = new RequestAttempts(agent, this)
        {
            LargeRequests = draft?.LargeRequests ?? dialog?.LargeRequests ?? LargeRequestPolicy.Switch,
            TryNextTarget = draft?.TryNextTarget ?? true,
            Digest = digest,
            Tap = tap,
        };
    }

    [Flags]
    private enum Flags : ushort
    {
        Provisional = 1,
        Progressing = 2,
        Answered = 4,
        Failed = 8,
        CancelWanted = 16,
        CancelSent = 32,
        Silent = 64,
        Over = 128,
    }

    /// <summary>Wire form of the Call-ID.</summary>
    public ReadOnlyMemory<byte> CallId { get; private set; }

    /// <summary>Our From tag.</summary>
    public ReadOnlyMemory<byte> LocalTag => _localTag;

    /// <summary>The dialog of a re-INVITE; of a new INVITE after its answer.</summary>
    public Dialog? Dialog { get; private set; }

    public bool IsReinvite { get; }

    /// <summary>Any response but 100 was seen.</summary>
    public bool IsProgressing => Has(Flags.Progressing);

    /// <summary>Answered, failed or abandoned.</summary>
    public bool IsOver => Has(Flags.Answered) || Has(Flags.Failed) || Has(Flags.Silent);

    /// <summary>Where the present attempt went.</summary>
    public SipTarget Target => _attempts?.Target ?? _lastTarget;

    /// <summary>For the sender's own use.</summary>
    public object? State { get; set; }

    /// <summary>Gone once it is settled.</summary>
    internal RequestAttempts Attempts => _attempts ?? throw new InvalidOperationException("The INVITE is settled: nothing more is sent for it.");

    internal InviteDraft? Draft { get; private set; }

    internal DigestClient? Digest { get; }

    internal ISipTap? Tap { get; }

    internal uint CSeq => _cseq;

    internal SipToken LocalToken => _localToken;

    /// <summary>
    /// Gives up: CANCEL leaves as soon as a provisional response has come (RFC 3261 9.1). <see cref="IOutgoingInviteUser.OnFailed"/> follows with
    /// <see cref="RequestFailure.Cancelled"/>; a 2xx that crosses is acknowledged and ended by BYE. Does nothing after the end.
    /// </summary>
    /// <param name="reason">Value of a Reason header (RFC 3326), empty: none.</param>
    public void Cancel(ReadOnlySpan<byte> reason = default)
    {
        if (Has(Flags.Answered) || Has(Flags.Failed) || Has(Flags.CancelWanted)) return;
        Set(Flags.CancelWanted);
        Attempts.IsStopped = true;
        if (!reason.IsEmpty) _cancelReason = reason.ToArray();
        if (Attempts.FailIfUnsent(RequestFailure.Cancelled)) return;
        if (Has(Flags.Provisional)) SendCancel();
    }

    /// <summary>The same, and the user is told nothing any more.</summary>
    public void Abandon(ReadOnlySpan<byte> reason = default)
    {
        if (IsOver) return;
        Set(Flags.Silent);
        Cancel(reason);
    }

    /// <summary>The user hears nothing more, and is not kept alive by a transaction that only waits for repetitions.</summary>
    internal void ReleaseUser()
    {
        _user = NoUser.Instance;
        State = null;
        if (!IsReinvite && Has(Flags.Answered)) Settle();
    }

    internal void SetCSeq(uint cseq) => _cseq = cseq;

    uint IAttemptsOwner.NextCSeq() => _cseq = IsReinvite ? Dialog!.NextCSeq() : _cseq + 1;   // a re-INVITE has its dialog from the start

    private void SendCancel()
    {
        if (Has(Flags.CancelSent) || _attempts?.Current is not { Request: { } request } transaction) return;
        Set(Flags.CancelSent);
        var cancel = request.MakeCancel(_cancelReason, _agent.Layer.Scratch);
        var target = transaction.Target with { ConnectionId = transaction.ConnectionId };
        new ClientTransaction(_agent.Layer, cancel.Branch, cancel, target, CancelUser.Instance, Tap).Start();
        _cancelTimer = new LoopTimer(static self => ((OutgoingInvite)self!).OnCancelUnheard(), this);
        _agent.Layer.Timers.Arm(_cancelTimer, _agent.Layer.Times.Timeout);
    }

    /// <summary>9.1: no final response for 64*T1 after CANCEL: the INVITE counts as cancelled.</summary>
    private void OnCancelUnheard()
    {
        if (Has(Flags.Answered) || Has(Flags.Failed)) return;
        Fail(new InviteFailure(RequestFailure.Cancelled, 487, null));
        Attempts.GiveUp();
    }

    private void Fail(in InviteFailure failure)
    {
        if (Has(Flags.Failed) || Has(Flags.Answered)) return;
        Set(Flags.Failed);
        if (_cancelTimer is not null) _agent.Layer.Timers.Cancel(_cancelTimer);
        if (IsReinvite) Dialog!.OnReinviteOver(this);
        else EndEarlyDialogs(except: null);
        if (!Has(Flags.Silent)) _user.OnFailed(this, failure);
        ReleaseUser();
        if (IsReinvite && failure.Status is 408 or 481 && failure.Cause != RequestFailure.Cancelled) Dialog!.OnGone(failure.Status, failure.Response);
    }

    /// <summary>The INVITE's dialogs that did not win.</summary>
    private void EndEarlyDialogs(Dialog? except)
    {
        for (var dialog = _agent.Dialogs.FirstFork(_localToken); dialog is not null;)
        {
            var next = dialog.NextFork;
            if (dialog != except && dialog.State == DialogState.Early) dialog.End(new DialogEnd(DialogEndCause.NotChosen));
            dialog = next;
        }
    }

    private bool Has(Flags flag) => (_flags & flag) != 0;

    private void Set(Flags flag) => _flags |= flag;

    private sealed class NoUser : IOutgoingInviteUser
    {
        public static readonly NoUser Instance = new();

        public void OnProvisional(OutgoingInvite invite, Dialog? early, SipMessage response) { }

        public void OnAnswered(OutgoingInvite invite, Dialog dialog, SipMessage response) { }

        public void OnFailed(OutgoingInvite invite, in InviteFailure failure) { }
    }

    /// <summary>What becomes of the CANCEL itself does not matter: the INVITE's own final response tells.</summary>
    private sealed class CancelUser : IClientTransactionUser
    {
        public static readonly CancelUser Instance = new();

        public void OnResponse(ClientTransaction transaction, SipMessage response, in SipSource source) { }

        public void OnTimeout(ClientTransaction transaction) { }

        public void OnTransportError(ClientTransaction transaction) { }
    }
}
