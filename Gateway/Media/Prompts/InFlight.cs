using System.Collections.Concurrent;

namespace Telephony.Media.Prompts;

/// <summary>One piece of work for all who ask for the same thing at the same time. Nobody who gives up stops it for the others: it has limits of its own. Any thread.</summary>
internal sealed class InFlight<T>
{
    private readonly ConcurrentDictionary<string, Lazy<Task<T>>> _running = new(StringComparer.Ordinal);

    public int Count => _running.Count;

    /// <param name="work">Gets no token: it ends by its own limits.</param>
    public Task<T> JoinAsync(string key, Func<Task<T>> work, CancellationToken cancel)
    {
        var mine = _running.GetOrAdd(key, k => new Lazy<Task<T>>(() => RunAsync(k, work)));
        return mine.Value.WaitAsync(cancel);
    }

    private async Task<T> RunAsync(string key, Func<Task<T>> work)
    {
        try
        {
            await Task.Yield();                // the entry is in place before it can be removed
            return await work().ConfigureAwait(false);
        }
        finally
        {
            _running.TryRemove(key, out _);
        }
    }
}
