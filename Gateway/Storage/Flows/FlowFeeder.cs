using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Telephony.Domain.Flows;
using Telephony.Domain.Identity;
using Telephony.Domain.Stores;

namespace Telephony.Storage.Flows;

/// <summary>
/// Carries what flows do to the store behind the calls' backs, a batch a second: figures summed, steps of each call together. What waits is bounded; while the store is away for long, steps are counted as lost and
/// calls go on.
/// </summary>
public sealed class FlowFeeder : IFlowWitness, IAsyncDisposable
{
    /// <summary>Between two batches, and before another try.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Steps of one call that are kept. Figures count them all.</summary>
    public const int MostStepsPerCall = 500;

    private const int MostWaiting = 65_536;

    private readonly IFlowHistoryStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly FlowSums _sums = new();
    private readonly Dictionary<CallId, List<FlowCallSteps>> _steps = [];
    private readonly Channel<(ResourceId Resource, CallId Call, int Number, FlowCallStep Step)> _seen =
        Channel.CreateBounded<(ResourceId, CallId, int, FlowCallStep)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly Task _work;
    private long _lost;

    public FlowFeeder(IFlowHistoryStore store, TimeProvider clock, ILogger<FlowFeeder> logger)
    {
        (_store, _clock, _logger) = (store, clock, logger);
        _work = RunAsync();
    }

    /// <summary>Steps that found no room.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    public void Saw(ResourceId resource, CallId call, int number, FlowCallStep step)
    {
        if (!_seen.Writer.TryWrite((resource, call, number, step))) Interlocked.Increment(ref _lost);
    }

    /// <summary>What was seen is stored before this completes, if the store takes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        _seen.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var told = 0L;
        while (await _seen.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            await Task.Delay(Pause, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (_seen.Reader.TryRead(out var seen)) Note(seen.Resource, seen.Call, seen.Number, seen.Step);
            await StoreAsync().ConfigureAwait(false);
            if (Lost == told) continue;
            told = Lost;
            _logger.FlowStepsLost(told);
        }
    }

    private void Note(ResourceId resource, CallId call, int number, FlowCallStep step)
    {
        _sums.Add(resource, step);
        if (number >= MostStepsPerCall) return;
        if (!_steps.TryGetValue(call, out var runs)) _steps[call] = runs = [];
        if (runs.Count > 0 && runs[^1] is { Steps: List<FlowCallStep> last } run && run.First + last.Count == number) last.Add(step);
        else runs.Add(new FlowCallSteps(resource, call, number, new List<FlowCallStep> { step }));
    }

    private async Task StoreAsync()
    {
        var (figures, steps, failing) = (_sums.Take(), _steps.Values.SelectMany(static runs => runs).ToList(), false);
        _steps.Clear();
        while (true)
        {
            try
            {
                await _store.AddAsync(figures, steps, CancellationToken.None).ConfigureAwait(false);
                if (failing) _logger.FlowHistoryStoredAgain();
                return;
            }
            catch (StorageException failure)
            {
                if (!failing) _logger.FlowHistoryNotStored(failure.Message);
                failing = true;
            }
            if (_stop.IsCancellationRequested) return;
            await Task.Delay(Pause, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

internal static partial class FlowLogLines
{
    [LoggerMessage(2811, LogLevel.Warning, "Steps of call flows could not be stored and are tried again: {Reason}")]
    public static partial void FlowHistoryNotStored(this ILogger logger, string reason);

    [LoggerMessage(2812, LogLevel.Information, "Steps of call flows are stored again")]
    public static partial void FlowHistoryStoredAgain(this ILogger logger);

    [LoggerMessage(2813, LogLevel.Warning, "{Count} steps of call flows were not counted since the start: the store was away, or slower than the calls")]
    public static partial void FlowStepsLost(this ILogger logger, long count);
}
