namespace Telephony.Sip.Resolution;

/// <summary>
/// Answers for as long as their zone allows, and one question at a time: whoever asks what is being asked already waits for the same answer.
/// Failures are not kept. Bounded: when full, what ends soonest goes.
/// </summary>
internal sealed class DnsCache(IDnsQuery query, ResolutionOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Name, DnsType Type), (DnsAnswer Answer, long Until)> _kept = [];
    private readonly Dictionary<(string Name, DnsType Type), Task<DnsAnswer>> _asked = [];

    public int Count
    {
        get { lock (_lock) return _kept.Count; }
    }

    public Task<DnsAnswer> QueryAsync(string name, DnsType type)
    {
        var key = (name.ToLowerInvariant(), type);
        TaskCompletionSource<DnsAnswer> promise;
        lock (_lock)
        {
            if (_kept.TryGetValue(key, out var kept) && kept.Until > time.GetTimestamp()) return Task.FromResult(kept.Answer);
            if (_asked.TryGetValue(key, out var asked)) return asked;
            promise = new TaskCompletionSource<DnsAnswer>();
            _asked.Add(key, promise.Task);
        }
        _ = AskAsync(key, promise);
        return promise.Task;
    }

    /// <summary>Not bound to any of those who wait: one of them giving up must not fail the others.</summary>
    private async Task AskAsync((string Name, DnsType Type) key, TaskCompletionSource<DnsAnswer> promise)
    {
        DnsAnswer answer;
        try
        {
            answer = await query.QueryAsync(key.Name, key.Type, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            answer = DnsAnswer.Failure(DnsStatus.ServerFailure, exception.Message);
        }
        lock (_lock)
        {
            _asked.Remove(key);
            Keep(key, answer);
        }
        promise.SetResult(answer);
    }

    private void Keep((string Name, DnsType Type) key, DnsAnswer answer)
    {
        var most = answer.Status switch
        {
            DnsStatus.Found => options.LongestTtl,
            DnsStatus.NoData or DnsStatus.NoSuchName => options.NegativeTtl,
            _ => TimeSpan.Zero,
        };
        var keep = answer.TimeToLive < most ? answer.TimeToLive : most;
        if (keep <= TimeSpan.Zero)
        {
            _kept.Remove(key);
            return;
        }
        if (_kept.Count >= options.CacheEntries && !_kept.ContainsKey(key)) MakeRoom();
        _kept[key] = (answer, time.GetTimestamp() + (long)(keep.TotalSeconds * time.TimestampFrequency));
    }

    /// <summary>Drops a quarter, what ends soonest first, so that room is rarely made.</summary>
    private void MakeRoom()
    {
        foreach (var key in _kept.OrderBy(entry => entry.Value.Until).Take((_kept.Count / 4) + 1).Select(entry => entry.Key).ToList())
            _kept.Remove(key);
    }
}
