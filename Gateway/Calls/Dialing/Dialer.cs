using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Telephony.Calls.Bridging;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
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
/// trunk that is being tried. A trunk with a name is tried at each address that DNS gives, silence and transport errors leading to the next (RFC 3263 4.3). Every
/// attempt, also one that sends nothing, is a line of the record.
/// </summary>
internal sealed class Dialer(Call call, IDialOrder order, RoutePlan plan)
{
    /// <summary>What the search is for.</summary>
    public IDialOrder Order => order;

    private int _next;
    private int _attempts;
    private bool _followed;
    private bool _over;
    private InviteTarget? _named;
    private ImmutableArray<SipTarget> _addresses = [];
    private int _nextAddress;
    private InviteTarget? _lastTarget;
    private byte[]? _lastContact;
    private bool _refusedEncryption;
    private TimeSpan _began;
    private FinalAnswer _last = FinalAnswer.NothingTried;
    private IReadOnlyList<RouteCandidate> _plan = plan.Candidates;

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
        _plan = [];
        call.Recorder.AttemptEnded(leg, AttemptOutcome.Answered.Instance);
        leg.Circuit.Good();
        call.Shard.Report(leg.Trunk, call.Services.Trunks.HealthOf(leg.Trunk).OnCallAlive(call.Services.Trunks.NowMs, call.Shard.Now));
        order.OnCalleeAnswered(leg, response);
    }

    public void OnAttemptEnded(CalleeLeg leg, AttemptOutcome outcome, SipMessage? response)
    {
        var elsewhere = outcome is AttemptOutcome.NoReply or AttemptOutcome.TransportFailed or AttemptOutcome.Rejected { StatusCode: 503 };
        if (!elsewhere || _nextAddress >= _addresses.Length) leg.Circuit.Ended(outcome);   // a trunk with addresses left has not failed yet
        Close(leg, outcome);
        NoteHealth(leg, outcome, response);
        _last = FinalAnswer.Of(outcome, response, _last);
        if (LegSecurity.IsRefusal(leg, outcome) && TryPlain(leg)) return;
        if (elsewhere && TryNextAddress(leg)) return;
        var decision = FailoverPolicy.Decide(outcome, leg.Candidate, _attempts, call.Trace.Elapsed - _began);
        call.Trace.Add(DecisionRule.Failover, leg.Trunk.Id.Value, decision.Verdict == FailoverVerdict.Final ? DecisionVerdict.Refused : DecisionVerdict.Accepted, decision.Reason);
        switch (decision.Verdict)
        {
            case FailoverVerdict.Next:
                Next();
                break;
            case FailoverVerdict.Follow3xx when !_followed && response is not null && Contact(response) is { } contact:
                _followed = true;
                if (!Try(leg.Candidate, InviteTarget.Of(leg.Trunk, call.Shard.Listeners) with { Targets = [] }, contact)) order.OnExhausted(_last, response);
                break;
            default:
                order.OnExhausted(_last, response);
                break;
        }
    }

    private void Next()
    {
        while (_next < _plan.Count)
        {
            if (_attempts > 0 && call.Trace.Elapsed - _began >= call.Services.Options.SearchLimit)
            {
                call.Trace.Add(DecisionRule.Guard, order.Called, DecisionVerdict.Refused, "the search has taken its longest time");
                break;
            }
            if (Begin(_plan[_next++])) return;
        }
        order.OnExhausted(_last, null);
    }

    /// <summary>True when the trunk is being tried, or its name is being looked up.</summary>
    private bool Begin(RouteCandidate candidate)
    {
        var target = call.Shard.Registrations.Refine(candidate.Trunk, InviteTarget.Of(candidate.Trunk, call.Shard.Listeners));
        (_named, _addresses, _nextAddress, _refusedEncryption) = (null, [], 0, false);
        if (candidate.Trunk.Accounts.Count > 0) return BeginAccount(candidate, target);
        if (target.Lookup is null || call.Shard.Resolver is not { } resolver) return Try(candidate, target, null);
        _named = target;
        resolver.Resolve(target.Lookup, call.Shard.Loop, outcome => OnResolved(candidate, outcome));
        return true;
    }

    /// <summary>Rings what is registered for the called number; false, after a line in the record, when nothing is.</summary>
    private bool BeginAccount(RouteCandidate candidate, InviteTarget target)
    {
        var branches = AccountTargets.Of(call, candidate.Trunk);
        if (branches.Count > 0) return Try(candidate, target with { Branches = branches, Targets = branches[0].Targets, Lookup = null, HostPort = call.Services.Options.Domain }, null);
        call.Trace.Add(DecisionRule.Attempt, candidate.Trunk.Id.Value, DecisionVerdict.Failed, "nothing is registered for the number");
        call.Recorder.AttemptSkipped(new CalleeLeg(call, call.NextLegId(), candidate, this), new AttemptOutcome.TransportFailed("nothing is registered for the number"));
        _last = new FinalAnswer(480, 20, "Nothing is registered for the called number.", null);
        return false;
    }

    private void OnResolved(RouteCandidate candidate, SipResolution outcome)
    {
        if (_over || _named is null) return;
        if (outcome is SipResolution.Found found)
        {
            _addresses = found.Targets;
            if (TryAddress(candidate)) return;
        }
        else if (outcome is SipResolution.Failed failed)
        {
            call.Trace.Add(DecisionRule.Attempt, candidate.Trunk.Id.Value, DecisionVerdict.Failed, failed.Sentence);
            var unreachable = new AttemptOutcome.TransportFailed(failed.Sentence);
            call.Recorder.AttemptSkipped(new CalleeLeg(call, call.NextLegId(), candidate, this), unreachable);
            _last = FinalAnswer.Of(unreachable, null, _last);
        }
        Next();
    }

    /// <summary>The trunk would rather have no SRTP: the same INVITE once more with plain RTP.</summary>
    private bool TryPlain(CalleeLeg leg)
    {
        if (_attempts >= call.Services.Options.MaximumAttempts || _lastTarget is not { } target) return false;
        call.Trace.Add(DecisionRule.Media, leg.Trunk.Id.Value, DecisionVerdict.Changed, "it refuses SRTP, which srtp.policy prefers: asked again with plain RTP");
        _refusedEncryption = true;
        return Try(leg.Candidate, target, _lastContact);
    }

    private bool TryNextAddress(CalleeLeg leg)
    {
        if (_named is null || _followed) return false;
        call.Shard.Resolver?.MarkDead(leg.Target);
        if (_attempts >= call.Services.Options.MaximumAttempts || call.Trace.Elapsed - _began >= call.Services.Options.SearchLimit) return false;
        return TryAddress(leg.Candidate);
    }

    /// <summary>The next address of a named trunk that there is a way to.</summary>
    private bool TryAddress(RouteCandidate candidate)
    {
        while (_named is { } named && _nextAddress < _addresses.Length)
        {
            if (Try(candidate, named.At(_addresses[_nextAddress++], candidate.Trunk, call.Shard.Listeners), null)) return true;
        }
        return false;
    }

    /// <summary>False when the trunk has no room or the call cannot be recorded: nothing was sent.</summary>
    private bool Try(RouteCandidate candidate, InviteTarget target, byte[]? contact)
    {
        var trunk = candidate.Trunk;
        var board = call.Services.Trunks;
        var emergency = call.Catalogue.Emergency.Contains(order.Called);
        var refusal = LimitRefusal.None;
        if (emergency) board.LimiterOf(trunk).TakeAlways(board.NowMs);
        else refusal = board.LimiterOf(trunk).TryTake(CallDirection.Outbound, board.NowMs);
        var pass = emergency ? CircuitPass.Unasked : refusal == LimitRefusal.None ? board.CircuitOf(trunk).TryBegin() : CircuitPass.None;
        if (refusal == LimitRefusal.None && pass == CircuitPass.None)
        {
            board.LimiterOf(trunk).Release(null, board.NowMs);
            refusal = LimitRefusal.Circuit;
        }
        var leg = new CalleeLeg(call, call.NextLegId(), candidate, this) { RefusedEncryption = _refusedEncryption };
        (_lastTarget, _lastContact) = (target, contact);
        if (refusal != LimitRefusal.None)
        {
            call.Trace.Add(DecisionRule.Limit, trunk.Id.Value, DecisionVerdict.Refused, refusal.ToWord());
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
        leg.Dial(target, contact ?? order.RequestUri(trunk, target), description);
        return true;
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

    private void NoteHealth(CalleeLeg leg, AttemptOutcome outcome, SipMessage? response)
    {
        if (leg.Trunk.Accounts.Count > 0) return;   // one phone says nothing of the others
        var board = call.Services.Trunks;
        var health = board.HealthOf(leg.Trunk);
        switch (outcome)
        {
            case AttemptOutcome.Rejected { StatusCode: 503 } when response is not null && RetryAfter(response) is { } seconds:
                var remote = leg.Target.Remote;
                health.Rest(remote.Address, remote.Port, TimeSpan.FromSeconds(seconds), leg.Trunk.Address?.Address is not null, board.NowMs);
                break;
            case AttemptOutcome.Rejected { StatusCode: not (408 or 503) }:
                call.Shard.Report(leg.Trunk, health.OnCallAlive(board.NowMs, call.Shard.Now));
                break;
            case AttemptOutcome.NoReply:
                call.Shard.Report(leg.Trunk, health.OnCallUnreachable("INVITE had no response", board.NowMs, call.Shard.Now));
                break;
            case AttemptOutcome.TransportFailed failed:
                call.Shard.Report(leg.Trunk, health.OnCallUnreachable(failed.Error, board.NowMs, call.Shard.Now));
                break;
            default:
                break;
        }
    }

    private static uint? RetryAfter(SipMessage response)
    {
        var value = response.Header(HeaderName.RetryAfter);
        var end = value.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return SipText.TryNumber(end < 0 ? value : value[..end], 86_400, out var seconds) && seconds > 0 ? seconds : null;
    }

    private static byte[]? Contact(SipMessage response)
    {
        foreach (var value in response.Values(HeaderName.Contact))
        {
            if (NameAddrView.TryParse(value, out var address) && address.TryGetUri(out var uri) && uri.IsSip) return address.Uri.ToArray();
        }
        return null;
    }
}

/// <summary>What leg A is told when the search ends without an answer.</summary>
/// <param name="Q850">0: whatever crosses, or the map's.</param>
/// <param name="Text">For the record.</param>
/// <param name="Peer">The trunk's own words, if it had any.</param>
internal sealed record FinalAnswer(int Status, int Q850, string Text, string? Peer)
{
    public static readonly FinalAnswer NothingTried = new(503, 0, "No trunk of the plan could be tried.", null);

    /// <summary>What a call that fails without a cause of its own ends with.</summary>
    public static readonly FinalAnswer Unknown = new(500, 0, "", null);

    /// <summary>Codes that speak to us and not to the caller are translated: 401 and 407 (we had no credentials), 3xx (it would tell of the inside).</summary>
    public static FinalAnswer Of(AttemptOutcome outcome, SipMessage? response, FinalAnswer before) => outcome switch
    {
        AttemptOutcome.Rejected { StatusCode: 401 or 407 } => new(503, 21, "The trunk asks for credentials that are missing or wrong (auth.digest).", null),
        AttemptOutcome.Rejected { StatusCode: < 400 } => new(480, 23, "The trunk redirects the call, and may not (follow3xx).", null),
        AttemptOutcome.Rejected rejected => new(rejected.StatusCode, 0, $"The trunk answered {rejected.StatusCode.ToString(CultureInfo.InvariantCulture)} {PhraseOf(response)}".TrimEnd() + ".", PhraseOf(response)),
        AttemptOutcome.NoReply => new(504, 102, "The trunk gave no answer to the INVITE.", null),
        AttemptOutcome.NoProgress => new(504, 102, "The trunk took the INVITE, but made no progress.", null),
        AttemptOutcome.NoAnswer => new(480, 19, "It rang, and nobody answered.", null),
        AttemptOutcome.TransportFailed failed => new(503, 38, $"The trunk could not be reached: {failed.Error.TrimEnd('.')}.", null),
        _ => before,
    };

    private static string PhraseOf(SipMessage? response) => response is null ? "" : Encoding.UTF8.GetString(response.ReasonPhrase);
}
