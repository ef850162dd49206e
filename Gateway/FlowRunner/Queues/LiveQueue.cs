using Telephony.Automation.Rooms;
using Telephony.Calls.Steering;
using Telephony.Domain.Identity;
using Telephony.FlowRunner.Calls;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Flows.Queues;
using Telephony.Ivr.Queues;
using Telephony.Net.Loops;

namespace Telephony.FlowRunner.Queues;

/// <summary>A queue that runs: the shell of <see cref="QueueEngine"/>. It performs what the engine wants, brings it what happens, and has each step stored. Call loop only.</summary>
internal sealed class LiveQueue
{
    private readonly Dictionary<string, QueuedCall> _callers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AgentCall> _agents = new(StringComparer.Ordinal);
    private readonly Queue<(QueueEvent Happened, string Why, Action? Stored)> _coming = new();
    private readonly LoopTimer _timer;
    private DateTimeOffset? _wake;
    private bool _busy;

    public LiveQueue(QueueDesk desk, QueueDocument document, QueueState state)
    {
        (Desk, Document, State) = (desk, document, state);
        _timer = new LoopTimer(static self => ((LiveQueue)self!).OnTime(), this);
    }

    public QueueDesk Desk { get; }

    public QueueDocument Document { get; private set; }

    public QueueState State { get; private set; }

    public QueueSpec Spec(DateTimeOffset now) => new(Document.Name, StrategyOf(Document.Strategy), Document.MostWaiting, Document.RingFor, Document.RestAfterTalk, Document.RestAfterMiss, Document.UsualTalk, Document.CallbackTries, Document.CallbackPause,
        Document.NeedsAgents, Document.IsCallbackTime(now));

    /// <summary>Agents who are new in the document are logged in; those who are known keep what they were.</summary>
    public void Use(QueueDocument document)
    {
        Document = document;
        foreach (var agent in document.Agents)
        {
            var known = State.Agents.FirstOrDefault(one => one.Id == agent.Id);
            if (known is null || (known.Presence != AgentPresence.LoggedOut && (known.Address != agent.Address || !known.Skills.SequenceEqual(agent.Skills)))) On(new QueueEvent.AgentLogsIn(agent.Id, agent.Address, agent.Skills));
        }
        foreach (var gone in State.Agents.Where(one => one.Presence != AgentPresence.LoggedOut && document.Agents.All(agent => agent.Id != one.Id)).ToList()) On(new QueueEvent.AgentLogsOut(gone.Id));
    }

    public void Join(QueuedCall caller, FlowAction.JoinQueue join)
    {
        _callers[caller.Id] = caller;
        On(new QueueEvent.CallJoins(caller.Id, join.Priority, join.Skills));
    }

    /// <summary>The act that has the call here; 0: it is not here.</summary>
    public int ActOf(string call) => _callers.TryGetValue(call, out var caller) ? caller.Act : 0;

    public void Leave(string call, string why)
    {
        On(new QueueEvent.CallLeaves(call), why);
        _callers.Remove(call);
    }

    /// <param name="stored">When it happened and is in the store; another thread.</param>
    public void On(QueueEvent happened, string why = "", Action? stored = null)
    {
        _coming.Enqueue((happened, why, stored));
        if (_busy) return;
        _busy = true;
        while (_coming.TryDequeue(out var next)) Step(next.Happened, next.Why, next.Stored);
        _busy = false;
    }

    public OutboundOrder Order(string called, string caller, TimeSpan patience) =>
        new(ResourceId.Default, Callee.Of(called), Document.From.Length > 0 ? Document.From : caller) { Patience = patience };

    /// <summary>Says the announcement to an agent, then goes on.</summary>
    public void Announce(Seat seat, string caller, Action then) => Say(Document.Announcement, seat, caller, then);

    public void Greet(Seat seat, string number, Action then) => Say(Document.Greeting, seat, number, then);

    private void Step(QueueEvent happened, string why, Action? stored)
    {
        var (before, now) = (State, Desk.Now);
        if (happened is QueueEvent.TimePasses && _wake is { } wake && now < wake) now = wake;   // the wheel and the wall clock are two clocks
        var step = QueueEngine.On(Spec(now), before, happened, now);
        State = step.State;
        if (!ReferenceEquals(before, State)) Desk.Keep(this, QueueLedger.Changes(Document.Name, before, step, happened, NumberOf, why, now), stored);
        foreach (var action in step.Actions) Perform(action);
        Settle(before);
        _wake = step.Wake;
        Desk.Shard.Loop.Timers.Cancel(_timer);
        if (_wake is { } next) Desk.Shard.Loop.Timers.Arm(_timer, TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling((next - now).TotalMilliseconds))));
    }

    private void OnTime()
    {
        if (Desk.IsOpen) On(QueueEvent.TimePasses.Instance);
    }

    private void Perform(QueueAction action)
    {
        switch (action)
        {
            case QueueAction.Joined joined: Tell(joined.Call, act => new FlowEvent.QueuePlace(act, joined.Place, joined.Wait)); break;
            case QueueAction.Moved moved: Tell(moved.Call, act => new FlowEvent.QueuePlace(act, moved.Place, moved.Wait)); break;
            case QueueAction.Overflowed refused:
                Tell(refused.Call, act => new FlowEvent.ActionFailed(act, FailureCause.Full, refused.Why));
                _callers.Remove(refused.Call);
                break;
            case QueueAction.Offer offer: Ring(offer); break;
            case QueueAction.Connect connect:
                if (_callers.TryGetValue(connect.Call, out var caller) && _agents.TryGetValue(connect.Agent, out var agent)) agent.Take(caller);
                Desk.Services.Logger.Taken(Document.Name, connect.Agent, connect.Call);
                break;
            case QueueAction.CallBack callback:
                if (_agents.TryGetValue(callback.Agent, out var free) && State.Waiting.FirstOrDefault(one => one.Id == callback.Id) is { } waiting) free.CallBack(waiting);
                Desk.Services.Logger.Taken(Document.Name, callback.Agent, callback.Number);
                break;
            case QueueAction.CallbackGivenUp given: Desk.Services.Logger.GivenUp(Document.Name, given.Number); break;
            default: break;   // who does not ring any more is hung up below; a booking is told when it is stored
        }
    }

    private void Ring(QueueAction.Offer offer)
    {
        if (_agents.Remove(offer.Agent, out var before)) before.End();
        var caller = _callers.TryGetValue(offer.For.Call, out var waits) ? waits.Flow.Call : null;
        // The queue ends the ringing; the order only must not do so earlier.
        var order = Order(offer.Address, caller?.Caller ?? offer.For.Number, Document.RingFor + TimeSpan.FromSeconds(5)) with { DisplayName = caller?.DisplayName ?? "", Resource = caller?.Resource ?? ResourceId.Default };
        var call = _agents[offer.Agent] = new AgentCall(this, offer.Agent, offer.Address, offer.For, order);
        call.Begin();
    }

    /// <summary>Hangs up agents who have nothing to do with what they were rung for any more, and forgets who waits no longer.</summary>
    private void Settle(QueueState before)
    {
        foreach (var gone in before.Waiting)
        {
            if (State.Waiting.All(one => one.Call != gone.Call)) _callers.Remove(gone.Call);
        }
        foreach (var (id, call) in _agents.ToList())
        {
            if (State.Agents.FirstOrDefault(agent => agent.Id == id) is { } agent && agent.Offer == call.Offer) continue;
            _agents.Remove(id);
            call.End();
        }
    }

    private void Tell(string call, Func<int, FlowEvent> happened)
    {
        if (_callers.TryGetValue(call, out var caller)) caller.Flow.Post(happened(caller.Act));
    }

    private string NumberOf(string call) => _callers.TryGetValue(call, out var caller) ? caller.Flow.Call.Caller : "";

    private void Say(Prompt? prompt, Seat seat, string caller, Action then)
    {
        if (prompt is null)
        {
            then();
            return;
        }
        Desk.Flows.Track(SayAsync(prompt, seat, caller, then));
    }

    private async Task SayAsync(Prompt prompt, Seat seat, string caller, Action then)
    {
        var (sounds, why) = await Desk.Flows.SoundsAsync(prompt.Render("en-US", ["en-US"], new QueueScope(Document.Name, caller)), Desk.Flows.Stopping).ConfigureAwait(false);
        Desk.Shard.Loop.Post(static state => ((Action)state!)(), () =>
        {
            if (why.Length > 0) Desk.Services.Logger.NotSaid(Document.Name, why);
            if (sounds.Count == 0) then();
            else seat.Play(new Playback(sounds, loops: false, Desk.Shard.Loop, then));
        });
    }

    private static RingStrategy StrategyOf(string word) => word switch
    {
        "roundRobin" => RingStrategy.RoundRobin,
        "inOrder" => RingStrategy.InOrder,
        "fewestCalls" => RingStrategy.FewestCalls,
        "all" => RingStrategy.All,
        _ => RingStrategy.LongestFree,
    };
}
