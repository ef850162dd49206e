using System.Collections.Concurrent;
using Telephony.Automation.Callbacks;
using Telephony.Domain.Identity;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>The server that an application has its callbacks sent to.</summary>
public sealed class ScriptedApplication : ICallbackWire
{
    private readonly ConcurrentQueue<Callback> _taken = new();
    private int _attempts;

    /// <summary>What it answers; by default it takes everything.</summary>
    public Func<Callback, CallbackReply> Answers { get; set; } = static _ => new CallbackReply(Taken: true, Final: false, "");

    public int Attempts => Volatile.Read(ref _attempts);

    public ValueTask<CallbackReply> SendAsync(Callback callback, ResourceId resource, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _attempts);
        var reply = Answers(callback);
        if (reply.Taken) _taken.Enqueue(callback);
        return ValueTask.FromResult(reply);
    }

    /// <summary>The next one it has taken; callbacks leave on threads of their own.</summary>
    public Callback Next(Action meanwhile)
    {
        Callback? callback = null;
        var came = SpinWait.SpinUntil(
            () =>
            {
                meanwhile();
                return _taken.TryDequeue(out callback);
            },
            TimeSpan.FromSeconds(5));
        Assert.True(came, "No callback has come.");
        return callback!;   // it came
    }

    public void AssertNothingMore() => Assert.Empty(_taken.Select(static callback => callback.Type));
}
