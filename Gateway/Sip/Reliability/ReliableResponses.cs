using Telephony.Net.Loops;
using Telephony.Sip.Transactions;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Reliability;

/// <summary>
/// Shell around <see cref="ReliableResponseMachine"/>: the reliable provisional responses of one early dialog of an INVITE that came in. At most
/// <see cref="Longest"/> stand in line. Loop thread only.
/// </summary>
internal sealed class ReliableResponses
{
    /// <summary>More than this are not kept: ringing said a ninth time is no news.</summary>
    private const int Longest = 8;

    private readonly UserAgent _agent;
    private readonly ServerTransaction _transaction;
    private readonly IncomingInvite _invite;
    private readonly LoopTimer _timer;
    private readonly Queue<Response> _line = [];
    private ReliableState _state;
    private Response? _waiting;
    private uint _rseq;
    private int _interval;
    private int _waited;

    public ReliableResponses(UserAgent agent, ServerTransaction transaction, IncomingInvite invite)
    {
        (_agent, _transaction, _invite) = (agent, transaction, invite);
        _rseq = (uint)agent.Random.Number(1 << 24);   // 3: below 2^31
        _timer = new LoopTimer(static self => ((ReliableResponses)self!).OnTimer(), this);
    }

    private sealed record Response(uint RSeq, int Status, byte[] Message, bool Describes);

    /// <summary>The line is full: a response without description need not be made.</summary>
    public bool IsFull => _line.Count >= Longest;

    /// <summary>The number of the response that is being made. It must be given to <see cref="Provisional"/> then.</summary>
    public uint NextRSeq() => ++_rseq;

    /// <param name="describes">It has a session description.</param>
    public void Provisional(uint rseq, int status, ReadOnlySpan<byte> message, bool describes)
    {
        var response = new Response(rseq, status, message.ToArray(), describes);
        Fire(ReliableTrigger.Provisional, response);
    }

    /// <summary>Whether a PRACK names the response that waits; then it is to be answered, and <see cref="Continue"/> called.</summary>
    public bool TryAcknowledge(uint rseq, uint cseq)
    {
        if (_waiting is not { } waiting || waiting.RSeq != rseq || cseq != _invite.CSeq) return false;
        var known = (ReliableResponseMachine.On(_state, ReliableTrigger.Prack).Effects & ReliableEffects.Acknowledge) != 0;
        Fire(ReliableTrigger.Prack, null);
        return known;
    }

    /// <summary>After the PRACK's answer: the next in line, or the 2xx that was held.</summary>
    public void Continue()
    {
        if (_state is not (ReliableState.Idle or ReliableState.Due)) return;
        if (_line.TryDequeue(out var next)) Fire(ReliableTrigger.Provisional, next);
        else if (_state == ReliableState.Due) Fire(ReliableTrigger.Success, null);
    }

    /// <summary>A 2xx is ready. False: it is to wait for <see cref="IncomingInvite.Release"/>.</summary>
    public bool TryFinish()
    {
        var kept = _line.ToArray();
        _line.Clear();
        // What follows the last description is not news any more; what stands before it keeps the numbers without a gap.
        foreach (var response in kept.AsSpan(0, Array.FindLastIndex(kept, static r => r.Describes) + 1)) _line.Enqueue(response);
        var early = _state == ReliableState.Waiting && (_waiting is { Describes: true } || _line.Count > 0);
        Fire(early ? ReliableTrigger.EarlySuccess : ReliableTrigger.Success, null);
        return !early;
    }

    /// <summary>The INVITE failed, or another fork was chosen.</summary>
    public void Stop() => Fire(ReliableTrigger.Failure, null);

    private void OnTimer()
    {
        _waited += _interval;
        Fire(_waited >= _agent.Layer.Times.Timeout ? ReliableTrigger.TimeoutTimer : ReliableTrigger.RetransmitTimer, null);
    }

    private void Fire(ReliableTrigger trigger, Response? response)
    {
        var held = _state is ReliableState.Due;
        var step = ReliableResponseMachine.On(_state, trigger);
        var effects = step.Effects;
        _state = step.Next;
        if ((effects & ReliableEffects.StopTimer) != 0) _agent.Layer.Timers.Cancel(_timer);
        if ((effects & ReliableEffects.Acknowledge) != 0) _waiting = null;
        if ((effects & ReliableEffects.StandInLine) != 0 && response is not null) _line.Enqueue(response);
        if ((effects & ReliableEffects.Send) != 0 && response is not null) Send(response);
        if ((effects & ReliableEffects.StartTimer) != 0) Arm(_agent.Layer.Times.T1, restart: true);
        if ((effects & ReliableEffects.Retransmit) != 0) _transaction.Repeat(_waiting!.Message);   // something waits in this state
        if ((effects & ReliableEffects.BackOff) != 0) Arm(2 * _interval, restart: false);
        if ((effects & ReliableEffects.Release) != 0 && held) _invite.Release();
        if ((effects & ReliableEffects.ReportMissing) != 0) _invite.OnPrackMissing();
        if (_state == ReliableState.Over) _line.Clear();
    }

    private void Send(Response response)
    {
        _waiting = response;
        _transaction.Respond(response.Status, response.Message);
    }

    private void Arm(int interval, bool restart)
    {
        if (restart) _waited = 0;
        _interval = Math.Min(interval, _agent.Layer.Times.Timeout - _waited);
        _agent.Layer.Timers.Arm(_timer, Math.Max(1, _interval));
    }
}
