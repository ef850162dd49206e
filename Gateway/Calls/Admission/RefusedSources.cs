using Telephony.Domain.Trunks;
using Telephony.Net.Addresses;

namespace Telephony.Calls.Admission;

/// <summary>One request that was not let in.</summary>
/// <param name="Trunk">The trunk it would have been; empty: none.</param>
/// <param name="Why">A sentence.</param>
/// <param name="Times">How often from this source, for this fault, since it was first kept.</param>
public sealed record RefusedSource(DateTimeOffset At, string Source, string Transport, string Method, AdmissionFault Fault, string Trunk, string Why, long Times)
{
    /// <summary>When the log last said it.</summary>
    internal DateTimeOffset SaidAt { get; init; }
}

/// <summary>
/// The last requests that were refused because of whom they came from, one line per source and fault: what tells an operator why an SBC gets 403, while the
/// SBC is told next to nothing. Bounded; safe from any thread.
/// </summary>
public sealed class RefusedSources(TimeProvider clock)
{
    private const int Most = 200;
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly LinkedList<RefusedSource> _newestFirst = [];
    private readonly Dictionary<(string Source, AdmissionFault Fault, string Trunk), LinkedListNode<RefusedSource>> _known = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<RefusedSource> Last
    {
        get { lock (_gate) return [.. _newestFirst]; }
    }

    /// <returns>True when the log should say it: not said within the last minute.</returns>
    internal bool Note(in NetEndpoint remote, string transport, string method, TrunkMatch match)
    {
        var now = clock.GetUtcNow();
        var source = remote.ToIPAddress().ToString();
        var trunk = match.Named?.Id.Value ?? "";
        var key = (source, match.Fault, trunk);
        lock (_gate)
        {
            if (_known.TryGetValue(key, out var known))
            {
                var before = known.Value;
                _newestFirst.Remove(known);
                var say = now - before.SaidAt >= s_again;
                known.Value = before with { At = now, Method = method, Transport = transport, Why = match.Reason, Times = before.Times + 1, SaidAt = say ? now : before.SaidAt };
                _newestFirst.AddFirst(known);
                return say;
            }
            _known.Add(key, _newestFirst.AddFirst(new RefusedSource(now, source, transport, method, match.Fault, trunk, match.Reason, 1) { SaidAt = now }));
            if (_newestFirst.Count <= Most) return true;
            var oldest = _newestFirst.Last!.Value;   // there are many
            _newestFirst.RemoveLast();
            _known.Remove((oldest.Source, oldest.Fault, oldest.Trunk));
            return true;
        }
    }
}
