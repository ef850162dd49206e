using Microsoft.Extensions.Time.Testing;
using Telephony.Net.Loops;

namespace Telephony.Support.Network;

/// <summary>
/// The time of a test: one thread drives any number of <see cref="VirtualLoop"/>s and everything that was scheduled, in a fixed order.
/// At one instant: timers loop by loop, then posted work, then scheduled deliveries in the order they were scheduled, draining posted work after each.
/// </summary>
public sealed class VirtualClock
{
    private const int StepLimit = 5_000_000;

    private readonly PriorityQueue<Scheduled, (long Due, long Sequence)> _scheduled = new();
    private readonly List<VirtualLoop> _loops = [];
    private readonly List<Exception> _failures = [];
    private long _ticks;
    private long _sequence;
    private int _driver = Environment.CurrentManagedThreadId;

    private readonly record struct Scheduled(VirtualLoop? Loop, Action Work);

    public VirtualClock(DateTimeOffset? start = null) =>
        Time = new FakeTimeProvider(start ?? new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    /// <summary>The wall clock and timestamps, always in step with <see cref="Elapsed"/>.</summary>
    public FakeTimeProvider Time { get; }

    /// <summary>Since the clock was made.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(_ticks);

    public long NowMilliseconds => _ticks / TimeSpan.TicksPerMillisecond;

    public IReadOnlyList<VirtualLoop> Loops => _loops;

    /// <summary>What came out of handlers. Unless <see cref="TolerateFailures"/>, running throws them when it comes to rest.</summary>
    public IReadOnlyList<Exception> Failures => _failures;

    public bool TolerateFailures { get; set; }

    internal VirtualLoop? Running { get; private set; }

    internal bool IsDriverThread => _driver == Environment.CurrentManagedThreadId;

    public VirtualLoop CreateLoop(string name = "loop")
    {
        var loop = new VirtualLoop(this, name);
        _loops.Add(loop);
        return loop;
    }

    /// <summary>Runs <paramref name="work"/> on <paramref name="loop"/> (none: on nobody's loop) after the delay; zero is the present instant, after what is scheduled already.</summary>
    public void Schedule(VirtualLoop? loop, TimeSpan delay, Action work)
    {
        var due = _ticks + Math.Max(0, delay.Ticks);
        lock (_scheduled) _scheduled.Enqueue(new Scheduled(loop, work), (due, _sequence++));
    }

    /// <summary>Does everything that can be done without time passing.</summary>
    public void RunUntilIdle()
    {
        RunInstant();
        ThrowFailures();
    }

    /// <summary>Lets time pass, stopping at each due timer and delivery and running to rest there.</summary>
    public void Advance(TimeSpan by)
    {
        var target = _ticks + by.Ticks;
        RunInstant();
        while (NextDue() is { } due && due <= target)
        {
            MoveTo(due);
            RunInstant();
        }
        MoveTo(target);
        RunInstant();
        ThrowFailures();
    }

    /// <summary>Lets time pass until the condition holds. False when it still does not after <paramref name="limit"/>.</summary>
    public bool AdvanceUntil(Func<bool> condition, TimeSpan limit)
    {
        var target = _ticks + limit.Ticks;
        RunUntilIdle();
        while (!condition())
        {
            if (NextDue() is not { } due || due > target)
            {
                Advance(TimeSpan.FromTicks(target - _ticks));
                return condition();
            }
            Advance(TimeSpan.FromTicks(due - _ticks));
        }
        return true;
    }

    internal void Run(VirtualLoop? loop, Action work)
    {
        var outer = Running;
        Running = loop;
        try { work(); }
        catch (Exception e) { _failures.Add(e); }
        finally { Running = outer; }
    }

    private void RunInstant()
    {
        if (Running is not null) throw new InvalidOperationException("The clock is driven by the test, not by code that runs on a loop.");
        _driver = Environment.CurrentManagedThreadId;
        for (var step = 0; step < StepLimit; step++)
        {
            // Timers first: they bring the wheels to the present, and what runs next arms its timers from there.
            for (var i = 0; i < _loops.Count; i++) _loops[i].FireTimers();
            var posted = DrainPosted();
            if (!RunScheduled() && !posted) return;
        }
        throw new InvalidOperationException($"The loops do not come to rest at {Elapsed}.");
    }

    private bool DrainPosted()
    {
        var any = false;
        for (var i = 0; i < _loops.Count; i++) any |= _loops[i].RunPosted();
        return any;
    }

    private bool RunScheduled()
    {
        Scheduled next;
        lock (_scheduled)
        {
            if (!_scheduled.TryPeek(out next, out var key) || key.Due > _ticks) return false;
            _scheduled.Dequeue();
        }
        Run(next.Loop, next.Work);
        return true;
    }

    private long? NextDue()
    {
        long? due = null;
        lock (_scheduled)
        {
            if (_scheduled.TryPeek(out _, out var key)) due = key.Due;
        }
        foreach (var loop in _loops)
        {
            var wait = loop.Timers.MillisecondsToNext();
            if (wait < 0) continue;
            var tick = Math.Max(_ticks, (NowMilliseconds + wait) * TimeSpan.TicksPerMillisecond);
            if (due is null || tick < due) due = tick;
        }
        return due;
    }

    private void MoveTo(long ticks)
    {
        if (ticks <= _ticks) return;
        var delta = ticks - _ticks;
        _ticks = ticks;
        Time.Advance(TimeSpan.FromTicks(delta));
    }

    private void ThrowFailures()
    {
        if (TolerateFailures || _failures.Count == 0) return;
        var failures = _failures.ToArray();
        _failures.Clear();
        throw new AggregateException("A handler on a virtual loop failed.", failures);
    }
}
