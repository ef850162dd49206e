using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Telephony.Net.Loops;

/// <summary>
/// The turn of a loop that has a thread, without what it waits for. A turn: read the clock, fire timers (which brings the wheel to the
/// present), run what was posted (an order given before a packet came holds for that packet), handle what is ready, run what was posted meanwhile, end
/// the turn (batches leave). A handler that throws costs its own event only.
/// </summary>
internal abstract class ThreadLoop : IRunningLoop
{
    /// <summary>Posted work of one turn, so that sockets are not starved by work that posts work.</summary>
    private const int PostedPerTurn = 1024;

    /// <summary>How long <see cref="PostSoon"/> may let work wait for a loop that sleeps.</summary>
    private const int SoonMilliseconds = 10;

    [ThreadStatic]
    private static ThreadLoop? s_current;

    private readonly ConcurrentQueue<(Action<object?> Work, object? State)> _posted = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<IDisposable> _owned = [];
    private readonly long _ticksPerMillisecond;
    private readonly Thread _thread;
    private readonly List<ThreadLoop> _owed = [];
    private readonly LoopTimer _nudge;
    private long _wakeUps;
    private long _maxTurnTicks;
    private double _datagramWait;
    private double _postWait;
    private long _probeAt;
    private int _sleeping;
    private volatile bool _stopping;
    private volatile bool _stopped;

    // Written on the loop's thread, read from any.
    internal long DatagramsIn;
    internal long DatagramsOut;
    internal long SendFailures;
    internal long ReceiveErrors;
    internal long HandlerFailures;

    protected ThreadLoop(string name, TimeProvider clock, ILogger log)
    {
        (Name, Clock, Log) = (name, clock, log);
        _ticksPerMillisecond = Math.Max(1, clock.TimestampFrequency / 1000);
        NowMilliseconds = clock.GetTimestamp() / _ticksPerMillisecond;
        Timers = new TimingWheel(NowMilliseconds);
        _nudge = new LoopTimer(static self => ((ThreadLoop)self!).WakeOwed(), this);
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    public abstract string Kind { get; }

    public string Name { get; }

    public bool IsCurrent => ReferenceEquals(s_current, this);

    public long NowMilliseconds { get; private set; }

    public TimingWheel Timers { get; }

    public double QueueDelayMilliseconds => Math.Max(_datagramWait, _postWait);

    public TimeProvider Clock { get; }

    internal ILogger Log { get; }

    public LoopStatistics Statistics => new(
        Volatile.Read(ref _wakeUps), Volatile.Read(ref DatagramsIn), Volatile.Read(ref DatagramsOut), Volatile.Read(ref SendFailures),
        Volatile.Read(ref ReceiveErrors), Volatile.Read(ref HandlerFailures), _posted.Count,
        TimeSpan.FromMicroseconds(Volatile.Read(ref _maxTurnTicks) * 1000.0 / _ticksPerMillisecond));

    public bool Post(Action<object?> work, object? state)
    {
        if (_stopped) return false;
        Probe();
        _posted.Enqueue((work, state));
        // The queue is written before the flag is read here, and the flag before the queue is looked at there: one of the two sees the other.
        Interlocked.MemoryBarrier();
        WakeIfAsleep();
        return true;
    }

    public bool PostSoon(Action<object?> work, object? state)
    {
        if (s_current is not { } poster || ReferenceEquals(poster, this)) return Post(work, state);
        if (_stopped) return false;
        _posted.Enqueue((work, state));
        poster.OweWake(this);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        Post(static _ => { }, null);
        if (!IsCurrent) await _ended.Task.ConfigureAwait(false);
    }

    /// <summary>Closed with the loop. Loop thread only.</summary>
    internal void Own(IDisposable resource) => _owned.Add(resource);

    internal void Disown(IDisposable resource) => _owned.Remove(resource);

    internal void Fail(Exception failure)
    {
        HandlerFailures++;
        Log.HandlerFailed(failure, Name);
    }

    /// <summary>The datagrams that are handed over from now on have waited so long in the kernel.</summary>
    internal void NoteDatagramWait(double milliseconds) => _datagramWait = Math.Max(0, milliseconds);

    protected void Start() => _thread.Start();

    /// <summary>Waits for something to be ready, at most so long; -1 for ever, 0 not at all.</summary>
    protected abstract void Wait(long nanoseconds);

    /// <summary>Ends a wait, or the next one. Any thread.</summary>
    protected abstract void Wake();

    /// <summary>Handles what the wait found.</summary>
    protected abstract void Dispatch();

    protected virtual void EndTurn()
    {
    }

    protected abstract void Release();

    /// <summary>The first thing on the loop's thread.</summary>
    protected virtual void Enter()
    {
    }

    // One at a time goes with the posted work and tells how long it waited: a time for each would cost more than most work.
    private void Probe()
    {
        if (Volatile.Read(ref _probeAt) != 0 || Interlocked.CompareExchange(ref _probeAt, Clock.GetTimestamp(), 0) != 0) return;
        _posted.Enqueue((static self => ((ThreadLoop)self!).OnProbe(), this));
    }

    private void OnProbe()
    {
        _postWait = Clock.GetElapsedTime(_probeAt).TotalMilliseconds;
        Volatile.Write(ref _probeAt, 0);
    }

    private void OweWake(ThreadLoop target)
    {
        if (_owed.Contains(target)) return;
        _owed.Add(target);
        if (!_nudge.IsArmed) Timers.Arm(_nudge, SoonMilliseconds);
    }

    private void WakeOwed()
    {
        foreach (var target in _owed)
        {
            Interlocked.MemoryBarrier();
            target.WakeIfAsleep();
        }
        _owed.Clear();
    }

    private void WakeIfAsleep()
    {
        if (_sleeping != 0 && Interlocked.Exchange(ref _sleeping, 0) != 0) Wake();
    }

    private void Run()
    {
        s_current = this;
        try
        {
            Enter();
            while (!_stopping) Turn();
            _stopped = true;
            WakeOwed();
            RunPosted(int.MaxValue);
            EndTurn();
            foreach (var resource in _owned.ToArray()) resource.Dispose();
        }
        catch (Exception failure)
        {
            Log.LoopEnded(failure, Name);
        }
        finally
        {
            _stopped = true;
            Release();
            _ended.TrySetResult();
        }
    }

    private void Turn()
    {
        Sleep();
        var begin = Clock.GetTimestamp();
        NowMilliseconds = begin / _ticksPerMillisecond;
        if (_posted.IsEmpty) _postWait = 0;
        _datagramWait = 0;
        _wakeUps++;
        FireTimers();
        if (!_posted.IsEmpty) RunPosted(PostedPerTurn);
        Dispatch();
        RunPosted(PostedPerTurn);
        EndTurn();
        var turn = Clock.GetTimestamp() - begin;
        if (turn > _maxTurnTicks) _maxTurnTicks = turn;
    }

    private void Sleep()
    {
        var wait = _posted.IsEmpty ? NanosecondsToNextTimer() : 0;
        if (wait == 0)
        {
            Wait(0);
            return;
        }
        Interlocked.Exchange(ref _sleeping, 1);
        Wait(_posted.IsEmpty ? wait : 0);
        Volatile.Write(ref _sleeping, 0);
    }

    private long NanosecondsToNextTimer()
    {
        var wait = Timers.MillisecondsToNext();
        if (wait < 0) return -1;
        var due = (NowMilliseconds + wait) * _ticksPerMillisecond;
        return Math.Max(0, due - Clock.GetTimestamp()) * 1_000_000 / _ticksPerMillisecond;
    }

    private void FireTimers()
    {
        while (true)
        {
            try
            {
                Timers.Advance(NowMilliseconds);
                return;
            }
            catch (Exception failure)
            {
                Fail(failure);
            }
        }
    }

    private void RunPosted(int limit)
    {
        for (var ran = 0; ran < limit && _posted.TryDequeue(out var item); ran++)
        {
            try
            {
                item.Work(item.State);
            }
            catch (Exception failure)
            {
                Fail(failure);
            }
        }
    }
}
