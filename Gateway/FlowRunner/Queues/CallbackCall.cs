using Telephony.Automation.Rooms;
using Telephony.Calls.Steering;
using Telephony.Domain.Records;
using Telephony.FlowRunner.Calls;
using Telephony.Ivr.Queues;

namespace Telephony.FlowRunner.Queues;

/// <summary>The call to somebody who asked to be called back, while the agent waits. Call loop only.</summary>
/// <param name="agent">The agent's seat.</param>
/// <param name="joined">They hear each other.</param>
/// <param name="ended">The talk is over: the other side has hung up.</param>
internal sealed class CallbackCall(LiveQueue queue, Waiting waiting, Seat agent, Action joined, Action ended) : ISteeredCallUser
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(40);

    private readonly Seat _seat = new();
    private SteeredCall? _call;
    private bool _joined;
    private bool _over;

    public void Begin()
    {
        var call = queue.Desk.Shard.Originate(queue.Order(waiting.Number, "", s_patience), this);
        if (_over || call.IsOver) return;
        _call = call;
        call.Speak(_seat);
        call.Listen(_seat);
    }

    /// <summary>The agent has left.</summary>
    public void End()
    {
        if (_over) return;
        _over = true;
        _seat.Leave();
        _call?.HangUp("The agent has left.");
    }

    public void OnAnswered(SteeredCall call)
    {
        if (!_over) queue.Greet(_seat, waiting.Number, Join);
    }

    public void OnLeft(SteeredCall call) => OnOver();

    public void OnEnded(SteeredCall call, CallCause cause) => OnOver();

    private void Join()
    {
        if (_over) return;
        _joined = true;
        agent.Play(null);
        agent.Hears([_seat]);
        _seat.Hears([agent]);
        joined();
    }

    private void OnOver()
    {
        if (_over) return;
        _over = true;
        agent.Hears([]);
        _seat.Leave();
        if (_joined) ended();
        else queue.On(new QueueEvent.CallbackFails(waiting.Id));
    }
}
