using Telephony.Net.Loops;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;

namespace Telephony.Sip.Transactions;

/// <summary>Hears what becomes of a server transaction.</summary>
internal interface IServerTransactionUser
{
    /// <summary>An ACK that reached the transaction in Accepted: it belongs to a 2xx.</summary>
    void OnAck(ServerTransaction transaction, SipMessage ack) { }

    /// <summary>Timer H: a failure was not acknowledged.</summary>
    void OnAckTimeout(ServerTransaction transaction) { }

    void OnTransportError(ServerTransaction transaction) { }

    /// <summary>The last call of all.</summary>
    void OnTerminated(ServerTransaction transaction) { }
}

/// <summary>Shell around <see cref="InviteServerMachine"/> and <see cref="NonInviteServerMachine"/>: one request of the other side, its repetitions, our responses.</summary>
internal sealed class ServerTransaction : WheelEntry
{
    private readonly TransactionLayer _layer;
    private readonly SipTarget _back;
    private StoredMessage _response;
    private int _interval;
    private int _remaining;
    private int _armed;
    private long _lingersUntil;

    public ServerTransaction(TransactionLayer layer, UInt128 key, UInt128 mergeKey, SipMethod method, in SipTarget back)
    {
        (_layer, Key, MergeKey, _back) = (layer, key, mergeKey, back);
        IsInvite = method == SipMethod.Invite;
        State = IsInvite ? InviteServerMachine.Initial : NonInviteServerMachine.Initial;
    }

    public UInt128 Key { get; }

    /// <summary>Call-ID, From tag and CSeq of a request outside a dialog (8.2.2.2); zero inside.</summary>
    public UInt128 MergeKey { get; }

    public bool IsInvite { get; }

    public TransactionState State { get; private set; }

    public IServerTransactionUser? User { get; set; }

    /// <summary>The To tag of our responses to an INVITE: a CANCEL gets the same (RFC 3261 9.2). As a number: it stays for half a minute.</summary>
    public SipToken? LocalTag { get; set; }

    public ISipTap? Tap { get; set; }

    private bool IsReliable => _back.Kind.IsReliable();

    private SipTimers Times => _layer.Times;

    public void OnRepeatedRequest()
    {
        _layer.Statistics.RetransmissionsIn++;
        Fire(TransactionTrigger.Request, default);
    }

    public void OnAck(SipMessage ack)
    {
        var step = InviteServerMachine.On(State, TransactionTrigger.Ack);
        if ((step.Effects & TransactionEffects.PassUp) != 0) User?.OnAck(this, ack);
        else Fire(TransactionTrigger.Ack, default);
    }

    /// <summary>Sends a response and keeps it for repetition.</summary>
    /// <param name="response">The whole message.</param>
    public void Respond(int status, ReadOnlySpan<byte> response)
    {
        _layer.Statistics.ResponsesOut++;
        if (status is 401 or 407) _layer.StopMerging(MergeKey, Key);
        Fire(status < 200 ? TransactionTrigger.Provisional : status < 300 ? TransactionTrigger.Success : TransactionTrigger.Failure, response);
    }

    /// <summary>Sends the last response again: the repetition of a 2xx (13.3.1.4) or of a provisional (13.3.1.1), which are the user's business.</summary>
    public void Repeat()
    {
        if (_response.IsEmpty || State is not (TransactionState.Proceeding or TransactionState.Accepted)) return;
        _layer.Statistics.RetransmissionsOut++;
        TrySend(_layer.Store.Read(_response));
    }

    /// <summary>Sends a provisional response again that need not be the last: each early dialog repeats its own (RFC 3262 3).</summary>
    public void Repeat(ReadOnlySpan<byte> provisional)
    {
        if (State != TransactionState.Proceeding) return;
        _layer.Statistics.RetransmissionsOut++;
        TrySend(provisional);
    }

    public void TellLastResponse(ISipTap tap)
    {
        if (!_response.IsEmpty) tap.OnMessage(outgoing: true, _layer.Store.Read(_response), _back.Local?.Local ?? default, _back.Remote);
    }

    /// <summary>The 2xx was acknowledged: its bytes are not needed any more.</summary>
    public void ReleaseResponse() => _layer.Store.Release(ref _response);

    /// <summary>The user of an INVITE has its ACK, or waits for it no longer: what is left of an accepted one is to absorb repetitions (RFC 6026 7.1).</summary>
    public void Settle()
    {
        User = null;
        if (State == TransactionState.Accepted && IsArmed) Linger((int)Math.Max(1, _lingersUntil - _layer.Now));
    }

    protected override void OnDue()
    {
        _remaining -= _armed;
        if (State is TransactionState.Completed && IsInvite) Fire(_remaining <= 0 ? TransactionTrigger.TimeoutTimer : TransactionTrigger.RetransmitTimer, default);
        else Fire(TransactionTrigger.LingerTimer, default);
    }

    private void Fire(TransactionTrigger trigger, ReadOnlySpan<byte> response)
    {
        var step = IsInvite ? InviteServerMachine.On(State, trigger) : NonInviteServerMachine.On(State, trigger);
        var effects = step.Effects;
        State = step.State;
        if ((effects & TransactionEffects.StopTimers) != 0) _layer.Timers.Cancel(this);
        if ((effects & TransactionEffects.Retransmit) != 0) RepeatLast();
        if ((effects & TransactionEffects.BackOff) != 0) BackOff();
        if ((effects & TransactionEffects.SendResponse) != 0) Send(response);
        if ((effects & TransactionEffects.StartFinalTimers) != 0) StartFinalTimers();
        var linger = (effects & TransactionEffects.StartLinger) != 0 ? StartLinger() : -1;
        if ((effects & TransactionEffects.ReportTimeout) != 0)
        {
            _layer.Statistics.MissingAcks++;
            User?.OnAckTimeout(this);
        }
        if ((effects & TransactionEffects.ReportTransportError) != 0) User?.OnTransportError(this);
        if (linger == 0) Fire(TransactionTrigger.LingerTimer, default);
        else if (linger > 0 && State != TransactionState.Accepted) Linger(linger);
        else if (State == TransactionState.Terminated && effects != TransactionEffects.None) End();
    }

    private void RepeatLast()
    {
        if (_response.IsEmpty) return;
        _layer.Statistics.RetransmissionsOut++;
        TrySend(_layer.Store.Read(_response));
    }

    private void Send(ReadOnlySpan<byte> response)
    {
        ReleaseResponse();
        _response = _layer.Store.Keep(response);
        if (!TrySend(response)) _layer.Statistics.TransportErrors++;
    }

    private bool TrySend(ReadOnlySpan<byte> message) => _layer.TrySend(message, _back, Tap, out _);

    private void StartFinalTimers()
    {
        _remaining = Times.Timeout;
        _interval = IsReliable ? int.MaxValue : Times.T1;
        Arm();
    }

    private void BackOff()
    {
        _interval = Math.Min(2 * _interval, Times.T2);
        Arm();
    }

    private void Arm()
    {
        _armed = Math.Min(_interval, _remaining);
        _layer.Timers.Arm(this, _armed);
    }

    private int StartLinger()
    {
        var linger = State switch
        {
            TransactionState.Accepted => Times.Timeout,
            TransactionState.Confirmed => Times.IK(IsReliable),
            _ => Times.J(IsReliable),
        };
        if (State == TransactionState.Confirmed) ReleaseResponse();
        if (State == TransactionState.Accepted)
        {
            _lingersUntil = _layer.Now + linger;
            _layer.Timers.Arm(this, linger);
        }
        return linger;
    }

    private void Linger(int milliseconds)
    {
        _layer.Timers.Cancel(this);
        var rest = new LingeringTransaction
        {
            Key = Key,
            MergeKey = MergeKey,
            LocalTag = LocalTag ?? default,
            Target = _back,
            Message = _response,
            Method = IsInvite ? SipMethod.Invite : SipMethod.Unknown,
            State = State,
        };
        _response = default;
        _layer.Linger(this, rest, milliseconds);
        User?.OnTerminated(this);
    }

    private void End()
    {
        _layer.Timers.Cancel(this);
        _layer.Remove(this);
        ReleaseResponse();
        User?.OnTerminated(this);
    }
}
