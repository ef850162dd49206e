using System.Collections.Concurrent;

namespace Telephony.Calls.Loop;

/// <summary>Counts over all shards, for metrics. Any thread.</summary>
public sealed class CallStatistics
{
    private readonly ConcurrentDictionary<(string Trunk, string Outcome), Counter> _attempts = new();
    private readonly ConcurrentDictionary<int, Counter> _refusals = new();
    private readonly ConcurrentDictionary<string, Counter> _sources = new();
    private long _begun;
    private long _answered;
    private long _ended;
    private long _screened;
    private long _shed;
    private long _transferred;
    private long _transfersFailed;

    /// <summary>Calls that came from a known trunk.</summary>
    public long Begun => Volatile.Read(ref _begun);

    public long Answered => Volatile.Read(ref _answered);

    public long Ended => Volatile.Read(ref _ended);

    public long Active => Begun - Ended;

    /// <summary>Requests refused before anything was remembered of them: unknown source, overload, drain.</summary>
    public long Screened => Volatile.Read(ref _screened);

    /// <summary>New requests refused because the signalling loop was too slow for them.</summary>
    public long Shed => Volatile.Read(ref _shed);

    /// <summary>Post-dial delay and lengths as they come; null: nobody measures.</summary>
    public ICallMeasures? Measures { get; set; }

    public IEnumerable<(string Trunk, string Outcome, long Count)> Attempts => _attempts.Select(static pair => (pair.Key.Trunk, pair.Key.Outcome, pair.Value.Value));

    /// <summary>Final answers to leg A by status code.</summary>
    public IEnumerable<(int Status, long Count)> Refusals => _refusals.Select(static pair => (pair.Key, pair.Value.Value));

    /// <summary>Requests refused because of where they came from, by reason.</summary>
    public IEnumerable<(string Reason, long Count)> RefusedSources => _sources.Select(static pair => (pair.Key, pair.Value.Value));

    /// <summary>Transfers carried out by the gateway, by success.</summary>
    public IEnumerable<(bool Succeeded, long Count)> Transfers => [(true, Volatile.Read(ref _transferred)), (false, Volatile.Read(ref _transfersFailed))];

    internal void CountTransfer(bool succeeded) => Interlocked.Increment(ref succeeded ? ref _transferred : ref _transfersFailed);

    internal void CountRefusedSource(string reason) => _sources.GetOrAdd(reason, static _ => new Counter()).Add();

    internal void CountBegun() => Interlocked.Increment(ref _begun);

    internal void CountAnswered() => Interlocked.Increment(ref _answered);

    internal void CountEnded() => Interlocked.Increment(ref _ended);

    internal void CountShed() => Interlocked.Increment(ref _shed);

    internal void CountScreened() => Interlocked.Increment(ref _screened);

    internal void CountRefusal(int status) => _refusals.GetOrAdd(status, static _ => new Counter()).Add();

    internal void CountAttempt(string trunk, string outcome) => _attempts.GetOrAdd((trunk, outcome), static _ => new Counter()).Add();

    private sealed class Counter
    {
        private long _value;

        public long Value => Volatile.Read(ref _value);

        public void Add() => Interlocked.Increment(ref _value);
    }
}

/// <summary>Takes measurements of single calls as they happen, on the call's loop: must be quick and must not throw.</summary>
public interface ICallMeasures
{
    void OnPostDialDelay(TimeSpan delay);

    /// <param name="talked">From answer to end; null when it was never answered.</param>
    /// <param name="worst">Quality of the worse leg; null without media.</param>
    void OnEnded(TimeSpan? talked, Telephony.Rtp.Quality.LegQuality? worst);
}
