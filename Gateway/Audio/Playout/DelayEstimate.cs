namespace Telephony.Audio.Playout;

/// <summary>
/// How much later than the fastest packets the others come, and so how long playout must wait for nearly all of them. Transit times are compared with the least of the last 8 to 16
/// seconds, which follows the drift of the sender's clock; what is above goes into a histogram of 5 ms that forgets with a half-life of some 7 seconds at 50 packets a second.
/// Times and delays are in ticks of the RTP clock.
/// </summary>
internal struct DelayEstimate(int clockHz)
{
    private const int Bins = 64;
    private const int BinsPerSecond = 200;
    private const float Forgetting = 0.998f;
    private const float Wanted = 0.98f;
    private const int Enough = 25;
    private const int WindowSeconds = 8;

    private readonly float[] _histogram = new float[Bins];
    private float _weight;
    private long _leastBefore = long.MaxValue;
    private long _leastNow = long.MaxValue;
    private long _windowEnd;

    /// <summary>Packets judged.</summary>
    public int Count { get; private set; }

    /// <summary>The least transit time: arrival minus timestamp.</summary>
    public readonly long Base => Math.Min(_leastBefore, _leastNow);

    public readonly bool IsReliable => Count >= Enough;

    public void Add(long arrival, long transit)
    {
        if (Count == 0) _windowEnd = arrival + ((long)WindowSeconds * clockHz);
        if (arrival >= _windowEnd)
        {
            (_leastBefore, _leastNow) = (_leastNow, transit);
            _windowEnd = arrival + ((long)WindowSeconds * clockHz);
        }
        _leastNow = Math.Min(_leastNow, transit);
        Count = Math.Min(Count + 1, int.MaxValue - 1);
        var bin = (int)Math.Min((transit - Base) * BinsPerSecond / clockHz, Bins - 1);
        for (var i = 0; i < Bins; i++) _histogram[i] *= Forgetting;
        _histogram[bin]++;
        _weight = (_weight * Forgetting) + 1;
    }

    /// <summary>The delay within which 98 of 100 packets come.</summary>
    public readonly long Wait()
    {
        float sum = 0;
        for (var bin = 0; bin < Bins; bin++)
        {
            sum += _histogram[bin];
            if (sum >= Wanted * _weight) return (long)(bin + 1) * clockHz / BinsPerSecond;
        }
        return (long)Bins * clockHz / BinsPerSecond;
    }

    public void Reset()
    {
        Array.Clear(_histogram);
        (_weight, _leastBefore, _leastNow, Count) = (0, long.MaxValue, long.MaxValue, 0);
    }
}
