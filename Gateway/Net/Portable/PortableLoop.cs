using Microsoft.Extensions.Logging;
using Telephony.Net.Loops;

namespace Telephony.Net.Portable;

/// <summary>A loop for systems without epoll: its thread waits on an event, sockets receive by the framework and post what came. Correct, not fast.</summary>
internal sealed class PortableLoop : ThreadLoop
{
    private readonly AutoResetEvent _wake = new(initialState: false);

    public PortableLoop(string name, TimeProvider clock, ILogger log)
        : base(name, clock, log) => Start();

    public override string Kind => "portable";

    protected override void Wait(long nanoseconds)
    {
        if (nanoseconds == 0) return;
        _wake.WaitOne(nanoseconds < 0 ? Timeout.Infinite : (int)Math.Min(int.MaxValue, (nanoseconds + 999_999) / 1_000_000));
    }

    protected override void Wake() => _wake.Set();

    protected override void Dispatch()
    {
    }

    protected override void Release()
    {
        // Not disposed: a poster may still be about to set it.
    }
}
