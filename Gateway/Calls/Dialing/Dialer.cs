using System.Collections.Immutable;
using Telephony.Calls.Bridging;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Calls.Redirections;
using Telephony.Calls.Trunks;
using Telephony.Domain.Circuits;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Net.Addresses;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Resolution;
using Telephony.Sip.Transports;
using CallDirection = Telephony.Domain.Trunks.CallDirection;

namespace Telephony.Calls.Dialing;

/// <summary>
/// Walks a route plan: one attempt after the other until one is answered, one answer is final, or nothing is left (DR-23, DR-24, DR-26). Holds the channel of the
/// trunk that is being tried. A trunk with a name is tried at each address that DNS gives, and then at its backups: silence, transport errors and 503 lead to the next
/// (RFC 3263 4.3); a trunk that redirects puts the places it names before the rest of the plan. Every attempt, also one that sends nothing, is a line of the record.
/// </summary>
internal sealed class Dialer(Call call, IDialOrder order, RoutePlan plan)
{
    /// <summary>What the search is for.</summary>
    public IDialOrder Order => order;

    private SearchSteps _steps = new(plan);     // it changes in place
    private int _attempts;
    private int _redirections;
    private bool _over;
    private Queue<InviteTarget>? _places;      // null: none is left
    private InviteTarget? _named;
    private ImmutableArray<SipTarget> _addresses = [];
    private int _nextAddress;
    private InviteTarget? _lastTarget;
    private bool _refusedEncryption;
    private TimeSpan _began;
    private FinalAnswer _last = FinalAnswer.NothingTried;

    /// <summary>The attempt under way, or the one that was answered.</summary>
    public CalleeLeg? Current { get; private set; }

    public void Start()
    {
        _began = call.Trace.Elapsed;
        Next();
    }

    /// <summary>Gives up the attempt under way, if any.</summary>
    public void Abandon(byte[]? reason, AttemptOutcome why)
    {
        _over = true;
        if (Current is not { IsAnswered: false } leg) return;
        leg.Abandon(reason);
        Close(leg, why);
    }

    public void OnProgress(CalleeLeg leg, Dialog? early, SipMessage response) => order.OnCalleeProgress(leg, early, response);

    public void OnAnswered(CalleeLeg leg, SipMessage response)
    {
        _steps.Clear();
        (_places, _named, _lastTarget) = (null, null, null);
        call.Recorder.AttemptEnded(leg, AttemptOutcome.Answered.Instance);
        leg.Circuit.Good();
        if (leg.Trunk.Backups.Count > 0 && leg.Place is { } tried) call.Services.Trunks.PlacesOf(leg.Trunk).Up(tried);
        call.Shard.Report(leg.Trunk, call.Services.Trunks.HealthOf(leg.Trunk).OnCallAlive(call.Services.Trunks.NowMs, call.Shard.Now));
        order.OnCalleeAnswered(leg, response);
    }

    public void OnAttemptEnded(CalleeLeg leg, AttemptOutcome outcome, SipMessage? response)
    {
        var elsewhere = outcome is AttemptOutcome.NoReply or AttemptOutcome.TransportFailed or AttemptOutcome.Rejected { StatusCode: 503 };
        var goesOn = elsewhere && (_nextAddress < _addresses.Length || _places is { Count: > 0 });   // a trunk with addresses left has not failed yet
        if (!goesOn) leg.Circuit.Ended(outcome);
        Close(leg, outcome);
        AttemptHealth.Note(call, leg, outcome, response, goesOn);
        _last = FinalAnswer.Of(outcome, response, _last);
        if (LegSecurity.IsRefusal(leg, outcome) && TryPlain(leg)) return;
        if (elsewhere && TryNextAddress(leg)) return;
        var searching = call.Trace.Elapsed - _began;
        var decision = FailoverPolicy.Decide(outcome, leg.Candidate, _attempts, searching, _steps.HasOther(leg.Redirection));
        if (decision.Verdict == FailoverVerdict.Follow3xx && response is not null)
        {
            if (TryFollow(leg, response)) return;
            decision = FailoverPolicy.Decide(((AttemptOutcome.Rejected)outcome) with { HasContact = false }, leg.Candidate, _attempts, searching, _steps.HasOther(leg.Redirection));
        }
        call.Trace.Add(DecisionRule.Failover, leg.Trunk.Id.Value, decision.Verdict == FailoverVerdict.Final ? DecisionVerdict.Refused : DecisionVerdict.Accepted, decision.Reason);
        if (decision.Verdict == FailoverVerdict.Final)
        {
            order.OnExhausted(_last, response);
            return;
        }
        if (decision.Verdict == FailoverVerdict.NextContact) _steps.SkipTo(leg.Redirection);
        Next();
    }

    /// <summary>True when the search goes on where the response leads it.</summary>
    private bool TryFollow(CalleeLeg leg, SipMessage response)
    {
        var steps = RedirectionPlan.Make(call, order, leg, response, ++_redirections);
        if (steps.Count == 0) return false;
        _steps.Insert(steps, order.Called);
        order.OnForwarded();
        Next();
        return true;
    }

    private void Next()
    {
        while (_steps.TryTake(out var step))
        {
            if (_attempts > 0 && call.Trace.Elapsed - _began >= call.Services.Options.SearchLimit)
            {
                call.Trace.Add(DecisionRule.Guard, order.Called, DecisionVerdict.Refused, "the search has taken its longest time");
                break;
            }
            if (Begin(step)) return;
        }
        order.OnExhausted(_last, null);
    }

    /// <summary>True when the trunk is being tried, or its name is being looked up.</summary>
    private bool Begin(SearchStep step)
    {
        var trunk = step.Candidate.Trunk;
        var places = call.Shard.Listeners.TargetsOf(trunk);
        if (!_steps.IsNew(step, order.Called))
        {
            call.Trace.Add(DecisionRule.Redirection, trunk.Id.Value, DecisionVerdict.Skipped, "it was asked for this number before");
            return false;
        }
        (_places, _named, _addresses, _nextAddress, _refusedEncryption) = (null, null, [], 0, false);
        var target = step.To?.Place is { } place
            ? InviteTarget.At(trunk, call.Shard.Listeners, place.Host, place.Port, place.Transport)
            : call.Shard.Registrations.Refine(trunk, places[0]);
        if (trunk.Accounts.Count > 0) return BeginAccount(step, target);
        if (step.To?.Place is not null || places.Count == 1) _places = new([target]);
        else
        {
            var (board, known) = (call.Services.Trunks, call.Services.Trunks.PlacesOf(trunk));
            _places = new(places.OrderBy(other => other.Place is { } at && known.IsDown(at, board.NowMs)));
        }
        return TryPlace(step);
    }

    /// <summary>The next of the places. True when it is being tried, or looked up.</summary>
    private bool TryPlace(SearchStep step)
    {
        (_named, _addresses, _nextAddress) = (null, [], 0);
        if (_places is not { } places || !places.TryDequeue(out var target)) return false;
        return target.Lookup is { } lookup && call.Shard.Resolver is { } resolver ? LookUp(step, target, lookup, resolver) : Try(step, target);
    }

    private bool LookUp(SearchStep step, InviteTarget target, SipResolutionRequest lookup, ISipResolver resolver)
    {
        _named = target;
        resolver.Resolve(lookup, call.Shard.Loop, outcome => OnResolved(step, outcome));
        return true;
    }

    private byte[] UriOf(SearchStep step, InviteTarget target)
    {
        var trunk = step.Candidate.Trunk;
        return step.To is { } to ? to.RequestUri(to.Outbound(order.Outbound(trunk), trunk, call), trunk, target) : order.RequestUri(trunk, target);
    }

    /// <summary>Rings what is registered for the called number; false, after a line in the record, when nothing is.</summary>
    private bool BeginAccount(SearchStep step, InviteTarget target)
    {
        var trunk = step.Candidate.Trunk;
        var branches = AccountTargets.Of(call, trunk, step.To?.Called ?? order.Called, (step.To?.Outbound(order.Outbound(trunk), trunk, call) ?? order.Outbound(trunk)).Called);
        if (branches.Count > 0) return Try(step, target with { Branches = branches, Targets = branches[0].Targets, Lookup = null, HostPort = call.Services.Options.Domain });
        call.Trace.Add(DecisionRule.Attempt, trunk.Id.Value, DecisionVerdict.Failed, "nothing is registered for the number");
        call.Recorder.AttemptSkipped(LegFor(step), new AttemptOutcome.TransportFailed("nothing is registered for the number"));
        _last = new FinalAnswer(480, 20, "Nothing is registered for the called number.", null);
        return false;
    }

    private void OnResolved(SearchStep step, SipResolution outcome)
    {
        if (_over || _named is null) return;
        if (outcome is SipResolution.Found found)
        {
            _addresses = found.Targets;
            if (TryAddress(step)) return;
        }
        else if (outcome is SipResolution.Failed failed)
        {
            call.Trace.Add(DecisionRule.Attempt, step.Candidate.Trunk.Id.Value, DecisionVerdict.Failed, failed.Sentence);
            var unreachable = new AttemptOutcome.TransportFailed(failed.Sentence);
            call.Recorder.AttemptSkipped(LegFor(step), unreachable);
            _last = FinalAnswer.Of(unreachable, null, _last);
        }
        if (!TryPlace(step)) Next();
    }

    /// <summary>The trunk would rather have no SRTP: the same INVITE once more with plain RTP.</summary>
    private bool TryPlain(CalleeLeg leg)
    {
        if (_attempts >= call.Services.Options.MaximumAttempts || _lastTarget is not { } target) return false;
        call.Trace.Add(DecisionRule.Media, leg.Trunk.Id.Value, DecisionVerdict.Changed, "it refuses SRTP, which srtp.policy prefers: asked again with plain RTP");
        _refusedEncryption = true;
        return Try(new SearchStep(leg.Candidate, leg.Redirection), target);
    }

    private bool TryNextAddress(CalleeLeg leg)
    {
        if (_named is not null) call.Shard.Resolver?.MarkDead(leg.Target);
        if (_attempts >= call.Services.Options.MaximumAttempts || call.Trace.Elapsed - _began >= call.Services.Options.SearchLimit) return false;
        var step = new SearchStep(leg.Candidate, leg.Redirection);
        return TryAddress(step) || TryPlace(step);
    }

    /// <summary>The next address of a named trunk that there is a way to.</summary>
    private bool TryAddress(SearchStep step)
    {
        while (_named is { } named && _nextAddress < _addresses.Length)
        {
            if (Try(step, named.At(_addresses[_nextAddress++], step.Candidate.Trunk, call.Shard.Listeners))) return true;
        }
        return false;
    }

    private CalleeLeg LegFor(SearchStep step) => new(call, call.NextLegId(), step.Candidate, this) { RefusedEncryption = _refusedEncryption, Redirection = step.To };

    /// <summary>False when the trunk has no room or the call cannot be recorded: nothing was sent.</summary>
    private bool Try(SearchStep step, InviteTarget target)
    {
        var trunk = step.Candidate.Trunk;
        var board = call.Services.Trunks;
        var emergency = call.Catalogue.Emergency.Contains(step.To?.Called ?? order.Called);
        var refusal = LimitRefusal.None;
        if (emergency) TakeAlways(trunk);
        else refusal = board.LimiterOf(trunk).TryTake(CallDirection.Outbound, board.NowMs);
        var pass = emergency ? CircuitPass.Unasked : refusal == LimitRefusal.None ? board.CircuitOf(trunk).TryBegin() : CircuitPass.None;
        if (refusal == LimitRefusal.None && pass == CircuitPass.None)
        {
            board.LimiterOf(trunk).Release(null, board.NowMs);
            refusal = LimitRefusal.Circuit;
        }
        var leg = LegFor(step);
        _lastTarget = target;
        if (refusal != LimitRefusal.None)
        {
            call.Trace.Add(DecisionRule.Limit, trunk.Id.Value, DecisionVerdict.Refused, board.Worded(trunk, refusal, CallDirection.Outbound));
            call.Recorder.AttemptSkipped(leg, new AttemptOutcome.NoRoom(refusal));
            return false;
        }
        leg.Circuit = new CircuitWatch(call.Shard, trunk, pass);
        Current = leg;
        leg.HoldsChannel = true;
        _attempts++;
        call.Trace.Add(DecisionRule.Attempt, trunk.Id.Value, DecisionVerdict.Accepted);
        if (!order.PrepareOffer(leg, out var description, out var why))
        {
            Close(leg, new AttemptOutcome.TransportFailed(why));
            _last = new FinalAnswer(leg.Media is null ? 503 : 488, 0, why, null);   // no port is our want, no codec is theirs
            return false;
        }
        call.Recorder.AttemptStarted(leg);
        if (!order.MayDial(_attempts == 1))
        {
            Close(leg, new AttemptOutcome.TransportFailed("the call record could not be written"));
            _last = new FinalAnswer(503, 0, "The call record could not be written; the disk may be full.", null);
            return false;
        }
        leg.Dial(target, UriOf(step, target), description);
        return true;
    }

    /// <summary>DR-42: no limit holds up an emergency call, and one that stands in its way gives way.</summary>
    private void TakeAlways(Trunk trunk)
    {
        call.IsEmergency = true;
        call.Services.Trunks.LimiterOf(trunk).TakeAlways(call.Services.Trunks.NowMs);
        call.Services.Preemption.MakeRoom(call, trunk);
    }

    private void Close(CalleeLeg leg, AttemptOutcome outcome)
    {
        leg.Circuit.Gone();   // unless it has told already
        leg.ReleaseChannel();
        call.Services.Statistics.CountAttempt(leg.Trunk.Id.Value, outcome.GetType().Name);
        call.Recorder.AttemptEnded(leg, outcome);
        order.Forget(leg);
        if (ReferenceEquals(Current, leg)) Current = null;
    }
}
