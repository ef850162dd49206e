using Telephony.Calls.Legs;
using Telephony.Domain.Records;
using Telephony.Domain.Trunks;
using Telephony.Net.Loops;
using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Calls.SessionTimers;

/// <summary>
/// Shell around <see cref="SessionTimerMachine"/>: the session timer of one leg (RFC 4028, DR-36). Each leg has its own; nothing of it crosses.
/// Call loop only.
/// </summary>
internal sealed class SessionTimer
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(32);
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(1);

    /// <summary>A peer, and each proxy before it, may want more than the one before; one that never has enough is left.</summary>
    private const int MostGrowths = 4;

    private readonly Leg _leg;
    private LoopTimer? _due;           // made when first needed: few sessions are timed
    private LoopTimer? _deadline;
    private SessionTimerState _state;
    private SessionTerms _terms;
    private SessionTerms _answer;
    private int _minimum;
    private int _grown;
    private long _endsAt;
    private TimeSpan? _retryAfter;
    private SessionRefresh? _refresh;

    public SessionTimer(Leg leg)
    {
        _leg = leg;
        _minimum = SessionTerms.Whole(Policy.Minimum);
    }

    private SessionTimerPolicy Policy => _leg.Trunk.SessionTimer;

    private TimingWheel Timers => _leg.Call.Shard.Loop.Timers;

    private long Now => _leg.Call.Shard.Loop.NowMilliseconds;

    public SessionTimerState State => _state;

    /// <summary>Nothing was agreed on, nor is there anything to remember: a new one would do as well.</summary>
    public bool IsUnused => _state == SessionTimerState.Off && _grown == 0 && _refresh is null;

    /// <summary>An INVITE or UPDATE of the peer. False: it is to be refused with 422 and <see cref="WriteMinimum"/>.</summary>
    public bool TryTakeRequest(SipMessage request) => SessionTerms.TryAnswer(request, Policy, out _answer);

    /// <summary>Into our 2xx to it.</summary>
    public void WriteAnswer(ref SipWriter writer)
    {
        if (!_answer.Told) return;
        if (!_answer.Ours) writer.Header(HeaderName.Require, "timer"u8);   // 9: the peer is to refresh, so it must understand
        new SessionExpires(_answer.Seconds, ByClient: !_answer.Ours).Write(ref writer);
    }

    /// <summary>The 2xx is out.</summary>
    public void OnAnswered() => Agree(_answer);

    /// <summary>Into an INVITE, re-INVITE or UPDATE of ours: each is a refresh too, and one without would switch the timer off.</summary>
    public void WriteRequest(ref SipWriter writer)
    {
        var running = _state is SessionTimerState.Refreshing or SessionTimerState.Asking or SessionTimerState.Watching;
        if (Policy.Mode == SessionTimerMode.Off || (Policy.Mode == SessionTimerMode.Accept && !running)) return;
        var seconds = Math.Max(running ? _terms.Seconds : SessionTerms.Whole(Policy.Expires), _minimum);
        new SessionExpires(seconds, running ? _terms.Ours : Policy.Refresher switch
        {
            SessionRefresher.Local => true,
            SessionRefresher.Remote => false,
            _ => null,
        }).Write(ref writer);
        writer.Header(HeaderName.MinSe, _minimum);
    }

    public void WriteMinimum(ref SipWriter writer) => writer.Header(HeaderName.MinSe, SessionTerms.Whole(Policy.Minimum));

    /// <summary>A 2xx to an INVITE, re-INVITE or UPDATE of ours.</summary>
    public void TakeAnswer(SipMessage response) => Agree(SessionTerms.OfAnswer(response, Policy));

    /// <summary>A 422 to a request of ours: the interval grows. False: the peer's Min-SE is no longer than what we have asked for, so that asking again is of no use.</summary>
    public bool TryGrow(SipMessage response)
    {
        var wanted = SessionExpires.ReadMinimum(response);
        if (wanted <= Math.Max(_minimum, _terms.Seconds > 0 ? _terms.Seconds : SessionTerms.Whole(Policy.Expires))) return false;
        _minimum = wanted;
        return ++_grown <= MostGrowths;
    }

    public void OnRefreshFailed(TimeSpan? retryAfter = null)
    {
        _retryAfter = retryAfter;
        Fire(SessionTimerTrigger.RefreshFailed);
    }

    public void OnRefreshOtherwise() => Fire(SessionTimerTrigger.RefreshOtherwise);

    /// <summary>The dialog has a new leg: what was agreed in it goes on there.</summary>
    public void TakeOver(SessionTimer from)
    {
        var (terms, running) = (from._terms, from._state is SessionTimerState.Refreshing or SessionTimerState.Asking or SessionTimerState.Watching);
        from.Stop();
        if (running) Agree(terms);
    }

    public void Stop() => Fire(SessionTimerTrigger.Ended);

    private void Agree(SessionTerms terms)
    {
        _terms = terms;
        Fire(terms.Seconds == 0 ? SessionTimerTrigger.AgreedNone : terms.Ours ? SessionTimerTrigger.AgreedOurs : SessionTimerTrigger.AgreedTheirs);
    }

    private void Fire(SessionTimerTrigger trigger)
    {
        var step = SessionTimerMachine.On(_state, trigger);
        _state = step.Next;
        var effects = step.Effects;
        if ((effects & SessionTimerEffects.StopTimers) != 0) StopTimers();
        if ((effects & SessionTimerEffects.ArmRefresh) != 0) ArmDue(TimeSpan.FromSeconds(_terms.Seconds / 2.0));
        if ((effects & SessionTimerEffects.ArmDeadline) != 0) ArmDeadline();
        if ((effects & SessionTimerEffects.SendRefresh) != 0) (_refresh ??= new SessionRefresh(_leg, this)).Send();
        if ((effects & SessionTimerEffects.ArmRetry) != 0) ArmRetry();
        if ((effects & SessionTimerEffects.EndCall) != 0) EndCall();
    }

    private void StopTimers()
    {
        if (_due is not null) Timers.Cancel(_due);
        if (_deadline is not null) Timers.Cancel(_deadline);
    }

    /// <summary>10: the BYE leaves before the end by a third of the interval, at most 32 s.</summary>
    private void ArmDeadline()
    {
        var interval = TimeSpan.FromSeconds(_terms.Seconds);
        var left = interval - (interval / 3 < LongestMargin ? interval / 3 : LongestMargin);
        _endsAt = Now + (long)left.TotalMilliseconds;
        Timers.Arm(_deadline ??= new LoopTimer(static self => ((SessionTimer)self!).Fire(SessionTimerTrigger.Deadline), this), left);
    }

    private void ArmRetry()
    {
        var half = TimeSpan.FromMilliseconds(Math.Max(0, _endsAt - Now) / 2.0);
        var wait = _retryAfter ?? half;
        ArmDue(wait > ShortestRetry ? wait : ShortestRetry);
    }

    private void ArmDue(TimeSpan wait) => Timers.Arm(_due ??= new LoopTimer(static self => ((SessionTimer)self!).Fire(SessionTimerTrigger.RefreshDue), this), wait);

    private void EndCall()
    {
        var who = _leg.Role == LegRole.A ? "caller" : "callee";
        _leg.Call.Stop(0, 102, $"The session timer of the {who} ran out.");
    }
}
