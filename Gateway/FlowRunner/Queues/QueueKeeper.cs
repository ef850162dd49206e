using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Telephony.Domain.Queues;
using Telephony.Domain.Stores;
using Telephony.Ivr.Queues;

namespace Telephony.FlowRunner.Queues;

/// <summary>Writes queues into the store, in the order of their steps, several steps of one together. What cannot be written is tried again until it can. Any thread.</summary>
internal sealed class QueueKeeper(IQueueStore store, TimeProvider clock, ILogger logger, CancellationToken stopping)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Channel<Step> _steps = Channel.CreateUnbounded<Step>(new UnboundedChannelOptions { SingleReader = true });

    /// <param name="stored">Called when the step is in the store; on another thread.</param>
    public void Keep(string queue, QueueState state, IReadOnlyList<QueueVisit> visits, Action? stored) => _steps.Writer.TryWrite(new Step(queue, state, visits, stored));

    /// <summary>Writes what is there, and ends.</summary>
    public void Complete() => _steps.Writer.TryComplete();

    public async Task RunAsync()
    {
        while (await _steps.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            var together = new List<Step>();
            while (_steps.Reader.TryRead(out var step)) together.Add(step);
            foreach (var steps in together.GroupBy(static step => step.Queue))
            {
                if (!await SaveAsync(steps.Key, [.. steps]).ConfigureAwait(false)) return;
            }
        }
    }

    /// <returns>False: the gateway stops, and the store takes nothing.</returns>
    private async Task<bool> SaveAsync(string queue, List<Step> steps)
    {
        // Of a visit the last word counts.
        var visits = steps.SelectMany(static step => step.Visits).GroupBy(static visit => visit.Id).Select(static same => same.Last()).ToList();
        var kept = new StoredQueue(queue, QueueJson.Write(steps[^1].State));
        while (true)
        {
            try
            {
                await store.SaveAsync(kept, visits, clock.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
                foreach (var step in steps) step.Stored?.Invoke();
                return true;
            }
            catch (StorageException failure)
            {
                logger.NotKept(queue, failure.Message);
                if (stopping.IsCancellationRequested) return false;
                await Task.Delay(s_pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private sealed record Step(string Queue, QueueState State, IReadOnlyList<QueueVisit> Visits, Action? Stored);
}

internal static partial class QueueLog
{
    [LoggerMessage(9201, LogLevel.Error, "Queue {Queue} could not be stored, and is tried again: {Reason}")]
    public static partial void NotKept(this ILogger logger, string queue, string reason);

    [LoggerMessage(9202, LogLevel.Warning, "What was stored of queue {Queue} cannot be read, and it begins empty: {Reason}")]
    public static partial void NotRead(this ILogger logger, string queue, string reason);

    [LoggerMessage(9203, LogLevel.Information, "Queue {Queue}: {Agent} takes {What}")]
    public static partial void Taken(this ILogger logger, string queue, string agent, string what);

    [LoggerMessage(9204, LogLevel.Warning, "Queue {Queue}: {Number} was called back in vain and is given up")]
    public static partial void GivenUp(this ILogger logger, string queue, string number);

    [LoggerMessage(9205, LogLevel.Warning, "Queue {Queue}: a prompt of it cannot be played: {Reason}")]
    public static partial void NotSaid(this ILogger logger, string queue, string reason);
}
