using System.Collections.Concurrent;
using Telephony.Net.Loops;

namespace Telephony.Support.Network;

/// <summary>A loop without a thread: the test's thread runs it through its <see cref="VirtualClock"/>.</summary>
public sealed class VirtualLoop : IEventLoop
{
    private readonly ConcurrentQueue<(Action<object?> Work, object? State)> _posted = new();
    private readonly VirtualClock _clock;
    private bool _stopped;

    internal VirtualLoop(VirtualClock clock, string name)
    {
        _clock = clock;
        Name = name;
        Timers = new TimingWheel(clock.NowMilliseconds);
    }

    public string Name { get; }

    /// <summary>The test's thread counts as every loop while none of them runs, so that a test may call in directly.</summary>
    public bool IsCurrent => _clock.IsDriverThread && (_clock.Running is null || _clock.Running == this);

    public long NowMilliseconds => _clock.NowMilliseconds;

    public TimingWheel Timers { get; }

    /// <summary>As long as a test says.</summary>
    public double QueueDelayMilliseconds { get; set; }

    public TimeProvider Clock => _clock.Time;

    /// <summary>How much was posted and did not run yet.</summary>
    public int PostedDepth => _posted.Count;

    public bool Post(Action<object?> work, object? state)
    {
        if (_stopped) return false;
        _posted.Enqueue((work, state));
        return true;
    }

    /// <summary>Runs the work as if on this loop, now, then everything that follows from it.</summary>
    public void Run(Action work)
    {
        _clock.Run(this, work);
        _clock.RunUntilIdle();
    }

    /// <summary>From now on nothing can be posted and nothing that was posted runs.</summary>
    public void Stop()
    {
        _stopped = true;
        _posted.Clear();
    }

    internal bool RunPosted()
    {
        var any = false;
        while (_posted.TryDequeue(out var item))
        {
            any = true;
            _clock.Run(this, () => item.Work(item.State));
        }
        return any;
    }

    /// <summary>A timer whose handler throws does not hide the others that are due: the wheel is turned until it has caught up.</summary>
    internal void FireTimers()
    {
        if (_stopped) return;
        int failures;
        do
        {
            failures = _clock.Failures.Count;
            _clock.Run(this, () => Timers.Advance(_clock.NowMilliseconds));
        }
        while (_clock.Failures.Count != failures);
    }
}
