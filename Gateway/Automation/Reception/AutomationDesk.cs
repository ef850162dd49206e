using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Telephony.Automation.Callbacks;
using Telephony.Automation.Connections;
using Telephony.Automation.Media;
using Telephony.Automation.Recordings;
using Telephony.Automation.Streams;
using Telephony.Calls.Shards;
using Telephony.Calls.Steering;
using Telephony.Domain.Calls;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Media.Recognition;
using Telephony.Net.Loops;

namespace Telephony.Automation.Reception;

/// <summary>
/// Where applications' calls begin: the register of connections and conversations, and the way onto the loop that owns them. One loop has all of them: commands and what happens to
/// calls are handled in their order, without locks. Members that say so may be called by any thread.
/// </summary>
public sealed class AutomationDesk : ICallReception, IAsyncDisposable
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, CallConnection> _connections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Conversation> _conversations = new(StringComparer.Ordinal);
    private readonly Dictionary<CallId, IncomingCall> _incoming = [];
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly IncomingContexts _contexts = new();
    private CallShard? _shard;
    private ICallControl? _calls;

    public AutomationDesk(IPromptLibrary prompts, ICallbackWire wire, Func<NewEvent, CancellationToken, ValueTask> publish, NumberCatalogueHolder numbers, TimeProvider clock, ILoggerFactory loggers)
    {
        (Prompts, Wire, Publish, Numbers, Clock) = (prompts, wire, publish, numbers, clock);
        Logger = loggers.CreateLogger("Telephony.Automation");
        foreach (var mistake in MachineTables.Mistakes()) throw new InvalidOperationException(mistake);
    }

    /// <summary>Connections, conversations, calls that wait, work under way: for metrics and tests. Any thread; may be a moment old.</summary>
    public (int Connections, int Conversations, int Waiting, int Work) Counts => (_connections.Count, _conversations.Count, _incoming.Count, _running.Count);

    /// <summary>Of sound to applications.</summary>
    public StreamFigures MediaStreams { get; } = new();

    /// <summary>Of words to applications.</summary>
    public StreamFigures Transcriptions { get; } = new();

    internal IPromptLibrary Prompts { get; }

    internal ICallbackWire Wire { get; }

    internal Func<NewEvent, CancellationToken, ValueTask> Publish { get; }

    /// <summary>Keeps recordings; null: there are none.</summary>
    public RecordingDesk? Recordings { get; init; }

    /// <summary>Understands speech; null: nobody does.</summary>
    public IRecogniser? Recogniser { get; init; }

    /// <summary>Opens streams to applications; null: there are none.</summary>
    public IStreamWire? Streams { get; init; }

    internal NumberCatalogueHolder Numbers { get; }

    internal TimeProvider Clock { get; }

    internal ILogger Logger { get; }

    internal CancellationToken Stopping => _stop.Token;

    internal DateTimeOffset Now => Clock.GetUtcNow();

    internal IEventLoop Loop => Shard.Loop;

    internal CallShard Shard => _shard ?? throw new InvalidOperationException("The desk is not open yet: Open comes first.");

    internal ICallControl Calls => _calls ?? throw new InvalidOperationException("The desk is not open yet: Open comes first.");

    internal IncomingContexts Contexts => _contexts;

    /// <summary>From now on calls are made and taken on this shard. Once, before the first call.</summary>
    public void Open(CallShard shard, ICallControl calls) => (_shard, _calls) = (shard, calls);

    public ISteeredCallUser? TryTake(SteeredCall call, Destination destination)
    {
        if (destination is not Destination.App app || !ReferenceEquals(call.Loop, Loop)) return null;
        var incoming = new IncomingCall(this, call, app);
        Add(incoming);
        incoming.Announce();
        return incoming;
    }

    /// <summary>Runs a command on the loop and brings back what it gave. Any thread.</summary>
    public Task<Outcome<T>> AskAsync<T>(Func<AutomationDesk, Outcome<T>> command)
        where T : class
    {
        if (_shard is null) return Task.FromResult<Outcome<T>>(Refusals.Unwilling);   // it is starting
        var done = new TaskCompletionSource<Outcome<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = Loop.Post(
            static state =>
            {
                var (desk, ask, result) = ((AutomationDesk, Func<AutomationDesk, Outcome<T>>, TaskCompletionSource<Outcome<T>>))state!;
                try
                {
                    result.SetResult(ask(desk));
                }
                catch (Exception bug)
                {
                    result.SetException(bug);
                }
            },
            (this, command, done));
        if (!posted) done.SetResult(Refusals.Unwilling);
        return done.Task;
    }

    /// <summary>What is still to be told has a moment for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_running.Keys).WaitAsync(s_farewell, Clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    internal CallConnection? FindConnection(string id, ResourceId resource) => _connections.TryGetValue(id, out var found) && found.Conversation.Resource == resource ? found : null;

    internal Conversation? FindConversation(string serverCallId, ResourceId resource) => _conversations.TryGetValue(serverCallId, out var found) && found.Resource == resource ? found : null;

    /// <summary>Whether a phone of this number is in a call of the resource.</summary>
    internal bool IsInACall(string number, ResourceId resource) => _conversations.Values.Any(conversation => conversation.Resource == resource && conversation.Connected.Any(party => party.Number == number));

    internal IncomingCall? FindIncoming(CallId id) => _incoming.GetValueOrDefault(id);

    internal void Add(IncomingCall incoming) => _incoming[incoming.Call.Id] = incoming;

    internal void Add(Conversation conversation) => _conversations.Add(conversation.ServerCallId, conversation);

    internal void Add(CallConnection connection) => _connections.Add(connection.Id, connection);

    internal void Forget(Conversation conversation) => _conversations.Remove(conversation.ServerCallId);

    internal void Forget(CallConnection connection) => _connections.Remove(connection.Id);

    internal void Forget(IncomingCall incoming) => _incoming.Remove(incoming.Call.Id);

    internal CallbackQueue OpenQueue(string connection, ResourceId resource)
    {
        var queue = new CallbackQueue(connection, resource, Wire, Clock, Logger, _stop.Token);
        _ = Track(Task.Run(queue.RunAsync));   // not on the loop: what is sent is not the call's to wait for
        return queue;
    }

    /// <summary>Owns work beside the loop: it is awaited at the end, and its failure is said.</summary>
    internal Task Track(Task work)
    {
        if (work.IsCompletedSuccessfully) return work;
        _running.TryAdd(work, 0);
        return work.ContinueWith(
            static (done, state) =>
            {
                var desk = (AutomationDesk)state!;
                desk._running.TryRemove(done, out _);
                if (done.Exception?.GetBaseException() is { } bug) desk.Logger.WorkFailed(bug);
            },
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
