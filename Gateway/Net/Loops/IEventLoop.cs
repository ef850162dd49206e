namespace Telephony.Net.Loops;

/// <summary>
/// One thread's worth of work: sockets, timers and posted work, run in turn, never two at once.
/// State that belongs to a loop is touched only by code that runs on it; that is why calls need no locks.
/// </summary>
public interface IEventLoop
{
    string Name { get; }

    /// <summary>True when the caller runs on this loop.</summary>
    bool IsCurrent { get; }

    /// <summary>Monotonic milliseconds, read once per wake-up of the loop: cheap, and constant while one event is handled. Loop thread only.</summary>
    long NowMilliseconds { get; }

    /// <summary>
    /// How long what is being handled has waited for this loop, in milliseconds: in the kernel's queue of a batched datagram socket, or among posted work. 0 where it is not
    /// measured. Loop thread only.
    /// </summary>
    double QueueDelayMilliseconds => 0;

    /// <summary>Timers of this loop. Loop thread only.</summary>
    TimingWheel Timers { get; }

    /// <summary>The wall clock for records; intervals use <see cref="NowMilliseconds"/>.</summary>
    TimeProvider Clock { get; }

    /// <summary>
    /// Runs <paramref name="work"/> on this loop after what is queued already. Any thread. Order per posting thread is kept.
    /// Returns false when the loop has stopped: then the work will never run.
    /// </summary>
    bool Post(Action<object?> work, object? state);

    /// <summary>
    /// As <see cref="Post"/>, in one order with it, but sleep is not ended for it: the work runs before the next event that the loop handles, and when none comes
    /// within some milliseconds. For what only has to be true before the loop's next packet: waking a thread costs more than most work.
    /// </summary>
    bool PostSoon(Action<object?> work, object? state) => Post(work, state);
}
