using System.Text;
using Microsoft.Extensions.Logging;
using Telephony.Calls.Dialing;
using Telephony.Calls.Shards;
using Telephony.Domain.Registration;
using Telephony.Domain.Trunks;
using Telephony.Net.Loops;
using Telephony.Sip.Authentication;
using Telephony.Sip.Messages;
using Telephony.Sip.Resolution;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;
using DigestCredentials = Telephony.Sip.Authentication.DigestCredentials;

namespace Telephony.Calls.Registration;

/// <summary>
/// Keeps us registered with one trunk (DR-39): performs what <see cref="RegistrationMachine"/> says. One Call-ID for all its life, so that the registrar sees each
/// REGISTER as an update of the one before (RFC 3261 10.2.4). Loop thread only.
/// </summary>
internal sealed class OutboundRegistration : IResponseUser
{
    /// <summary>RFC 5626 4.5: after the first failure up to 30 s, doubled by each further one, half an hour at the most.</summary>
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(30);

    private readonly CallShard _shard;
    private readonly ILogger _logger;
    private readonly LoopTimer _due;
    private readonly LoopTimer _expiry;
    private readonly FlowKeepAlive _keepAlive;
    private readonly byte[] _callId = new byte[SipIdentifiers.CallIdLength];
    private readonly byte[] _line = new byte[16];
    private readonly byte[] _user;
    private OutgoingRequest? _request;
    private TimeSpan _expires;
    private TimeSpan _retryAfter;
    private DateTimeOffset? _expiresAt;
    private DateTimeOffset? _nextAt;
    private DateTimeOffset? _lastAt;
    private string _lastText = "";
    private uint _cseq;
    private int _lastStatus;
    private int _failures;
    private bool _outbound;
    private RegistrationAnswer? _answer;

    public OutboundRegistration(CallShard shard, Trunk trunk, TrunkRegistration settings, ILogger logger)
    {
        (_shard, Trunk, Settings, _logger) = (shard, trunk, settings, logger);
        _due = new LoopTimer(static self => ((OutboundRegistration)self!).Fire(RegistrationTrigger.Due), this);
        _expiry = new LoopTimer(static self => ((OutboundRegistration)self!).OnExpired(), this);
        _keepAlive = new FlowKeepAlive(shard, this);
        (_expires, _outbound, _user) = (settings.Expires, settings.Outbound, Encoding.UTF8.GetBytes(SipUserText.Escape(settings.User)));
        shard.SipRandom.WriteCallId(_callId);
        shard.SipRandom.WriteText(_line);
        _cseq = 1;
    }

    public Trunk Trunk { get; set; }

    public TrunkRegistration Settings { get; }

    public RegistrationPhase Phase { get; private set; }

    /// <summary>In the URI of our Contact: who brings it back was told by the registrar.</summary>
    public ReadOnlySpan<byte> Line => _line;

    /// <summary>User part of our Contact, as it stands there.</summary>
    public ReadOnlySpan<byte> ContactUser => _user;

    /// <summary>Where the registrar was reached; null while we are not registered.</summary>
    public SipTarget? Flow { get; private set; }

    /// <summary>Of the last 200 (RFC 3608 5).</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> ServiceRoute { get; private set; } = [];

    public bool IsOver => Phase == RegistrationPhase.Gone;

    /// <summary>The registrar took our flow as one of RFC 5626: it answers STUN.</summary>
    public bool FlowIsOutbound => _answer is { RequiresOutbound: true };

    public TimeSpan? FlowTimer => _answer?.FlowTimer;

    public void Start() => Fire(RegistrationTrigger.Start);

    public void Stop() => Fire(RegistrationTrigger.Stop);

    public void OnFlowLost()
    {
        _lastText = "the flow is gone";
        Fire(RegistrationTrigger.FlowLost);
    }

    public void OnStunAnswer(ulong id) => _keepAlive.OnStunAnswer(id);

    public void OnResponse(OutgoingRequest request, SipMessage response)
    {
        if (!ReferenceEquals(request, _request)) return;
        _request = null;
        _cseq = request.CSeq + 1;
        Note(response.StatusCode, SipText.ToText(response.ReasonPhrase));
        var answer = RegistrationAnswer.Read(response, _line, _expires);
        if (Phase != RegistrationPhase.Leaving && response.StatusCode is >= 200 and < 300 && answer.Granted > TimeSpan.Zero)
        {
            (_answer, _failures) = (answer, 0);
            Flow = request.Target with { ConnectionId = request.ConnectionId };
            ServiceRoute = answer.ServiceRoute;
            Fire(RegistrationTrigger.Accepted);
            return;
        }
        if (response.StatusCode is >= 200 and < 300)
        {
            if (Phase != RegistrationPhase.Leaving) _lastText = "the answer has no binding of ours";
            Fire(Phase == RegistrationPhase.Leaving ? RegistrationTrigger.Accepted : RegistrationTrigger.Refused);
            return;
        }
        if (response.StatusCode == 423 && answer.MinExpires > _expires)
        {
            _expires = answer.MinExpires;
            Fire(RegistrationTrigger.TooBrief);
            return;
        }
        if (response.StatusCode is 439 or 420) _outbound = false;   // RFC 5626 11.6: the first hop knows nothing of flows
        _failures++;
        _retryAfter = answer.RetryAfter;
        Fire(RegistrationTrigger.Refused);
    }

    public void OnFailed(OutgoingRequest request, RequestFailure failure)
    {
        if (!ReferenceEquals(request, _request)) return;
        _request = null;
        _cseq = request.CSeq + 1;
        Unreachable(failure switch
        {
            RequestFailure.Timeout => "no response",
            RequestFailure.NoTarget => "the registrar's name has no address",
            _ => "the request could not be sent",
        });
    }

    private void Unreachable(string why)
    {
        Note(0, why);
        _failures++;
        _retryAfter = TimeSpan.Zero;
        Fire(RegistrationTrigger.Unreachable);
    }

    private void Fire(RegistrationTrigger trigger)
    {
        var (step, was) = (RegistrationMachine.On(Phase, trigger), Phase);
        Phase = step.Next;
        var effects = step.Effects;
        if (effects.HasFlag(RegistrationEffects.StopTimers)) StopTimers();
        if (effects.HasFlag(RegistrationEffects.SendRegister)) Register(_expires);
        if (effects.HasFlag(RegistrationEffects.SendUnregister)) Register(TimeSpan.Zero);
        if (effects.HasFlag(RegistrationEffects.ArmRefresh)) ArmRefresh();
        if (effects.HasFlag(RegistrationEffects.ArmRetry)) ArmRetry();
        if (effects.HasFlag(RegistrationEffects.ReportUp)) _logger.Registered(Trunk.Id, Settings.Registrar, _answer?.Granted ?? _expires);
        if (effects.HasFlag(RegistrationEffects.ReportDown)) _logger.RegistrationLost(Trunk.Id, _lastStatus, _lastText);
        else if (was == RegistrationPhase.Registering && Phase == RegistrationPhase.Waiting && _failures is 1 or 0) _logger.RegistrationFailed(Trunk.Id, Settings.Registrar, _lastStatus, _lastText);
        if (Phase is RegistrationPhase.Waiting or RegistrationPhase.Gone or RegistrationPhase.Registering) (Flow, _expiresAt) = (null, null);
        Report();
        if (IsOver) _shard.Registrations.OnGone(this);
    }

    private void Report()
    {
        if (!_shard.Registrations.SpeaksFor(this)) return;
        var board = _shard.Services.Trunks.Registrations;
        if (IsOver) board.Remove(Trunk.Id);
        else board.Set(Trunk.Id, new RegistrationReport(Phase, Settings.Registrar.ToString(), _lastStatus, _lastText, _lastAt, _expiresAt, _request is null ? _nextAt : null, _failures));
    }

    private void Note(int status, string text)
    {
        (_lastStatus, _lastText, _lastAt) = (status, text, _shard.Now);
        _shard.Services.Trunks.Registrations.CountAnswer(status);
    }

    private void StopTimers()
    {
        _shard.Loop.Timers.Cancel(_due);
        _shard.Loop.Timers.Cancel(_expiry);
        _keepAlive.Stop();
    }

    /// <summary>DR-39: refresh at half of the granted time.</summary>
    private void ArmRefresh()
    {
        var granted = _answer?.Granted ?? _expires;
        (_nextAt, _expiresAt) = (_shard.Now + (granted / 2), _shard.Now + granted);
        _shard.Loop.Timers.Arm(_due, granted / 2);
        _shard.Loop.Timers.Arm(_expiry, granted);
        if (Flow is { } flow) _keepAlive.Start(flow);
    }

    private void ArmRetry()
    {
        var most = Math.Min(LongestRetry.TotalMilliseconds, FirstRetry.TotalMilliseconds * Math.Pow(2, Math.Min(Math.Max(0, _failures - 1), 10)));
        var wait = TimeSpan.FromMilliseconds(most * (0.5 + (0.5 * _shard.Random.NextDouble())));
        if (_retryAfter > wait) wait = _retryAfter < LongestRetry ? _retryAfter : LongestRetry;
        _nextAt = _shard.Now + wait;
        _shard.Loop.Timers.Arm(_due, wait);
    }

    private void OnExpired() => Fire(RegistrationTrigger.Expired);

    private void Register(TimeSpan expires)
    {
        _request?.Abandon();
        _request = null;
        var target = InviteTarget.Of(Trunk, _shard.Listeners);
        if (target.Lookup is null || _shard.Resolver is not { } resolver)
        {
            Send(target, expires);
            return;
        }
        var phase = Phase;
        resolver.Resolve(target.Lookup, _shard.Loop, outcome =>
        {
            if (Phase != phase || _request is not null) return;
            if (outcome is SipResolution.Found found) Send(target with { Targets = [.. found.Targets.SelectMany(t => target.At(t, Trunk, _shard.Listeners).Targets)] }, expires);
            else Unreachable(outcome is SipResolution.Failed failed ? failed.Sentence : "the registrar's name has no address");
            Report();
        });
    }

    private void Send(InviteTarget target, TimeSpan expires)
    {
        var aor = $"<sip:{SipUserText.Escape(Settings.User)}@{Settings.AorHost}>";
        // The binding is renewed on the flow it was made on while that lives.
        var targets = Flow is { ConnectionId: not 0 } flow && _shard.UserAgent.Transports.IsUsable(flow.ConnectionId) ? [flow] : target.Targets;
        _request = _shard.UserAgent.Send(
            new RequestDraft
            {
                Method = SipMethod.Register,
                RequestUri = Encoding.UTF8.GetBytes($"sip:{Settings.AorHost}"),
                From = Encoding.UTF8.GetBytes(aor),
                To = Encoding.UTF8.GetBytes(aor),
                ContactUser = _user,
                ContactUriParameters = (byte[])[.. ";line="u8, .. _line],
                ContactParameters = ContactParameters(expires),
                Targets = targets,
                Routes = target.Routes,
                ListenPoint = target.ListenPoint,
                Profile = target.Profile,
                CallId = _callId,
                CSeq = _cseq,
                Credentials = new DigestCredentials(Settings.CredentialsUser, Settings.Password, Settings.Realm),
            },
            this, WriteHeaders, (Seconds: (long)expires.TotalSeconds, Outbound: _outbound));
    }

    private byte[] ContactParameters(TimeSpan expires)
    {
        var text = $";expires={(long)expires.TotalSeconds}";
        if (_outbound) text += $";reg-id=1;+sip.instance=\"<urn:uuid:{InstanceId.Of(_shard.Services.Options.Domain, Settings.EveryNode ? $"{Trunk.Id.Value} {_shard.Services.Node}" : Trunk.Id.Value)}>\"";
        return Encoding.UTF8.GetBytes(text);
    }

    private static void WriteHeaders(ref SipWriter writer, (long Seconds, bool Outbound) state)
    {
        writer.Header(HeaderName.Supported, state.Outbound ? "path, outbound"u8 : "path"u8);
        writer.Header(HeaderName.Expires, state.Seconds);
    }
}
