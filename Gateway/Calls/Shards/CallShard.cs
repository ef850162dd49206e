using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Telephony.Calls.Admission;
using Telephony.Calls.Dialing;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Calls.Protection;
using Telephony.Calls.Registration;
using Telephony.Calls.Steering;
using Telephony.Calls.Transfer;
using Telephony.Calls.Trunks;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Telephony.Sip.Messages;
using Telephony.Sip.Resolution;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;
using CallDirection = Telephony.Domain.Trunks.CallDirection;

namespace Telephony.Calls.Shards;

/// <summary>
/// One signalling shard: a loop, its user agent and the calls on it. Decides about each request from outside: whose it is, whether there is room, and what becomes
/// of it. Loop thread only, but for what says otherwise.
/// </summary>
public sealed class CallShard : IUserAgentCore, IFlowObserver
{
    private readonly Dictionary<CallId, Call> _calls = [];
    private readonly TrunkIdentification _identification;
    private readonly ILogger _logger;
    private readonly CallLines _lines;
    private volatile bool _draining;
    private int _sample;

    public CallShard(int index, IEventLoop loop, INetwork network, TransportOptions transports, UserAgentOptions userAgent, ISipRandom random, ISipResolver? resolver, CallServices services)
    {
        CallTable.Whole.Validate();
        SessionTimers.SessionTimerTable.Whole.Validate();
        Index = index;
        Loop = loop;
        Services = services;
        SipRandom = random;
        Journal = services.Journal.Shard(index);
        Random = services.Seed is { } seed ? new Random(seed + index) : new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        _logger = services.Loggers.CreateLogger("Telephony.Calls");
        _lines = new CallLines(loop, _logger);
        UserAgent = new UserAgent(loop, network, transports with { Gate = services.Bans }, userAgent with { ShardIndex = (byte)index, ProductName = services.Options.Product, Capabilities = services.Messages is null ? SupportedMethods.Capabilities : SupportedMethods.WithMessages }, random, this, resolver, services.Loggers);
        Resolver = resolver;
        Registrations = new OutboundRegistrations(this, _logger);
        _identification = new TrunkIdentification(services, random, Registrations);
        Registrar = new Registrar(this, _identification, _logger);
        UserAgent.Flows = this;
        Door = new RequestScreening(this, _identification);
        Listeners = new ShardListeners([]);
        services.Preemption.Join(this);
    }

    public int Index { get; }

    public IEventLoop Loop { get; }

    public UserAgent UserAgent { get; }

    /// <summary>Calls on this shard. Any thread; may be a moment old.</summary>
    public int CallCount => Volatile.Read(ref _callCount);

    internal CallServices Services { get; }

    internal ShardListeners Listeners { get; private set; }

    /// <summary>Ours with trunks; the first shard's alone are in use.</summary>
    internal OutboundRegistrations Registrations { get; }

    /// <summary>Those with us.</summary>
    internal Registrar Registrar { get; }

    /// <summary>What is let in at all.</summary>
    internal RequestScreening Door { get; }

    internal IJournalShard Journal { get; }

    internal Random Random { get; }

    /// <summary>Null: only trunks with a numeric address can be called.</summary>
    internal ISipResolver? Resolver { get; }

    internal ISipRandom SipRandom { get; }

    internal DateTimeOffset Now => Services.Clock.GetUtcNow();

    internal IReadOnlyCollection<Call> Calls => _calls.Values;

    private int _callCount;
    private Action? _emptied;

    /// <summary>Opens the listen points, in the order given.</summary>
    public void Listen(IReadOnlyList<ListenOptions> listen)
    {
        foreach (var options in listen) UserAgent.Transports.Listen(options);
        Listeners = new ShardListeners(UserAgent.Transports.ListenPoints);
    }

    /// <summary>New calls get 503 with Retry-After from now on, and so do OPTIONS. Any thread.</summary>
    public void Drain() => _draining = true;

    /// <summary>Called on the loop each time that the last call is gone, in the place of who was called before. Any thread.</summary>
    internal void WhenEmpty(Action emptied) => Volatile.Write(ref _emptied, emptied);

    /// <summary>Ends every call of the shard.</summary>
    public void StopAll(int status, string text)
    {
        foreach (var call in _calls.Values.ToList()) call.Stop(status, 41, text, CallEndedBy.Gateway, Services.Options.RetryAfterSeconds);
    }

    /// <summary>Makes a call of the gateway's own. The controller is told of its end, even when it fails at once: before this returns.</summary>
    public SteeredCall Originate(OutboundOrder order, ISteeredCallUser user)
    {
        var call = Call.OfGateway(this, order, Services.Catalogue.Current, new DecisionTrace(Services.Clock));
        var steered = new SteeredCall(call, order.Resource) { Caller = order.Caller, Called = order.Called, DisplayName = order.DisplayName };
        _calls.Add(call.Id, call);
        _callCount = _calls.Count;
        Services.Statistics.CountBegun();
        call.Originate(steered.Attach(user));
        return steered;
    }

    public Screening Screen(SipMessage request, in SipSource source) => Door.Screen(request, source, _draining);

    public void OnInvite(IncomingInvite invite)
    {
        var trace = new DecisionTrace(Services.Clock);
        var catalogue = Services.Catalogue.Current;
        var match = _identification.Identify(invite.Request, invite.Source, out var verdict);
        if (match is TrunkMatch.NeedsDigest needed)
        {
            Door.Offend(invite.Source, verdict);
            invite.Respond(401, default, TrunkIdentification.WriteChallenge, (_identification, needed.Trunk, verdict));
            return;
        }
        if (match is not TrunkMatch.Found found)
        {
            Door.Note(match, invite.Request, invite.Source);
            invite.Respond<object?>(match.Fault.ToStatus(), match.Fault.ToPhrase(), null, null);
            return;
        }
        if (found.How == MatchedBy.Digest) Services.Bans.Vouch(invite.Source.Remote);
        Know(found.Trunk, invite.Source);
        if (invite.Source.Kind == SipTransportKind.Tls) invite.Profile = InviteTarget.Of(found.Trunk, Listeners).Profile;
        invite.AnswerAs(found.Trunk.OwnName);
        trace.Add(DecisionRule.InboundTrunk, found.Trunk.Id.Value, DecisionVerdict.Accepted, found.Why);
        if (invite.Request.Has(HeaderName.Replaces))
        {
            Replacement.On(this, invite, found.Trunk);
            return;
        }
        var call = new Call(this, invite, found.Trunk, catalogue, trace);
        _calls.Add(call.Id, call);
        _callCount = _calls.Count;
        Services.Statistics.CountBegun();
        var board = Services.Trunks;
        Report(found.Trunk, board.HealthOf(found.Trunk).OnCallAlive(board.NowMs, Now));
        var refusal = board.LimiterOf(found.Trunk).TryTake(CallDirection.Inbound, board.NowMs);
        if (refusal != LimitRefusal.None && EmergencyRequest.Is(invite.Request, found.Trunk, catalogue))
        {
            trace.Add(DecisionRule.Limit, found.Trunk.Id.Value, DecisionVerdict.Skipped, "an emergency call");
            call.IsEmergency = true;
            board.LimiterOf(found.Trunk).TakeAlways(board.NowMs);
            Services.Preemption.MakeRoom(call, found.Trunk);
        }
        else if (refusal != LimitRefusal.None)
        {
            trace.Add(DecisionRule.Limit, found.Trunk.Id.Value, DecisionVerdict.Refused, board.Worded(found.Trunk, refusal, CallDirection.Inbound));
            call.RefuseUncounted(503, $"The trunk has reached {board.Worded(found.Trunk, refusal, CallDirection.Inbound)}.");
            return;
        }
        call.Arrive();
    }

    public void OnGarbage(in SipSource source) => Services.Bans.Offend(source.Kind, source.Remote, 1, "it sends what is no SIP");

    public void OnRequest(IncomingRequest request)
    {
        if (request.Request.Method == SipMethod.Register)
        {
            Registrar.On(request);
            return;
        }
        if (StraySubscriptions.TryAnswer(request)) return;
        if (request.Request.Method == SipMethod.Message)
        {
            OnMessage(request);
            return;
        }
        if (request.Request.Method != SipMethod.Options)
        {
            request.Respond(request.Request.Method == SipMethod.Unknown ? 501 : 405);
            return;
        }
        if (_identification.Match(request.Request, request.Source) is TrunkMatch.Found { Trunk: var trunk })
        {
            Know(trunk, request.Source);
            var board = Services.Trunks;
            var message = request.Request;
            Report(trunk, board.HealthOf(trunk).OnPeerPing(
                SipText.ToText(message.Has(HeaderName.UserAgent) ? message.Header(HeaderName.UserAgent) : message.Header(HeaderName.Server)), SipText.ToText(message.Header(HeaderName.Allow)), board.NowMs, Now));
        }
        request.Respond(200, default, WriteAccept, 0);
    }

    private void OnMessage(IncomingRequest request)
    {
        var match = _identification.Identify(request.Request, request.Source, out var verdict);
        if (match is TrunkMatch.NeedsDigest needed)
        {
            Door.Offend(request.Source, verdict);
            request.Respond(401, default, TrunkIdentification.WriteChallenge, (_identification, needed.Trunk, verdict));
            return;
        }
        if (match is not TrunkMatch.Found found)
        {
            Door.Note(match, request.Request, request.Source);
            request.Respond(match.Fault.ToStatus());
            return;
        }
        Know(found.Trunk, request.Source);
        Messages.MessageReception.On(this, found.Trunk, request);
    }

    public void OnConnectionLost(in SipSource connection)
    {
        Registrations.OnConnectionLost(connection.ConnectionId);
        Registrar.OnConnectionLost(connection.ConnectionId);
    }

    public void OnStunAnswer(in NetEndpoint remote, ulong id) => Registrations.OnStunAnswer(id);

    internal void Forget(Call call)
    {
        if (!_calls.Remove(call.Id)) return;
        Interlocked.Exchange(ref _callCount, _calls.Count);   // seen by other shards before they are asked: of two that become empty together one sees both
        Services.Statistics.CountEnded();
        _lines.Write(call);
        if (_calls.Count == 0) Volatile.Read(ref _emptied)?.Invoke();
    }

    internal ILogger Logger => _logger;

    /// <summary>For whatever is written and copied at once.</summary>
    internal ArrayBufferWriter<byte> Scratch { get; } = new(4096);

    /// <summary>New legs may not be begun now.</summary>
    internal bool RefusesCalls => _draining || !Services.Journal.CanAcceptCalls;

    internal Call? Find(CallId id) => _calls.GetValueOrDefault(id);

    /// <summary>Says that a trunk's health has changed, if it has.</summary>
    internal void Report(Trunk trunk, HealthEffects effects)
    {
        if (effects == HealthEffects.None) return;
        trunk = trunk.Parent ?? trunk;   // a tenant has the carrier's health
        if ((effects & HealthEffects.ReportActive) != 0) _logger.TrunkActive(trunk.Id);
        if ((effects & HealthEffects.SlowStart) != 0) Services.Trunks.SlowStartOf(trunk).Begin(trunk.Options.SlowStart, Services.Trunks.NowMs);
        if ((effects & HealthEffects.ReportInactive) != 0) _logger.TrunkInactive(trunk.Id, Services.Trunks.HealthOf(trunk).Report(Services.Trunks.NowMs) is { LastError: { Length: > 0 } error } ? error : "it sends no OPTIONS any more");
    }

    /// <summary>Whether the call just answered keeps its full ladder.</summary>
    internal bool Samples() => Services.Options.LadderSample > 0 && _sample++ % Services.Options.LadderSample == 0;

    internal ReadOnlySpan<byte> RandomBytes(int count)
    {
        SipRandom.Fill(_random.AsSpan(0, count));
        return _random.AsSpan(0, count);
    }

    /// <summary>Below 2^62, so that every peer can read it.</summary>
    internal ulong RandomSessionId() => BitConverter.ToUInt64(RandomBytes(8)) >> 2;

    private readonly byte[] _random = new byte[16];

    /// <summary>Keeps what a trunk's certificate says of its age.</summary>
    private void Know(Trunk trunk, in SipSource source)
    {
        if (source.Tls?.Certificate is { } shown && trunk.Authentication.Certificate)
            Services.Trunks.CertificateOf(trunk).Note(shown.Subject, shown.Issuer, shown.Ends, shown.KeyPin, null);
    }

    private static void WriteAccept(ref SipWriter writer, int unused) => writer.Header(HeaderName.Accept, "application/sdp"u8);
}
