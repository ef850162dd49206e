using Telephony.Sip.Authentication;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;

namespace Telephony.Sip.UserAgents;

/// <summary>A request of ours other than INVITE, until its final response. Loop thread only.</summary>
public sealed class OutgoingRequest : IAttemptsOwner
{
    private readonly IResponseUser _user;
    private readonly RequestAttempts _attempts;
    private uint _cseq;
    private bool _over;

    internal OutgoingRequest(UserAgent agent, SipMethod method, Dialog? dialog, IResponseUser user, RequestDraft? draft, DigestClient? digest, ISipTap? tap)
    {
        (Method, Dialog, _user) = (method, dialog, user);
        _attempts = new RequestAttempts(agent, this)
        {
            LargeRequests = draft?.LargeRequests ?? dialog?.LargeRequests ?? LargeRequestPolicy.Switch,
            TryNextTarget = draft?.TryNextTarget ?? true,
            Digest = digest,
            Tap = tap,
        };
    }

    public SipMethod Method { get; }

    /// <summary>Null outside a dialog.</summary>
    public Dialog? Dialog { get; }

    /// <summary>For the sender's own use.</summary>
    public object? State { get; set; }

    /// <summary>Where the present attempt went.</summary>
    public SipTarget Target => _attempts.Target;

    /// <summary>Of the present attempt: a repetition with credentials has the next one.</summary>
    public uint CSeq => _cseq;

    /// <summary>The connection the present attempt went by; 0 for UDP, or when nothing has left.</summary>
    public long ConnectionId => _attempts.Current?.ConnectionId ?? 0;

    internal bool IsOver => _over;

    internal RequestAttempts Attempts => _attempts;

    /// <summary>Waits no longer and tells nobody; late responses are dropped.</summary>
    public void Abandon()
    {
        if (_over) return;
        _over = true;
        _attempts.GiveUp();
    }

    internal void SetCSeq(uint cseq) => _cseq = cseq;

    uint IAttemptsOwner.NextCSeq() => _cseq = Dialog?.NextCSeq() ?? _cseq + 1;

    void IAttemptsOwner.OnProvisional(SipMessage response, in SipSource source)
    {
        if (!_over && response.StatusCode > 100) _user.OnProvisional(this, response);
    }

    void IAttemptsOwner.OnFinal(SipMessage response, in SipSource source)
    {
        if (_over) return;
        _over = true;
        Dialog?.OnResponse(Method, response, source);
        _user.OnResponse(this, response);
        if (response.StatusCode is 408 or 481 && TakesDialogAlong(response.StatusCode)) Dialog?.OnGone(response.StatusCode, response);
    }

    void IAttemptsOwner.OnFailed(RequestFailure cause)
    {
        if (_over) return;
        _over = true;
        _user.OnFailed(this, cause);
        if (cause == RequestFailure.Timeout && TakesDialogAlong(408)) Dialog?.OnGone(408, null);
    }

    /// <summary>
    /// A PRACK may cross the final response, and some peers forget then what it is for: the INVITE tells whether they live. What is about a subscription takes only
    /// that along (RFC 5057 5.1); a REFER makes one, and the call that it was sent in shall go on when nobody answers it.
    /// </summary>
    private bool TakesDialogAlong(int status) => Method switch
    {
        SipMethod.Prack or SipMethod.Notify or SipMethod.Subscribe => false,
        SipMethod.Refer => status == 481,
        _ => true,
    };
}
