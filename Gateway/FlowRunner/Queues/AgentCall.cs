using Telephony.Automation.Rooms;
using Telephony.Calls.Steering;
using Telephony.Domain.Records;
using Telephony.FlowRunner.Calls;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Queues;

namespace Telephony.FlowRunner.Queues;

/// <summary>
/// A call to an agent for one who waits. It rings; when the agent answers, the queue says what follows: the announcement and the caller, or the call back. Call loop only.
/// <code>
///   caller waits:   agent ◄─ INVITE ─ gateway     agent answers ─► announcement ─► joined
///   callback:       agent ◄─ INVITE ─ gateway     agent answers ─► hears ringing ─ INVITE ─► caller answers ─► greeting ─► joined
/// </code>
/// </summary>
internal sealed class AgentCall(LiveQueue queue, string agent, string address, Waiting offered, OutboundOrder order) : ISteeredCallUser
{
    private readonly Seat _seat = new();
    private SteeredCall? _call;
    private QueuedCall? _caller;
    private CallbackCall? _callback;
    private bool _answered;
    private bool _joined;
    private bool _over;

    /// <summary>What it rings for.</summary>
    public long Offer => offered.Id;

    public void Begin()
    {
        // It may end before this returns.
        var call = queue.Desk.Shard.Originate(order with { Called = Callee.Of(address) }, this);
        if (_over || call.IsOver) return;
        _call = call;
        call.Speak(_seat);
        call.Listen(_seat);
    }

    /// <summary>The queue has given the agent this caller.</summary>
    public void Take(QueuedCall caller)
    {
        if (_over) return;
        _caller = caller;
        queue.Announce(_seat, caller.Flow.Call.Caller, Join);
    }

    /// <summary>The queue has given the agent this call back.</summary>
    public void CallBack(Waiting waiting)
    {
        if (_over) return;
        _seat.Play(new Playback([Ringback.Cycle], loops: true, queue.Desk.Shard.Loop));
        _callback = new CallbackCall(queue, waiting, _seat, () => _joined = true, ended: () => HangUp("The one who was called back has hung up."));
        _callback.Begin();
    }

    /// <summary>The queue wants this agent no longer, or not for this.</summary>
    public void End()
    {
        if (_over) return;
        Part();
        _call?.HangUp("The queue has no caller for this agent any more.");
    }

    public void OnAnswered(SteeredCall call)
    {
        if (_over) return;
        _answered = true;
        queue.On(new QueueEvent.AgentAnswers(agent));
    }

    public void OnLeft(SteeredCall call) => OnOver();

    public void OnEnded(SteeredCall call, CallCause cause) => OnOver();

    private void OnOver()
    {
        if (_over) return;
        var (caller, joined) = (_caller, _joined);
        Part();
        queue.On(!_answered ? new QueueEvent.AgentRefuses(agent) : joined ? new QueueEvent.TalkEnds(agent) : new QueueEvent.AgentDrops(agent));
        if (joined && caller is not null) caller.Flow.Post(new FlowEvent.Ended(caller.Act));
    }

    private void HangUp(string why)
    {
        if (_over) return;
        Part();
        queue.On(new QueueEvent.TalkEnds(agent));
        _call?.HangUp(why);
    }

    private void Join()
    {
        if (_over || _caller is not { } caller) return;
        _joined = true;
        caller.Flow.Seat.Hears([_seat]);
        _seat.Hears([caller.Flow.Seat]);
        caller.Flow.Post(new FlowEvent.Connected(caller.Act, agent));
    }

    private void Part()
    {
        _over = true;
        if (_joined) _caller?.Flow.Seat.Hears([]);
        _seat.Leave();
        _callback?.End();
    }
}
