using Microsoft.Extensions.Logging;
using Telephony.Calls.Loop;
using Telephony.Calls.Transfer;
using Telephony.Calls.Trunks;
using Telephony.Domain.Calls;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Trunks;
using Telephony.Net.Loops;

namespace Telephony.Calls.Shards;

/// <summary>
/// All shards of a node together: start, drain, stop, and what others may ask of calls. Any thread, unless a member says otherwise.
/// </summary>
public sealed class CallGateway(IReadOnlyList<CallShard> shards, CallServices services) : ICallControl
{
    private readonly TrunkPinger _pinger = new(shards[0]);
    private readonly ILogger _logger = services.Loggers.CreateLogger("Telephony.Calls");
    private static readonly TimeSpan UnregisterLimit = TimeSpan.FromSeconds(2);

    private volatile bool _draining;

    public IReadOnlyList<CallShard> Shards => shards;

    /// <summary>Text messages to trunks.</summary>
    public Domain.Messages.ITrunkMessages Messages { get; } = new Messages.TrunkMessages(shards[0]);

    public CallStatistics Statistics => services.Statistics;

    /// <summary>Requests of sources that were refused, the last ones.</summary>
    public Admission.RefusedSources Refused => services.Refused;

    public bool IsDraining => _draining;

    public int ActiveCalls
    {
        get
        {
            var count = 0;
            foreach (var shard in shards) count += shard.CallCount;
            return count;
        }
    }

    /// <summary>Begins to watch the trunks' health, now and after each change of the catalogue.</summary>
    public void Start()
    {
        services.Catalogue.Watch(_ => Ping());
        Ping();
    }

    /// <summary>Ends what an earlier process left connected: BYE to both sides from the stored dialog state, and the record closes with its cause.</summary>
    public void CleanUp(IReadOnlyList<CallRecord> openCalls)
    {
        if (openCalls.Count == 0) return;
        _logger.CleaningUp(openCalls.Count(static c => c.Dialogs.Count > 0));
        shards[0].Loop.Post(static state =>
        {
            var (shard, calls) = ((CallShard, IReadOnlyList<CallRecord>))state!;
            foreach (var call in calls) RestartCleaner.End(shard, call);
        }, (shards[0], openCalls));
    }

    /// <summary>Takes up what was registered with an earlier process; before <see cref="Start"/>.</summary>
    public void Restore(IReadOnlyList<Domain.Registration.Binding> bindings) => shards[0].Loop.Post(static state =>
    {
        var (shard, kept) = ((CallShard, IReadOnlyList<Domain.Registration.Binding>))state!;
        shard.Registrar.Restore(kept);
    }, (shards[0], bindings));

    /// <summary>New calls are refused from now on; completes when no call is left, or all that were left after <paramref name="limit"/> got BYE.</summary>
    public async Task DrainAsync(TimeSpan limit, CancellationToken cancellation)
    {
        _draining = true;
        foreach (var shard in shards) shard.Drain();
        await UnregisterAsync(cancellation).ConfigureAwait(false);
        if (ActiveCalls > 0) _logger.Draining(ActiveCalls, limit);
        if (!await QuietAsync(limit, cancellation).ConfigureAwait(false))
        {
            foreach (var shard in shards) shard.Loop.Post(static s => ((CallShard)s!).StopAll(503, "The gateway shuts down."), shard);
            await QuietAsync(services.Options.EndingLimit + TimeSpan.FromSeconds(1), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Lets a trunk take no new calls, or again. Running calls are not touched.</summary>
    public void DrainTrunk(Trunk trunk, bool on)
    {
        services.Trunks.Drain(trunk, on);
        if (on) _logger.DrainingTrunk(trunk.Id, services.Trunks.LimiterOf(trunk).ChannelsInUse);
        else _logger.DrainedNoMore(trunk.Id);
    }

    public void HangUp(CallId call, string reason)
    {
        foreach (var shard in shards)
        {
            shard.Loop.Post(static state =>
            {
                var (owner, id, text) = ((CallShard, CallId, string))state!;
                owner.Find(id)?.Stop(480, 16, text, CallEndedBy.Controller);
            }, (shard, call, reason));
        }
    }

    public async Task<TransferOutcome> TransferAsync(TransferCommand command, CancellationToken cancellation)
    {
        foreach (var shard in shards)
        {
            var outcome = await AskAsync<TransferOutcome>(shard, (on, done) => TransferCommands.Begin(on, command, outcome => done.TrySetResult(outcome)), cancellation).ConfigureAwait(false);
            if (outcome is not TransferOutcome.Refused { Reason: TransferRefusal.NoSuchCall } || shard.Index == shards[^1].Index) return outcome;
        }
        throw new InvalidOperationException("A gateway has at least one shard.");
    }

    public async Task<IReadOnlyList<RunningCall>> ListAsync(CancellationToken cancellation)
    {
        var calls = new List<RunningCall>();
        foreach (var shard in shards)
            calls.AddRange(await AskAsync<IReadOnlyList<RunningCall>>(shard, static (on, done) => done.TrySetResult([.. on.Calls.Select(RunningCalls.Of)]), cancellation).ConfigureAwait(false));
        return [.. calls.OrderBy(static call => call.Id)];
    }

    /// <summary>Asks on the shard's loop.</summary>
    /// <exception cref="InvalidOperationException">The loop has ended, and with it all its calls.</exception>
    private static Task<T> AskAsync<T>(CallShard shard, Action<CallShard, TaskCompletionSource<T>> question, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = shard.Loop.Post(static state =>
        {
            var (on, ask, result) = ((CallShard, Action<CallShard, TaskCompletionSource<T>>, TaskCompletionSource<T>))state!;
            ask(on, result);
        }, (shard, question, done));
        if (!posted) throw new InvalidOperationException("The gateway's signalling has stopped.");
        return done.Task.WaitAsync(cancellation);
    }

    /// <summary>Whether this gateway, of several over one database, registers with trunks for all of them.</summary>
    public void Elect(bool elected) => shards[0].Loop.Post(static state =>
    {
        var (shard, chosen) = ((CallShard, bool))state!;
        shard.Registrations.Elect(chosen);
    }, (shards[0], elected));

    private void Ping() => shards[0].Loop.Post(static state =>
    {
        var (pinger, shard, catalogue) = ((TrunkPinger, CallShard, Domain.Catalogue.TrunkCatalogue))state!;
        pinger.Apply(catalogue);
        shard.Registrations.Apply(catalogue);
        shard.Registrar.Apply(catalogue);
    }, (_pinger, shards[0], services.Catalogue.Current));

    /// <summary>Nobody is to call us any more: our registrations are taken back, and their answers awaited for a moment.</summary>
    public async Task UnregisterAsync(CancellationToken cancellation)
    {
        if (services.Catalogue.Current.Trunks.All(static trunk => trunk.Authentication.Registration is null)) return;
        var quiet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = shards[0].Loop.Post(static state =>
        {
            var (shard, done) = ((CallShard, TaskCompletionSource))state!;
            shard.Registrations.StopAll(() => done.TrySetResult());
        }, (shards[0], quiet));
        if (posted) await EndsAsync(quiet.Task, UnregisterLimit, cancellation).ConfigureAwait(false);
    }

    private async Task<bool> QuietAsync(TimeSpan limit, CancellationToken cancellation)
    {
        var quiet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var shard in shards) shard.WhenEmpty(() => { if (ActiveCalls == 0) quiet.TrySetResult(); });
        return ActiveCalls == 0 || await EndsAsync(quiet.Task, limit, cancellation).ConfigureAwait(false);
    }

    private async Task<bool> EndsAsync(Task what, TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await what.WaitAsync(limit, services.Clock, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
