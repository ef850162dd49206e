using System.Collections.Concurrent;
using System.Text.Json;
using Telephony.Automation.Callbacks;
using Telephony.Domain.Identity;
using Telephony.Support.Contracts;
using Xunit;

namespace Telephony.Scenarios.Automation;

/// <summary>The server that an application has its callbacks sent to. What comes must be as the service's document has it, field by field.</summary>
public sealed class ScriptedApplication : ICallbackWire
{
    private readonly ConcurrentQueue<Callback> _taken = new();
    private readonly ConcurrentQueue<string> _mistakes = new();
    private int _attempts;

    /// <summary>What it answers; by default it takes everything.</summary>
    public Func<Callback, CallbackReply> Answers { get; set; } = static _ => new CallbackReply(Taken: true, Final: false, "");

    /// <summary>Null: it answers at once; else when the test lets it.</summary>
    public TaskCompletionSource? Sleeps { get; set; }

    public int Attempts => Volatile.Read(ref _attempts);

    public async ValueTask<CallbackReply> SendAsync(Callback callback, ResourceId resource, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _attempts);
        if (Sleeps is { } sleep) await sleep.Task.WaitAsync(cancellation);
        var reply = Answers(callback);
        Check(callback);
        if (reply.Taken) _taken.Enqueue(callback);
        return reply;
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
        Assert.Empty(_mistakes);
        return callback!;   // it came
    }

    /// <summary>How many it has taken at an address.</summary>
    public int Counted(Uri url) => _taken.Count(callback => callback.Url == url);

    /// <summary>All that was taken at an address; what came elsewhere stays.</summary>
    public IReadOnlyList<Callback> TakeAt(Uri url)
    {
        Callback[] all = [.. _taken];
        _taken.Clear();
        foreach (var other in all.Where(callback => callback.Url != url)) _taken.Enqueue(other);
        Assert.Empty(_mistakes);
        return [.. all.Where(callback => callback.Url == url)];
    }

    /// <returns>How many it has taken since.</returns>
    public int TakeAll()
    {
        var count = 0;
        while (_taken.TryDequeue(out _)) count++;
        return count;
    }

    public void AssertNothingMore() => Assert.Empty(_taken.Select(static callback => callback.Type));

    /// <summary>Events of our own are in no document but ours.</summary>
    private void Check(Callback callback)
    {
        if (callback.Type.StartsWith("Telephony.", StringComparison.Ordinal)) return;
        if (!CallAutomationDocument.Shared.Events.TryGetValue(callback.Type, out var schema)) _mistakes.Enqueue($"{callback.Type} is no event of the document.");
        else foreach (var mistake in CallAutomationDocument.Shared.MistakesOf(schema, JsonDocument.Parse(callback.Data).RootElement)) _mistakes.Enqueue(mistake);
    }
}
