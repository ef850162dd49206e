using System.Collections.Concurrent;

namespace Telephony.Api.Pipeline;

/// <summary>Counts answers by area and status. Any thread.</summary>
public sealed class ApiStatistics
{
    private readonly ConcurrentDictionary<(string Area, int Status), Count> _counts = [];

    public IEnumerable<(string Area, int Status, long Answers)> Read() => _counts.Select(static pair => (pair.Key.Area, pair.Key.Status, Volatile.Read(ref pair.Value.Value)));

    internal void Answered(string area, int status) => Interlocked.Increment(ref _counts.GetOrAdd((area, status), static _ => new Count()).Value);

    private sealed class Count
    {
        public long Value;
    }
}
