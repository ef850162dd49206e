using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Telephony.Automation.Reception;
using Telephony.Calls.Shards;
using Telephony.Calls.Steering;
using Telephony.Domain.Addresses;
using Telephony.Domain.Calls;
using Telephony.Domain.Flows;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Domain.Queues;
using Telephony.FlowRunner.Calls;
using Telephony.FlowRunner.Queues;
using Telephony.FlowRunner.Requests;
using Telephony.FlowRunner.Twiml;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Library;
using Telephony.Media.Recognition;

namespace Telephony.FlowRunner;

/// <summary>Makes sounds of the pieces of prompts. Any thread.</summary>
public interface IFlowPrompts
{
    /// <returns>16 kHz, one channel; or null and a sentence that says why not.</returns>
    ValueTask<(ReadOnlyMemory<short>? Samples, string Why)> GetAsync(PromptPiece piece, CancellationToken cancellation);
}

/// <summary>What flows use of the gateway beside calls.</summary>
/// <param name="Recordings">The folder of recordings; voicemail is below it.</param>
public sealed record FlowServices(FlowCatalogueHolder Flows, IFlowPrompts Prompts, FlowRequests Requests, string Recordings, TimeProvider Clock, ILogger Logger)
{
    /// <summary>Sees every step of every call, on the call's loop.</summary>
    public IFlowWitness? Witness { get; init; }

    /// <summary>Whose calls web services answer; null: none may.</summary>
    public Func<ResourceId, TwimlAccount?>? TwimlAccount { get; init; }

    /// <summary>Where a recording is had by those who are told of it: resource, file.</summary>
    public Func<ResourceId, string, string>? RecordingUrl { get; init; }

    /// <summary>There is a message in a mailbox. Any thread.</summary>
    public Action? VoicemailLeft { get; init; }

    /// <summary>Understands callers; null: keys alone count.</summary>
    public IRecogniser? Recogniser { get; init; }

    /// <summary>Who takes calls that flows hand over; null: nobody does.</summary>
    public AutomationDesk? Applications { get; init; }

    /// <summary>Our numbers: a flow may dial those that lead to an end of the gateway itself. Null: it may not.</summary>
    public NumberCatalogueHolder? Numbers { get; init; }

    /// <summary>Keeps queues; null: they end with the gateway.</summary>
    public IQueueStore? QueueStore { get; init; }

    /// <summary>Sends a text message: from, to, text; null, or a sentence that says why not.</summary>
    public Func<Domain.Identity.ResourceId, string, string, string, CancellationToken, ValueTask<string?>>? SendText { get; init; }
}

/// <summary>Takes calls to numbers whose destination is a flow, or a web service that answers in TwiML, and runs them. Any thread may look; calls are its loops'.</summary>
public sealed class FlowDesk(FlowServices services) : ICallReception, IAsyncDisposable
{
    private readonly ConcurrentDictionary<CallId, FlowCall> _running = new();
    private readonly ConcurrentDictionary<Task, byte> _work = new();
    private readonly CancellationTokenSource _stop = new();
    private CallShard? _shard;
    private ICallControl? _calls;
    private QueueDesk? _queues;

    public QueueDesk Queues => _queues ??= new QueueDesk(this);

    /// <summary>Calls that are in a flow now.</summary>
    public int Count => _running.Count;

    internal FlowServices Services => services;

    internal CallShard Shard => _shard ?? throw new InvalidOperationException("The desk is not open yet: Open comes first.");

    internal ICallControl Calls => _calls ?? throw new InvalidOperationException("The desk is not open yet: Open comes first.");

    internal ConferenceRooms Rooms { get; } = new();

    internal CancellationToken Stopping => _stop.Token;

    /// <summary>From now on calls are taken. Once, before the first call.</summary>
    public void Open(CallShard shard, ICallControl calls)
    {
        (_shard, _calls) = (shard, calls);
        Queues.Open();
    }

    public ISteeredCallUser? TryTake(SteeredCall call, Destination destination)
    {
        if (Take(call, destination) is not { } running) return null;
        _running[call.Id] = running;
        call.Loop.Post(static state => ((FlowCall)state!).Begin(), running);   // the call is not attached to it before this returns
        return running;
    }

    private FlowCall? Take(SteeredCall call, Destination destination) => destination switch
    {
        Destination.Flow flow when services.Flows.Current.Find(call.Resource, flow.Name) is { } program => new FlowCall(this, call, program),
        Destination.Twiml twiml when TwimlTarget.TryParse(twiml.Where, out var target, out _) && services.TwimlAccount?.Invoke(call.Resource) is { } account => new FlowCall(this, call, target, account),
        _ => null,
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_work.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Queues.CloseAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    internal void Forget(FlowCall call) => _running.TryRemove(call.Call.Id, out _);

    /// <summary>What one of our numbers leads to, where that is the gateway itself; else null.</summary>
    internal Destination? OwnEnd(string number) =>
        PhoneNumber.TryParse(number, out var parsed) && services.Numbers?.Current.Find(parsed)?.Destination is { } destination and (Destination.Echo or Destination.Announcement) ? destination : null;

    /// <returns>The sounds of a prompt; or none, and a sentence that says why not.</returns>
    internal async Task<(IReadOnlyList<ReadOnlyMemory<short>> Sounds, string Why)> SoundsAsync(IReadOnlyList<PromptPiece> pieces, CancellationToken cancel)
    {
        var made = await Task.WhenAll(pieces.Select(piece => services.Prompts.GetAsync(piece, cancel).AsTask())).ConfigureAwait(false);
        var wrong = made.FirstOrDefault(static one => one.Samples is null);
        return wrong.Why is { Length: > 0 } why ? ([], why) : ([.. made.Select(static one => one.Samples!.Value)], "");   // no reason: each has its samples
    }

    /// <summary>Owns work beside the loop.</summary>
    internal void Track(Task work)
    {
        if (work.IsCompletedSuccessfully) return;
        _work.TryAdd(work, 0);
        _ = work.ContinueWith(
            static (done, state) =>
            {
                var desk = (FlowDesk)state!;
                desk._work.TryRemove(done, out _);
                if (done.Exception?.GetBaseException() is { } bug) desk.Services.Logger.WorkFailed(bug);
            },
            this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}

internal static partial class FlowLog
{
    [LoggerMessage(9101, LogLevel.Information, "Call {CallId} begins flow {Program}")]
    public static partial void Begun(this ILogger logger, CallId callId, string program);

    [LoggerMessage(9102, LogLevel.Information, "Call {CallId} ended in its flow at {Node}: {Reason}")]
    public static partial void Ended(this ILogger logger, CallId callId, string node, string reason);

    [LoggerMessage(9103, LogLevel.Warning, "Call {CallId}: node {Node} of its flow broke: {Reason}")]
    public static partial void Broke(this ILogger logger, CallId callId, string node, string reason);

    [LoggerMessage(9111, LogLevel.Warning, "Call {CallId}: {Host} gave no TwiML: {Reason}")]
    public static partial void TwimlFailed(this ILogger logger, CallId callId, string host, string reason);

    [LoggerMessage(9112, LogLevel.Information, "Call {CallId}: of its TwiML, {Sentence}")]
    public static partial void TwimlLeft(this ILogger logger, CallId callId, string sentence);

    [LoggerMessage(9105, LogLevel.Warning, "Call {CallId}: a prompt beside its node cannot be played: {Reason}")]
    public static partial void NotAnnounced(this ILogger logger, CallId callId, string reason);

    [LoggerMessage(9106, LogLevel.Warning, "Call {CallId}: the caller could not be understood: {Reason}")]
    public static partial void NotUnderstood(this ILogger logger, CallId callId, string reason);

    [LoggerMessage(9107, LogLevel.Warning, "Call {CallId}: a text message of its flow was not taken: {Reason}")]
    public static partial void TextRefused(this ILogger logger, CallId callId, string reason);

    [LoggerMessage(9104, LogLevel.Error, "Work of a flow failed")]
    public static partial void WorkFailed(this ILogger logger, Exception bug);
}
