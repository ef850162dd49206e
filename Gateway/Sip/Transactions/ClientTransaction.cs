using Telephony.Net.Loops;
using Telephony.Sip.Authentication;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;

namespace Telephony.Sip.Transactions;

/// <summary>Hears what becomes of a client transaction.</summary>
internal interface IClientTransactionUser
{
    void OnResponse(ClientTransaction transaction, SipMessage response, in SipSource source);

    /// <summary>Timer B or F.</summary>
    void OnTimeout(ClientTransaction transaction);

    void OnTransportError(ClientTransaction transaction);

    /// <summary>The last call of all: no response can come any more.</summary>
    void OnTerminated(ClientTransaction transaction) { }
}

/// <summary>
/// Shell around <see cref="InviteClientMachine"/> and <see cref="NonInviteClientMachine"/>: one request, its repetitions and its responses.
/// One timer serves both the next repetition and the end of waiting.
/// </summary>
internal sealed class ClientTransaction : WheelEntry
{
    private readonly TransactionLayer _layer;
    private StoredMessage _ack;
    private int _interval;
    private int _remaining;
    private int _armed;
    private bool _failedAtOnce;
    private long _lingersUntil;

    public ClientTransaction(TransactionLayer layer, SipToken key, RequestImage request, in SipTarget target, IClientTransactionUser user, ISipTap? tap)
    {
        (_layer, Key, Request, Target, User, Tap) = (layer, key, request, target, user, tap);
        Method = request.Method;
        State = IsInvite ? InviteClientMachine.Initial : NonInviteClientMachine.Initial;
    }

    public SipToken Key { get; }

    public SipMethod Method { get; }

    public bool IsInvite => Method == SipMethod.Invite;

    public TransactionState State { get; private set; }

    /// <summary>What was sent. Null once a final response was passed up.</summary>
    public RequestImage? Request { get; private set; }

    public SipTarget Target { get; private set; }

    /// <summary>The connection it went by; 0 for UDP.</summary>
    public long ConnectionId { get; private set; }

    /// <summary>Nobody after a final response that no other can follow: what is left is to absorb repetitions, and that must not keep the request's owner.</summary>
    public IClientTransactionUser User { get; private set; }

    public ISipTap? Tap { get; }

    /// <summary>Whether a response with our branch also names our method (17.1.3).</summary>
    public bool Matches(SipMessage response) => response.CSeqMethod == Method;

    private SipTarget Route => ConnectionId == 0 ? Target : Target with { ConnectionId = ConnectionId };

    private bool IsReliable => Target.Kind.IsReliable();

    private SipTimers Times => _layer.Times;

    /// <summary>Sends the request. A failure to send is told later, never from inside this call.</summary>
    public void Start()
    {
        _layer.Add(this);
        _remaining = Times.Timeout;
        _interval = IsReliable ? int.MaxValue : Times.T1;
        _layer.Statistics.RequestsOut++;
        _failedAtOnce = !TrySend(Request!.Bytes);   // set until the final response
        Arm();
    }

    public void OnResponse(SipMessage response, in SipSource source) => Fire(TriggerOf(response), response, source);

    public static TransactionTrigger TriggerOf(SipMessage response) => response.StatusCode switch
    {
        < 200 => TransactionTrigger.Provisional,
        < 300 => TransactionTrigger.Success,
        _ => TransactionTrigger.Failure,
    };

    public void OnTransportError() => Fire(TransactionTrigger.TransportError);

    /// <summary>What was sent did not leave. Told from a timer: this may be called while something is being sent.</summary>
    public void FailSoon()
    {
        if (State is not (TransactionState.Calling or TransactionState.Trying)) return;
        _failedAtOnce = true;
        Arm();
    }

    /// <summary>
    /// The call of an answered INVITE is over. Its transaction goes on for what is left of the half minute (RFC 6026 7.2), for a repeated 2xx, which gets the same ACK
    /// again, and for another fork's late 2xx, which gets ACK and BYE: all names that takes stand in the ACK.
    /// </summary>
    /// <param name="ack">Given away.</param>
    /// <param name="target">Where the ACK goes.</param>
    /// <param name="digest">Null unless the peer has challenged.</param>
    public void Settle(StoredMessage ack, in SipTarget target, DigestClient? digest)
    {
        _ack = ack;
        if (State == TransactionState.Accepted && IsArmed) Linger((int)Math.Max(1, _lingersUntil - _layer.Now), target, digest);
        else _layer.Store.Release(ref _ack);
    }

    /// <summary>Waits no longer; the user hears <see cref="IClientTransactionUser.OnTerminated"/> only.</summary>
    public void GiveUp() => Fire(TransactionTrigger.GiveUp);

    protected override void OnDue()
    {
        if (_failedAtOnce)
        {
            _failedAtOnce = false;
            Fire(TransactionTrigger.TransportError);
            return;
        }
        _remaining -= _armed;
        if (State is TransactionState.Accepted or TransactionState.Completed) Fire(TransactionTrigger.LingerTimer);
        else Fire(_remaining <= 0 ? TransactionTrigger.TimeoutTimer : TransactionTrigger.RetransmitTimer);
    }

    private void Fire(TransactionTrigger trigger, SipMessage? response = null, SipSource source = default)
    {
        var step = IsInvite ? InviteClientMachine.On(State, trigger) : NonInviteClientMachine.On(State, trigger);
        var effects = step.Effects;
        State = step.State;
        if ((effects & TransactionEffects.StopTimers) != 0) _layer.Timers.Cancel(this);
        if ((effects & TransactionEffects.Retransmit) != 0) Retransmit();
        if ((effects & TransactionEffects.BackOff) != 0) BackOff();
        if ((effects & TransactionEffects.SendAck) != 0) SendAck(response!);
        var linger = (effects & TransactionEffects.StartLinger) != 0 ? StartLinger() : -1;
        if ((effects & TransactionEffects.PassUp) != 0) User.OnResponse(this, response!, source);
        if ((effects & TransactionEffects.ReportTimeout) != 0)
        {
            _layer.Statistics.ClientTimeouts++;
            User.OnTimeout(this);
        }
        if ((effects & TransactionEffects.ReportTransportError) != 0)
        {
            _layer.Statistics.TransportErrors++;
            User.OnTransportError(this);
        }
        if (State is TransactionState.Accepted or TransactionState.Completed) ReleaseRequest();
        if (State == TransactionState.Completed) LetGo();
        if (linger == 0) Fire(TransactionTrigger.LingerTimer);
        else if (linger > 0 && State == TransactionState.Completed) Linger(linger, Route, null);
        else if (State == TransactionState.Terminated && step.Effects != TransactionEffects.None) End();
    }

    private void Retransmit()
    {
        _layer.Statistics.RetransmissionsOut++;
        TrySend(Request!.Bytes);   // set until the final response; a loss is a loss: the next repetition is another chance
    }

    private void BackOff()
    {
        if (IsInvite) _interval = (int)Math.Min(2L * _interval, Times.Timeout);
        else _interval = State == TransactionState.Proceeding ? Times.T2 : Math.Min(2 * _interval, Times.T2);
        Arm();
    }

    private void Arm()
    {
        _armed = _failedAtOnce ? 0 : Math.Min(_interval, _remaining);
        _layer.Timers.Arm(this, _armed);
    }

    private int StartLinger()
    {
        var linger = !IsInvite ? Times.IK(IsReliable) : State == TransactionState.Accepted ? Times.Timeout : Times.D(IsReliable);
        _failedAtOnce = false;
        if (State == TransactionState.Accepted)
        {
            _lingersUntil = _layer.Now + linger;
            _layer.Timers.Arm(this, linger);
        }
        return linger;
    }

    private void Linger(int milliseconds, in SipTarget target, DigestClient? digest)
    {
        _layer.Timers.Cancel(this);
        var rest = new LingeringTransaction { Key = Key.Value, Target = target, Message = _ack, Method = Method, State = State, Digest = digest };
        _ack = default;
        _layer.Linger(this, rest, milliseconds);
        LetGo();
    }

    private void SendAck(SipMessage response)
    {
        if (_ack.IsEmpty) _ack = _layer.Store.Keep(Request!.WriteAck(response, _layer.Scratch));   // the request lives until after the first final response
        TrySend(_layer.Store.Read(_ack));
    }

    private bool TrySend(ReadOnlySpan<byte> message)
    {
        var sent = _layer.TrySend(message, Route, Tap, out var connection);
        if (connection != 0) ConnectionId = connection;
        return sent;
    }

    private void ReleaseRequest()
    {
        Request?.Release();
        Request = null;
    }

    private void End()
    {
        _layer.Timers.Cancel(this);
        _layer.Remove(this);
        ReleaseRequest();
        _layer.Store.Release(ref _ack);
        LetGo();
    }

    private void LetGo()
    {
        var user = User;
        User = Nobody.Instance;
        user.OnTerminated(this);
    }

    private sealed class Nobody : IClientTransactionUser
    {
        public static readonly Nobody Instance = new();

        public void OnResponse(ClientTransaction transaction, SipMessage response, in SipSource source) { }

        public void OnTimeout(ClientTransaction transaction) { }

        public void OnTransportError(ClientTransaction transaction) { }
    }
}
