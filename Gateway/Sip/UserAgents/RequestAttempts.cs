using Telephony.Net.Loops;
using Telephony.Sip.Authentication;
using Telephony.Sip.Messages;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;

namespace Telephony.Sip.UserAgents;

/// <summary>Whose request it is.</summary>
internal interface IAttemptsOwner
{
    /// <summary>The sequence number of a repetition with credentials.</summary>
    uint NextCSeq();

    void OnProvisional(SipMessage response, in SipSource source) { }

    /// <summary>What was heard so far belongs to an attempt that is over: another one starts.</summary>
    void OnNextAttempt() { }

    /// <summary>A final response that stands. For an INVITE 2xx may come several times.</summary>
    void OnFinal(SipMessage response, in SipSource source);

    void OnFailed(RequestFailure cause);

    /// <summary>The last transaction is over: no response can come any more.</summary>
    void OnOver() { }
}

/// <summary>
/// One request of ours through all its attempts: TCP for a large one and back to UDP (RFC 3261 18.1.1), the next target (RFC 3263 4.3),
/// credentials (RFC 3261 22). One client transaction each.
/// </summary>
internal sealed class RequestAttempts : IClientTransactionUser
{
    private readonly UserAgent _agent;
    private readonly IAttemptsOwner _owner;
    private LoopTimer? _later;
    private IReadOnlyList<SipTarget> _targets = [];
    private int _next;
    private int _challenges;
    private SipTarget? _udp;
    private RequestFailure _laterCause;
    private RequestImage? _waiting;

    public RequestAttempts(UserAgent agent, IAttemptsOwner owner)
    {
        (_agent, _owner) = (agent, owner);
    }

    public LargeRequestPolicy LargeRequests { get; init; }

    public bool TryNextTarget { get; init; }

    /// <summary>Shared by all requests of a dialog; null: challenges are final.</summary>
    public DigestClient? Digest { get; init; }

    public ISipTap? Tap { get; init; }

    /// <summary>No further attempt: the sender has given up.</summary>
    public bool IsStopped { get; set; }

    public ClientTransaction? Current { get; private set; }

    public SipTarget Target { get; private set; }

    /// <summary>Sends to the first target that there is a way to. Failure is told later, never from inside.</summary>
    public void Start(RequestImage image, IReadOnlyList<SipTarget> targets)
    {
        (_targets, _next) = (targets, 0);
        if (TrySendNext(image)) return;
        image.Release();
        FailLater(targets.Count == 0 ? RequestFailure.NoTarget : RequestFailure.TransportError);
    }

    /// <summary>Keeps the request until its targets are known.</summary>
    public void Wait(RequestImage image) => _waiting = image;

    public void Resolved(IReadOnlyList<SipTarget> targets)
    {
        if (_waiting is not { } image) return;
        _waiting = null;
        Start(image, targets);
    }

    /// <summary>True when nothing has left yet: then the owner is told <paramref name="cause"/> soon.</summary>
    public bool FailIfUnsent(RequestFailure cause)
    {
        if (Current is not null) return false;
        _waiting?.Release();
        _waiting = null;
        FailLater(cause);
        return true;
    }

    public void GiveUp()
    {
        IsStopped = true;
        _waiting?.Release();
        _waiting = null;
        if (_later is not null) _agent.Layer.Timers.Cancel(_later);
        Current?.GiveUp();
    }

    public void OnResponse(ClientTransaction transaction, SipMessage response, in SipSource source)
    {
        _agent.Layer.Statistics.ResponsesIn++;
        if (transaction != Current) return;
        if (response.StatusCode < 200)
        {
            _owner.OnProvisional(response, source);
            return;
        }
        if (!IsStopped && transaction.Request is { } request && response.StatusCode >= 300)
        {
            if (Digest is not null && Digest.TryAccept(response, _challenges++))
            {
                var credentials = _agent.WriteCredentials(Digest, request.Method, request.Uri);
                Send(request.MakeNext(_agent.Layer.NewBranch(), request.Local, _owner.NextCSeq(), credentials, _agent.Layer.Scratch), transaction.Target);
                return;
            }
            if (response.StatusCode == 503 && TryNext(transaction)) return;
        }
        _targets = [];   // none is tried after a final response, and a held call should be small
        _owner.OnFinal(response, source);
    }

    public void OnTimeout(ClientTransaction transaction)
    {
        if (transaction == Current && !TryNext(transaction)) _owner.OnFailed(RequestFailure.Timeout);
    }

    public void OnTransportError(ClientTransaction transaction)
    {
        if (transaction != Current) return;
        if (!IsStopped && _udp is { } udp && transaction.Request is { } request)
        {
            _udp = null;
            _agent.Layer.Statistics.Failovers++;
            if (_agent.Transports.Choose(udp.Kind, udp.Remote, udp.Local?.Local)?.NamedAs(request.Local) is { } local)
            {
                Send(request.MakeNext(_agent.Layer.NewBranch(), local, request.CSeq, request.Credentials, _agent.Layer.Scratch), udp with { Local = local });
                return;
            }
        }
        if (!TryNext(transaction)) _owner.OnFailed(RequestFailure.TransportError);
    }

    public void OnTerminated(ClientTransaction transaction)
    {
        if (transaction == Current) _owner.OnOver();
    }

    private bool TryNext(ClientTransaction transaction)
    {
        if (IsStopped || !TryNextTarget || transaction.Request is not { } request || !TrySendNext(request)) return false;
        _agent.Layer.Statistics.Failovers++;
        return true;
    }

    /// <summary>The image stays the caller's unless it was sent as it is, which happens only the first time.</summary>
    private bool TrySendNext(RequestImage image)
    {
        while (_next < _targets.Count)
        {
            var target = _targets[_next++];
            _udp = null;
            var local = target.Local is { } given && given.Kind == target.Kind ? given : _agent.Transports.Choose(target.Kind, target.Remote, target.Local?.Local)?.NamedAs(image.Local);
            if (local is null) continue;
            if (target.Kind == SipTransportKind.Udp && LargeRequests != LargeRequestPolicy.StayUdp && image.Bytes.Length > _agent.Options.LargestDatagramBytes
                && _agent.Transports.Choose(SipTransportKind.Tcp, target.Remote)?.NamedAs(local) is { } stream)
            {
                _udp = target with { Local = local };
                (target, local) = (target with { Kind = SipTransportKind.Tcp, ConnectionId = 0 }, stream);
            }
            var first = Current is null && image.Local == local;
            var sent = first ? image : image.MakeNext(_agent.Layer.NewBranch(), local, image.CSeq, image.Credentials, _agent.Layer.Scratch);
            if (!first && Current is null) image.Release();
            Send(sent, target with { Local = local });
            return true;
        }
        return false;
    }

    private void Send(RequestImage image, in SipTarget target)
    {
        if (Current is not null) _owner.OnNextAttempt();
        Target = target;
        Current = new ClientTransaction(_agent.Layer, image.Branch, image, target, this, Tap);
        Current.Start();
    }

    private void FailLater(RequestFailure cause)
    {
        _laterCause = cause;
        _later ??= new LoopTimer(static self => ((RequestAttempts)self!).FailNow(), this);
        _agent.Layer.Timers.Arm(_later, 0);
    }

    private void FailNow()
    {
        _owner.OnFailed(_laterCause);
        _owner.OnOver();
    }
}
