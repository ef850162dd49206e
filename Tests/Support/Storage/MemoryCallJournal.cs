using Telephony.Domain.Records;
using Telephony.Storage.Records;

namespace Telephony.Support.Storage;

/// <summary>
/// A journal in memory for scenarios: each append is kept as a copy in <see cref="Appended"/> and goes to the store, if there is one, at once.
/// <see cref="Fill"/> makes it behave like a full disk.
/// </summary>
public sealed class MemoryCallJournal(ICallRecordStore? store = null, int shards = 1) : ICallJournal
{
    private readonly Lock _guard = new();
    private readonly List<(string Phase, CallRecord Record)> _appended = [];
    private readonly List<CallRecord> _unwritten = [];
    private volatile string? _refusal;

    public bool CanAcceptCalls => _refusal is null;

    public string? Refusal => _refusal;

    public int ShardCount => shards;

    /// <summary>Phase (<c>started</c>, <c>attempt</c>, <c>answered</c>, <c>ended</c>) and record as it was, in order.</summary>
    public IReadOnlyList<(string Phase, CallRecord Record)> Appended
    {
        get { lock (_guard) return [.. _appended]; }
    }

    public IJournalShard Shard(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, shards);
        return new MemoryShard(this);
    }

    /// <summary>From now on the disk is full.</summary>
    public void Fill(string refusal = "The disk is full; new calls are refused until there is room.") => _refusal = refusal;

    /// <summary>There is room again: what waited is written.</summary>
    public void MakeRoom()
    {
        _refusal = null;
        lock (_guard)
        {
            foreach (var record in _unwritten) Keep("late", record);
            _unwritten.Clear();
        }
    }

    private bool Append(string phase, CallRecord record, bool mayWait)
    {
        record.Revision++;
        var copy = CallRows.Decode(CallRows.Encode(record));
        lock (_guard)
        {
            if (_refusal is null) Keep(phase, copy);
            else if (mayWait) _unwritten.Add(copy);
            return _refusal is null;
        }
    }

    private void Keep(string phase, CallRecord record)
    {
        _appended.Add((phase, record));
        store?.IngestAsync([record]).AsTask().GetAwaiter().GetResult();
    }

    private sealed class MemoryShard(MemoryCallJournal journal) : IJournalShard
    {
        public bool AppendStarted(CallRecord record) => journal.Append("started", record, mayWait: false);

        public bool AppendAttempt(CallRecord record) => journal.Append("attempt", record, mayWait: false);

        public bool AppendAnswered(CallRecord record) => journal.Append("answered", record, mayWait: true);

        public bool AppendEnded(CallRecord record) => journal.Append("ended", record, mayWait: true);
    }
}
