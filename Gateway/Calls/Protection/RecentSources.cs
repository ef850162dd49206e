namespace Telephony.Calls.Protection;

/// <summary>
/// Something small remembered of each source for a while, bounded however many sources there are: two generations; the older one is forgotten when the younger is full or
/// its time is over. A flood of forged addresses so costs memory for two generations and no search. Its owner has the lock.
/// </summary>
internal sealed class RecentSources<TKey, TValue>(int mostPerGeneration, TimeSpan generation)
    where TKey : struct
    where TValue : class, new()
{
    private readonly long _lengthMs = Math.Max(1, (long)generation.TotalMilliseconds);
    private Dictionary<TKey, TValue> _young = [];
    private Dictionary<TKey, TValue> _old = [];
    private long _bornMs = long.MinValue;

    public int Count => _young.Count + _old.Count;

    /// <summary>What is known of it, made when nothing is.</summary>
    public TValue Of(TKey key, long nowMs)
    {
        Age(nowMs);
        if (_young.TryGetValue(key, out var known)) return known;
        if (!_old.Remove(key, out known)) known = new TValue();
        if (_young.Count >= mostPerGeneration) Turn(nowMs);
        _young.Add(key, known);
        return known;
    }

    public TValue? Find(TKey key, long nowMs)
    {
        Age(nowMs);
        return _young.GetValueOrDefault(key) ?? _old.GetValueOrDefault(key);
    }

    public void Forget(TKey key)
    {
        _young.Remove(key);
        _old.Remove(key);
    }

    private void Age(long nowMs)
    {
        if (_bornMs == long.MinValue) _bornMs = nowMs;
        if (nowMs - _bornMs < _lengthMs) return;
        if (nowMs - _bornMs >= 2 * _lengthMs) _young.Clear();
        Turn(nowMs);
    }

    private void Turn(long nowMs)
    {
        (_old, _young) = (_young, _old);
        _young.Clear();
        _bornMs = nowMs;
    }
}
