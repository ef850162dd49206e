using System.Threading.Tasks.Sources;

namespace Telephony.Automation.Streams;

/// <summary>
/// Wakes one waiting task from a media worker: without allocation, and without running any of the task's code there. Signals that nobody waits for are one.
/// </summary>
internal sealed class WakeUp : IThreadPoolWorkItem, IValueTaskSource
{
    private const int Nothing = 0;
    private const int Waiting = 1;
    private const int Signalled = 2;

    private ManualResetValueTaskSourceCore<bool> _core;
    private int _state;

    /// <summary>Any thread.</summary>
    public void Signal()
    {
        if (Volatile.Read(ref _state) == Signalled) return;
        if (Interlocked.Exchange(ref _state, Signalled) == Waiting) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>The one who waits: returns when there was a signal since the last time.</summary>
    public ValueTask WaitAsync()
    {
        _core.Reset();
        var waits = new ValueTask(this, _core.Version);
        if (Interlocked.CompareExchange(ref _state, Waiting, Nothing) == Nothing) return waits;
        Volatile.Write(ref _state, Nothing);
        return ValueTask.CompletedTask;
    }

    public void Execute()
    {
        Volatile.Write(ref _state, Nothing);
        _core.SetResult(true);
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);
}
