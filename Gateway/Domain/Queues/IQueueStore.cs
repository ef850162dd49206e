namespace Telephony.Domain.Queues;

/// <summary>A queue as it was after its last step.</summary>
/// <param name="State">The queue's own text.</param>
public sealed record StoredQueue(string Name, string State);

/// <summary>Once somebody waited in a queue: on the line, or to be called back.</summary>
/// <param name="Id">Within the queue of this gateway.</param>
/// <param name="Number">Who waited; empty: anonymous.</param>
/// <param name="Outcome">Empty while it goes on; then "served", "abandoned", "timeout", "callback", "given up", "cancelled", "overflow: full", "the gateway stopped".</param>
public sealed record QueueVisit(string Queue, string Id, string Call, string Number, bool IsCallback, DateTimeOffset Joined)
{
    public string Agent { get; init; } = "";

    public DateTimeOffset? Answered { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public string Outcome { get; init; } = "";
}

/// <summary>What came of those who waited, by outcome.</summary>
/// <param name="MeanWait">From joining to the agent's answer, or to the end without one.</param>
public sealed record QueueFigure(string Outcome, bool IsCallback, long Count, TimeSpan MeanWait);

/// <summary>Queues of this gateway as they must survive it, and the figures of who waited.</summary>
public interface IQueueStore
{
    /// <summary>Every queue that this gateway keeps.</summary>
    ValueTask<IReadOnlyList<StoredQueue>> LoadAsync(CancellationToken cancellation);

    /// <summary>A queue and what changed of its visits, together.</summary>
    ValueTask SaveAsync(StoredQueue queue, IReadOnlyList<QueueVisit> visits, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Ends the visits on the line that an earlier run left open. Callbacks go on.</summary>
    /// <returns>How many.</returns>
    ValueTask<int> CloseCallsAsync(string outcome, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Of a queue, by all gateways, of those who joined within the time.</summary>
    ValueTask<IReadOnlyList<QueueFigure>> FiguresAsync(string queue, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation);

    /// <summary>Forgets visits that ended before.</summary>
    ValueTask<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellation);
}
