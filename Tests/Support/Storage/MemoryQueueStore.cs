using Telephony.Domain.Queues;

namespace Telephony.Support.Storage;

/// <summary>Queues in memory, for calls that are played without a database. Any thread.</summary>
public sealed class MemoryQueueStore : IQueueStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StoredQueue> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Queue, string Id), QueueVisit> _visits = [];

    public IReadOnlyList<QueueVisit> Visits
    {
        get
        {
            lock (_gate) return [.. _visits.Values];
        }
    }

    public ValueTask<IReadOnlyList<StoredQueue>> LoadAsync(CancellationToken cancellation)
    {
        lock (_gate) return ValueTask.FromResult<IReadOnlyList<StoredQueue>>([.. _queues.Values.OrderBy(static queue => queue.Name, StringComparer.Ordinal)]);
    }

    public ValueTask SaveAsync(StoredQueue queue, IReadOnlyList<QueueVisit> visits, DateTimeOffset now, CancellationToken cancellation)
    {
        lock (_gate)
        {
            _queues[queue.Name] = queue;
            foreach (var visit in visits) _visits[(visit.Queue, visit.Id)] = visit;
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask<int> CloseCallsAsync(string outcome, DateTimeOffset now, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var open = _visits.Where(static pair => pair.Value is { Outcome.Length: 0, IsCallback: false }).ToList();
            foreach (var (key, visit) in open) _visits[key] = visit with { Outcome = outcome, Ended = now };
            return ValueTask.FromResult(open.Count);
        }
    }

    public ValueTask<IReadOnlyList<QueueFigure>> FiguresAsync(string queue, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation)
    {
        lock (_gate)
        {
            return ValueTask.FromResult<IReadOnlyList<QueueFigure>>([.. _visits.Values.Where(visit => visit.Queue == queue && visit.Joined >= from && visit.Joined < until).GroupBy(static visit => (visit.Outcome, visit.IsCallback))
                .OrderBy(static group => group.Key.Outcome, StringComparer.Ordinal).ThenBy(static group => group.Key.IsCallback)
                .Select(static group => new QueueFigure(group.Key.Outcome, group.Key.IsCallback, group.Count(), TimeSpan.FromMilliseconds((long)group.Average(static visit => ((visit.Answered ?? visit.Ended ?? visit.Joined) - visit.Joined).TotalMilliseconds))))]);
        }
    }

    public ValueTask<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var old = _visits.Where(pair => pair.Value.Ended < before).Select(static pair => pair.Key).ToList();
            foreach (var key in old) _visits.Remove(key);
            return ValueTask.FromResult(old.Count);
        }
    }
}
