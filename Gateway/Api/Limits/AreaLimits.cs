using System.Collections.Concurrent;
using System.Collections.Frozen;
using Telephony.Domain.Identity;
using Telephony.Domain.Trunks;

namespace Telephony.Api.Limits;

/// <summary>Requests a second of each resource for each area; a bucket holds one second's worth. Any thread, no lock.</summary>
public sealed class AreaLimits(double perSecond, IEnumerable<KeyValuePair<string, double>> areas, TimeProvider clock)
{
    /// <summary>A bucket that was empty has a token again by then.</summary>
    public const int RetryAfterSeconds = 1;

    private readonly FrozenDictionary<string, double> _areas = areas.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<(ResourceId, string), Bucket> _buckets = [];

    /// <summary>0: no limit.</summary>
    public double Of(string area) => _areas.GetValueOrDefault(area, perSecond);

    public bool TryTake(ResourceId resource, string area)
    {
        if (Of(area) is not (> 0 and var rate)) return true;
        return _buckets.GetOrAdd((resource, area), static _ => new Bucket()).Tokens.TryTake(rate, (long)clock.GetElapsedTime(0).TotalMilliseconds);
    }

    private sealed class Bucket
    {
        public TokenBucket Tokens;
    }
}
