namespace Telephony.Net.Loops;

/// <summary>Is told of each beat, on the loop's thread.</summary>
public interface IMetronomeListener
{
    /// <param name="beat">Counts periods since the start, from 1; after a stall it jumps, and the beats between are lost.</param>
    void OnBeat(long beat);
}

/// <summary>
/// A steady beat on a loop, for media that is decoded or played: beat n is due at start + n periods, so lateness of one beat never
/// moves the next. One per media worker, not one per stream. Loop thread only.
/// </summary>
public sealed class LoopMetronome : IDisposable
{
    private readonly IEventLoop _loop;
    private readonly IMetronomeListener _listener;
    private readonly LoopTimer _timer;
    private readonly long _period;
    private long _start;
    private bool _running;

    /// <param name="period">Whole milliseconds.</param>
    public LoopMetronome(IEventLoop loop, TimeSpan period, IMetronomeListener listener)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.FromMilliseconds(1));
        (_loop, _listener, _period) = (loop, listener, (long)period.TotalMilliseconds);
        _timer = new LoopTimer(static state => ((LoopMetronome)state!).OnTimer(), this);
    }

    public long Beat { get; private set; }

    /// <summary>Beats that were lost because the loop was busy for longer than a period.</summary>
    public long Missed { get; private set; }

    public bool IsRunning => _running;

    public void Start()
    {
        if (_running) return;
        _running = true;
        _start = _loop.NowMilliseconds;
        Beat = 0;
        Arm();
    }

    public void Stop()
    {
        _running = false;
        _loop.Timers.Cancel(_timer);
    }

    public void Dispose() => Stop();

    private void OnTimer()
    {
        var beat = (_loop.NowMilliseconds - _start) / _period;
        Missed += beat - Beat - 1;
        Beat = beat;
        Arm();
        _listener.OnBeat(beat);
    }

    private void Arm() => _loop.Timers.ArmAt(_timer, _start + ((Beat + 1) * _period));
}
