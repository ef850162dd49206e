using System.Globalization;
using Telephony.Calls.Admission;
using Telephony.Calls.Bridging;
using Telephony.Calls.Dialing;
using Telephony.Calls.Endpoints;
using Telephony.Calls.Legs;
using Telephony.Calls.Negotiation;
using Telephony.Calls.Recording;
using Telephony.Calls.Searching;
using Telephony.Calls.Transfer;
using Telephony.Calls.Transit;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Net.Loops;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;
using AttemptOutcome = Telephony.Domain.Routing.AttemptOutcome;
using Telephony.Calls.Shards;

namespace Telephony.Calls.Loop;

/// <summary>
/// One call on its shard: leg A, the search for leg B, the bridge, and the record of it all. Everything that happens to it comes through here as a trigger of
/// <see cref="CallMachine"/>; what has to be done about it is done by the part that knows how. It is its own timer: of each phase's longest time. Single-threaded: shard loop only.
/// </summary>
internal sealed partial class Call : WheelEntry
{
    /// <summary>How long a call that failed waits for the ACK of its refusal and the end of its CANCEL, for the ladder's sake.</summary>
    private static readonly TimeSpan LastMessages = TimeSpan.FromMilliseconds(200);

    private Dialer? _dialer;
    private SearchTone? _tone;      // what the caller hears while a trunk is searched for
    private GatewayEnd? _local;
    private FinalAnswer _final = FinalAnswer.Unknown;
    private SipMessage? _finalResponse;
    private ushort _legs;
    private byte[]? _refusalLines;
    private bool _progressed;

    public Call(CallShard shard, IncomingInvite invite, Trunk from, TrunkCatalogue catalogue, DecisionTrace trace)
        : this(shard, from, catalogue, trace)
    {
        _caller = new CallerLeg(this, NextLegId(), from, invite) { HoldsChannel = true };
        Record.FromTrunk = from.Id;
        MaxForwards = invite.Request.MaxForwards < 0 ? 70 : invite.Request.MaxForwards;
    }

    private Call(CallShard shard, Trunk from, TrunkCatalogue catalogue, DecisionTrace trace)
    {
        Shard = shard;
        Services = shard.Services;
        Catalogue = catalogue;
        Trace = trace;
        From = from;
        Id = CallId.From(shard.Now.ToUnixTimeMilliseconds(), shard.RandomBytes(10));
        Record = new CallRecord { Id = Id, StartedAt = shard.Now, Resource = from.Resource == ResourceId.Gateway ? ResourceId.Default : from.Resource };
        Bridge = new CallBridge(this);
    }

    public CallId Id { get; }

    public CallShard Shard { get; }

    public CallServices Services { get; }

    /// <summary>The catalogue the call began with: a newer one does not touch it.</summary>
    public TrunkCatalogue Catalogue { get; }

    public DecisionTrace Trace { get; }

    public CallRecord Record { get; }

    public CallRecorder Recorder => new(this);

    public CallBridge Bridge { get; }

    public Trunk From { get; }

    /// <summary>The side that called us. A call that the gateway began has none: see <see cref="IsOwn"/>.</summary>
    public CallerLeg A => _caller ?? throw new InvalidOperationException($"Call {Id} was begun by the gateway: it has no leg A.");

    public CalleeLeg? B => _dialer?.Current;

    public CallPhase Phase { get; private set; }

    public CallIdentity Identity { get; private set; } = CallIdentity.Unknown;

    /// <summary>Of leg A's INVITE.</summary>
    public int MaxForwards { get; private init; } = 70;

    /// <summary>Milliseconds of the trunk board at the answer; null before.</summary>
    public long? AnsweredAtMs { get; private set; }

    /// <summary>It calls an emergency service, or was sent on to one: it is never ended for another call.</summary>
    public bool IsEmergency { get => field || (Record.Called is { } called && Catalogue.Emergency.Contains(called)); set; }

    public LegId NextLegId() => new(Id, ++_legs);

    /// <summary>Leg A's trunk and the other one are both in the trust domain (RFC 3325 2.4).</summary>
    public bool TrustsBoth(Trunk other) => From.Identity.Trusted && other.Identity.Trusted;

    /// <summary>Leg A is here: where does it go?</summary>
    public void Arrive()
    {
        Identity = IdentityReader.Read(A.Request, From, Catalogue, Trace);
        Record.CalledWire = Identity.CalledWire;
        Record.CallerWire = Identity.CallerWire;
        if (A.Request.Has(HeaderName.HistoryInfo)) Visited.AddRange(HistoryNumbers.Read(A.Request));
        Record.Caller = Identity.IsAnonymous ? "anonymous" : Identity.Caller;
        var decision = Arrival.Decide(Identity, From, Catalogue, Services.Numbers.Current, Services.Trunks, Shard.Random, Trace, out var called);
        Record.Called = called.Text;
        if (decision is ArrivalDecision.Refuse no)
        {
            Refuse(no.Status, no.Text, no.RetryAfterSeconds);
            return;
        }
        if (!SessionDemands.TryMeet(A, out var status, out var lines, out var why))
        {
            Refuse(status, why, lines: lines);
            return;
        }
        if (!Bridge.TryTakeOffer(out status, out why))
        {
            Refuse(status, why);
            return;
        }
        Shard.Loop.Timers.Arm(this, Services.Options.RingTimeout);
        switch (decision)
        {
            case ArrivalDecision.Dial dial:
                Record.Destination = Domain.Numbers.Destination.Trunk.Instance.Kind;
                Record.Direction = Domain.Records.CallDirection.Transit;
                _dialer = new Dialer(this, this, dial.Plan);
                Fire(CallTrigger.Routed);
                break;
            case ArrivalDecision.Local local:
                Record.Destination = local.Destination.ToString();
                BeginLocal(local);
                break;
            default:
                break;
        }
    }

    /// <summary>Ends a call that has no leg B yet.</summary>
    /// <param name="lines">Whole header lines that the status demands; null: none.</param>
    public void Refuse(int status, string text, int retryAfterSeconds = 0, byte[]? lines = null)
    {
        _refusalLines = lines;
        _final = new FinalAnswer(status, 0, text, null);
        RetryAfterSeconds = retryAfterSeconds;
        Ended(CallEndedBy.Gateway, status, CauseMap.ToQ850(status), text);
        Fire(CallTrigger.Refused);
    }

    /// <summary>The same for a call that never got a channel of its trunk.</summary>
    public void RefuseUncounted(int status, string text)
    {
        A.HoldsChannel = false;
        Identity = IdentityReader.Read(A.Request, From, Catalogue, Trace);
        Record.CalledWire = Identity.CalledWire;
        Record.CallerWire = Identity.CallerWire;
        Refuse(status, text);
    }

    private int RetryAfterSeconds { get; set; }

    /// <summary>The gateway's own end of the call is ready: its answer to leg A.</summary>
    public void AnswerLocally() => Fire(CallTrigger.LocalAnswer);

    /// <summary>The first sign of progress to leg A: the post-dial delay.</summary>
    public void NoteProgress()
    {
        if (_progressed) return;
        _progressed = true;
        Record.PostDialDelay = Trace.Elapsed;
        Services.Statistics.Measures?.OnPostDialDelay(Trace.Elapsed);
    }

    public void OnCalleeProgress(CalleeLeg leg, Dialog? early, SipMessage response)
    {
        Fire(CallTrigger.Progress);
        if (Phase != CallPhase.Alerting) return;
        if (IsOwn) OnOwnProgress(leg, early, response);
        else Bridge.OnProgress(leg, early, response);
    }

    public void OnCalleeAnswered(CalleeLeg leg, SipMessage response)
    {
        var agreed = Bridge.TryTakeAnswer(leg, response, out var why);
        if (!agreed || (!IsOwn && !Bridge.TryWordAnswer(leg)))
        {
            _final = agreed
                ? new FinalAnswer(488, 127, "No codec is common to both sides.", null)
                : new FinalAnswer(502, 127, $"The callee's answer cannot be used: {why}.", null);
            leg.Dialog?.Ack();
            leg.Bye(Reasons.Of(127, agreed ? _final.Text : why));
            Ended(CallEndedBy.Gateway, _final.Status, 127, _final.Text);
            Fire(CallTrigger.Exhausted);
            return;
        }
        _finalResponse = response;
        Fire(CallTrigger.CalleeAnswered);
        _finalResponse = null;
        if (IsOwn) Fire(CallTrigger.Acknowledged);   // it waits for nobody's ACK
    }

    public void OnExhausted(FinalAnswer final, SipMessage? response)
    {
        _final = final;
        _finalResponse = response is not null && response.StatusCode == final.Status ? response : null;
        Ended(final.Peer is null ? CallEndedBy.Gateway : CallEndedBy.Callee, final.Status, final.Q850 != 0 ? final.Q850 : Or(Reasons.Cause(response), response is not null && response.StatusCode == final.Status ? CauseMap.ToQ850(response) : CauseMap.ToQ850(final.Status)), final.Text);
        Fire(CallTrigger.Exhausted);
        _finalResponse = null;
    }

    public void OnCancelled(SipMessage cancel)
    {
        Ended(CallEndedBy.Caller, 487, Or(Reasons.Cause(cancel), 16), "The caller gave up before an answer.");
        EndReason = Reasons.Crossing(cancel);
        Fire(CallTrigger.Cancelled);
    }

    public void OnAcknowledged(SipMessage ack)
    {
        if (Phase == CallPhase.Answered && !Bridge.TryTakeAck(ack, out var why))
        {
            Stop(488, 127, $"The caller's answer cannot be used: {why}.");
            return;
        }
        var isFirst = Phase == CallPhase.Answered;
        Fire(CallTrigger.Acknowledged);
        if (Phase != CallPhase.Established) return;
        Bridge.Settle();
        if (!isFirst) return;
        Transfer?.OnBridgeQuiet();
        AwaitedBy?.OnBridgeQuiet();
    }

    public void OnPrack(Dialog early, IncomingRequest prack)
    {
        prack.Tap ??= A.Tap;
        Bridge.OnPrack(early, prack);
    }

    public void OnAckMissing()
    {
        Ended(CallEndedBy.Gateway, 0, 102, "The caller never acknowledged the answer.");
        EndReason = Reasons.Of(102, "no ACK");
        Fire(CallTrigger.AckMissing);
    }

    /// <summary>The gateway's own end of the call; null when it is bridged.</summary>
    public GatewayEnd? LocalEnd => _local;

    public void OnPlayEnded() => _local?.OnPlayEnded();

    public void OnMediaClosed()
    {
        if (Phase == CallPhase.Ending && IsQuiet) Fire(CallTrigger.Quiet);
    }

    public void OnLegRequest(Leg leg, IncomingRequest request) => InDialogRequests.On(this, leg, request);

    public void OnLegReinvite(Leg leg, IncomingInvite invite) => Bridge.OnReinvite(leg, invite);

    public void OnLegEnded(Leg leg, in DialogEnd end)
    {
        var isNear = ReferenceEquals(leg, Near);
        if (!isNear && !ReferenceEquals(leg, Far)) OnFormerLegEnded(leg);
        else if (Transfer?.OnSideEnded(leg) != true) OnSideEnded(leg, isNear, end);
        if (Phase == CallPhase.Ending && IsQuiet) Fire(CallTrigger.Quiet);
    }

    private void OnSideEnded(Leg leg, bool isNear, in DialogEnd end)
    {
        if (Phase != CallPhase.Ending)
        {
            var (q850, text) = end.Cause == DialogEndCause.ByeReceived
                ? (Or(Reasons.Cause(end.Message), 16), isNear && !IsOwn ? "The caller hung up." : "The callee hung up.")
                : (102, string.Create(CultureInfo.InvariantCulture, $"The dialog of the {(isNear && !IsOwn ? "caller" : "callee")} is gone ({end.Status})."));
            Ended(end.Cause != DialogEndCause.ByeReceived ? CallEndedBy.Gateway : isNear && !IsOwn ? CallEndedBy.Caller : CallEndedBy.Callee, 0, q850, text);
            EndReason = end.Cause == DialogEndCause.ByeReceived ? Reasons.Crossing(end.Message) : Reasons.OfStatus(end.Status, isNear ? "the caller is gone" : "the callee is gone");
        }
        Fire(isNear ? CallTrigger.LegAEnded : CallTrigger.LegBEnded);
    }

    /// <summary>The gateway ends the call.</summary>
    /// <param name="status">For leg A when it has no final answer yet.</param>
    public void Stop(int status, int q850, string text, CallEndedBy by = CallEndedBy.Gateway, int retryAfterSeconds = 0)
    {
        if (Phase is CallPhase.Ending or CallPhase.Ended) return;
        _final = new FinalAnswer(status, q850, text, null);
        RetryAfterSeconds = retryAfterSeconds;
        Ended(by, AnsweredAtMs is null ? status : 0, q850, text);
        EndReason = Reasons.Of(q850, text);
        Fire(CallTrigger.Stopped);
    }

    /// <summary>Value of the Reason header for the BYE or CANCEL that ends the other side; null: none.</summary>
    public byte[]? EndReason { get; private set; }

    private bool IsQuiet => AnsweredAtMs is not null && Bridge.IsClosed && Parties.All(static leg => leg.Dialog is null || leg.IsGone);

    private void Ended(CallEndedBy by, int status, int q850, string text) => Record.Cause ??= new CallCause(by, status, q850, text);

    private static int Or(int first, int second) => first != 0 ? first : second;
}
