using System.Text.Json;
using Telephony.Calls.Shards;
using Telephony.Domain.Addresses;
using Telephony.Domain.Queues;
using Telephony.FlowRunner.Calls;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Queues;
using Telephony.Ivr.Queues;

namespace Telephony.FlowRunner.Queues;

/// <summary>The queues of this gateway: what flows join, what agents are, what survives a restart. Call loop only, but for the members that say otherwise.</summary>
public sealed class QueueDesk : IRunningQueues
{
    private const string Stopped = "the gateway stopped";

    private readonly Dictionary<string, LiveQueue> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QueueState> _stored = new(StringComparer.Ordinal);
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);
    private readonly QueueKeeper? _keeper;
    private readonly Task _keeping;
    private IReadOnlyDictionary<string, QueueDocument> _documents = new Dictionary<string, QueueDocument>(StringComparer.Ordinal);
    private volatile bool _open;

    internal QueueDesk(FlowDesk flows)
    {
        Flows = flows;
        if (flows.Services.QueueStore is { } store) _keeper = new QueueKeeper(store, flows.Services.Clock, flows.Services.Logger, flows.Stopping);
        _keeping = _keeper is null ? Task.CompletedTask : Task.Run(_keeper.RunAsync);
    }

    internal FlowDesk Flows { get; }

    internal FlowServices Services => Flows.Services;

    internal CallShard Shard => Flows.Shard;

    internal bool IsOpen => _open;

    internal DateTimeOffset Now => Shard.Loop.Clock.GetUtcNow();

    /// <summary>What an earlier run has stored. Once, before the desk is opened.</summary>
    public async Task RestoreAsync(CancellationToken cancellation)
    {
        if (Services.QueueStore is not { } store) return;
        await store.CloseCallsAsync(Stopped, Services.Clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        foreach (var stored in await store.LoadAsync(cancellation).ConfigureAwait(false))
        {
            try
            {
                _stored[stored.Name] = QueueJson.Read(stored.State);
            }
            catch (JsonException broken)
            {
                Services.Logger.NotRead(stored.Name, broken.Message);
            }
        }
    }

    /// <summary>The queues as they are written now. A queue that is no longer written takes nobody new. Any thread.</summary>
    public void Use(IReadOnlyDictionary<string, QueueDocument> documents)
    {
        Volatile.Write(ref _documents, documents);
        if (_open) Shard.Loop.Post(static state => ((QueueDesk)state!).Apply(), this);
    }

    /// <summary>The clock of the house: callbacks whose pause is over, and those whose hours begin. Any thread.</summary>
    public void Tend()
    {
        if (!_open) return;
        Shard.Loop.Post(static state => { foreach (var queue in ((QueueDesk)state!)._queues.Values.ToList()) queue.On(QueueEvent.TimePasses.Instance); }, this);
    }

    /// <summary>Every queue that runs, as it is now. Any thread.</summary>
    public Task<IReadOnlyList<QueueView>> ListAsync() => AskAsync<IReadOnlyList<QueueView>>(static desk => [.. desk._queues.Values.Select(queue => QueueView.Of(queue.Spec(desk.Now), queue.State))]);

    /// <inheritdoc/>
    public Task<string?> TellAsync(string queue, QueueEvent happened) => AskAsync(desk =>
    {
        if (!desk._queues.TryGetValue(queue, out var live)) return $"There is no queue {queue}.";
        if (AgentOf(happened) is { } id)
        {
            if (live.State.Agents.FirstOrDefault(known => known.Id == id) is not { } agent) return $"Queue {queue} has no agent {id}.";
            if (happened is QueueEvent.AgentLogsIn login) happened = login with { Address = login.Address.Length > 0 ? login.Address : agent.Address, Skills = login.Skills.Count > 0 ? login.Skills : agent.Skills };
        }
        if (happened is QueueEvent.CallbackCancelled cancelled && !live.State.Waiting.Any(one => one.IsCallback && one.Id == cancelled.Id)) return $"Queue {queue} has no callback {cancelled.Id}.";
        live.On(happened);
        return null;
    });

    /// <inheritdoc/>
    public async Task<(Waiting? Booked, string Why)> BookAsync(string queue, string number, int priority)
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (booked, why) = await AskAsync<(Waiting? Booked, string Why)>(desk =>
        {
            if (!desk._queues.TryGetValue(queue, out var live)) return (null, $"There is no queue {queue}.");
            if (desk._closed.Contains(queue)) return (null, $"Queue {queue} is closed.");
            var callee = Callee.Of(number);
            if (!CanBeCalled(callee)) return (null, $"\"{number}\" cannot be called.");
            if (live.State.Waiting.Count >= live.Document.MostWaiting && live.State.Waiting.All(one => one.Number != callee)) return (null, $"Queue {queue} is full: {live.Document.MostWaiting} wait.");
            live.On(new QueueEvent.CallbackBooked("", callee, priority, []), stored: stored.SetResult);
            return (live.State.Waiting.FirstOrDefault(one => one.Number == callee), "");
        }).ConfigureAwait(false);
        if (booked is not null) await stored.Task.WaitAsync(Flows.Stopping).ConfigureAwait(false);
        return (booked, why);
    }

    internal void Open()
    {
        _open = true;
        Shard.Loop.Post(static state => ((QueueDesk)state!).Apply(), this);
    }

    internal async Task CloseAsync()
    {
        _open = false;   // nobody is rung any more
        _keeper?.Complete();
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    internal void Keep(LiveQueue queue, IReadOnlyList<QueueVisit> visits, Action? stored)
    {
        if (_keeper is not null) _keeper.Keep(queue.Document.Name, queue.State, visits, stored);
        else stored?.Invoke();
    }

    internal void Join(FlowCall call, FlowAction.JoinQueue join)
    {
        if (!_queues.TryGetValue(join.Queue, out var queue)) call.Post(new FlowEvent.ActionFailed(join.Act, FailureCause.Broken, $"there is no queue {join.Queue}"));
        else if (_closed.Contains(join.Queue)) call.Post(new FlowEvent.ActionFailed(join.Act, FailureCause.Refused, $"the queue {join.Queue} is closed"));
        else queue.Join(new QueuedCall(call, join.Act), join);
    }

    internal void Leave(FlowCall call, FlowAction.LeaveQueue leave)
    {
        var id = call.Call.Id.ToString();
        foreach (var queue in _queues.Values)
        {
            if (queue.ActOf(id) != leave.Act) continue;
            if (leave.KeepsPlace) queue.On(new QueueEvent.CallStepsAside(id));
            else queue.Leave(id, call.Call.IsOver ? "abandoned" : "timeout");
        }
    }

    /// <returns>The queue that has the call by this act, and how many wait there; empty: none has.</returns>
    internal (string Name, int Size) Where(FlowCall call, int act) =>
        _queues.Values.FirstOrDefault(queue => queue.ActOf(call.Call.Id.ToString()) == act) is { } found ? (found.Document.Name, found.State.Waiting.Count) : ("", 0);

    /// <summary>The call is over: it waits nowhere any more.</summary>
    internal void Gone(FlowCall call)
    {
        var id = call.Call.Id.ToString();
        foreach (var queue in _queues.Values)
        {
            if (queue.ActOf(id) != 0) queue.Leave(id, "abandoned");
        }
    }

    /// <summary>It is accepted when it is stored.</summary>
    internal void Book(FlowCall call, FlowAction.BookCallback wanted)
    {
        var number = Callee.Of(wanted.Number);
        if (!_queues.TryGetValue(wanted.Queue, out var queue)) call.Post(new FlowEvent.ActionFailed(wanted.Act, FailureCause.Broken, $"there is no queue {wanted.Queue}"));
        else if (!CanBeCalled(number)) call.Post(new FlowEvent.ActionFailed(wanted.Act, FailureCause.Refused, $"\"{number}\" cannot be called"));
        else
        {
            long id = 0;
            var loop = Shard.Loop;
            queue.On(new QueueEvent.CallbackBooked(call.Call.Id.ToString(), number, wanted.Priority, []), stored: () => loop.Post(_ => call.On(new FlowEvent.Accepted(wanted.Act, $"{wanted.Queue}-{id}")), null));
            id = queue.State.Waiting.FirstOrDefault(one => one.Number == number)?.Id ?? 0;
            if (id == 0) call.Post(new FlowEvent.ActionFailed(wanted.Act, FailureCause.Refused, "an agent has taken the call already"));
        }
    }

    // A number, or the name of an account.
    private static bool CanBeCalled(string callee) => PhoneNumber.TryParse(callee, out _) || (callee.Length is > 0 and <= 40 && callee.All(char.IsAsciiLetterOrDigit));

    /// <summary>The agent that an order from outside is for; null: it is for none.</summary>
    private static string? AgentOf(QueueEvent happened) => happened switch
    {
        QueueEvent.AgentLogsIn login => login.Agent,
        QueueEvent.AgentLogsOut logout => logout.Agent,
        QueueEvent.AgentPauses pauses => pauses.Agent,
        QueueEvent.AgentResumes resumes => resumes.Agent,
        _ => null,
    };

    private void Apply()
    {
        var documents = Volatile.Read(ref _documents);
        foreach (var (name, document) in documents)
        {
            if (!_queues.TryGetValue(name, out var queue))
            {
                queue = _queues[name] = new LiveQueue(this, document, _stored.GetValueOrDefault(name) ?? QueueState.Empty);
                if (_stored.Remove(name)) queue.On(QueueEvent.Restarted.Instance);
            }
            queue.Use(document);
        }
        _closed.Clear();
        _closed.UnionWith(_queues.Keys.Except(documents.Keys));
    }

    private Task<T> AskAsync<T>(Func<QueueDesk, T> ask)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = Shard.Loop.Post(
            _ =>
            {
                try
                {
                    done.SetResult(ask(this));
                }
                catch (Exception bug)
                {
                    done.SetException(bug);
                }
            },
            null);
        if (!posted) done.SetException(new InvalidOperationException("The gateway stops."));
        return done.Task;
    }
}
