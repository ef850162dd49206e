using System.Collections.Concurrent;
using Telephony.Domain.Records;
using Telephony.Storage.Records;

namespace Telephony.Storage.Journal;

/// <summary>
/// Appends for one signalling thread: one buffer, one file, one system call per append, no lock and no garbage.
/// The background side touches only the spare segment, the queue of segments and what a segment publishes.
/// </summary>
internal sealed class JournalShard(CallJournal journal) : IJournalShard
{
    /// <summary>Entries that could not be written wait here; beyond this the oldest go, counted.</summary>
    private const int MaxUnwrittenBytes = 8 * 1024 * 1024;

    private readonly byte[] _buffer = new byte[JournalEntry.MaxBytes];
    private readonly Queue<byte[]> _unwritten = new();
    private int _unwrittenBytes;
    private JournalSegment? _current;
    private JournalSegment? _spare;

    /// <summary>Segments in the order they were begun, for the feeder.</summary>
    public ConcurrentQueue<JournalSegment> Segments { get; } = new();

    public bool AppendStarted(CallRecord record) => Append(JournalEntryKind.Started, record, mayWait: false);

    public bool AppendAttempt(CallRecord record) => Append(JournalEntryKind.Attempt, record, mayWait: false);

    public bool AppendAnswered(CallRecord record) => Append(JournalEntryKind.Answered, record, mayWait: true);

    public bool AppendEnded(CallRecord record) => Append(JournalEntryKind.Ended, record, mayWait: true);

    /// <summary>Background side: makes the next segment ahead of need. <see cref="IOException"/> when the disk has no room.</summary>
    public void EnsureSpare()
    {
        if (Volatile.Read(ref _spare) is null) Volatile.Write(ref _spare, journal.CreateSegment());
    }

    /// <summary>Writes what waited for room. The shard's thread, or any once that thread has ended.</summary>
    public bool TryWriteUnwritten()
    {
        while (_unwritten.TryPeek(out var entry))
        {
            if (!TryWrite(entry)) return false;
            _unwrittenBytes -= entry.Length;
            _unwritten.Dequeue();
        }

        return true;
    }

    /// <summary>Once the shard's thread has ended: seals the segment, so that the feeder can finish.</summary>
    public void Close()
    {
        TryWriteUnwritten();
        _current?.Seal();
        Interlocked.Exchange(ref _spare, null)?.Delete();
    }

    private bool Append(JournalEntryKind kind, CallRecord record, bool mayWait)
    {
        record.Revision++;
        var length = CallRecordCodec.WriteWhatFits(record, _buffer.AsSpan(JournalEntry.HeaderBytes));
        if (length < 0) { journal.OnTooLarge(record.Id); return false; }
        var entry = _buffer.AsSpan(0, JournalEntry.Seal(_buffer, kind, length));
        if (TryWriteUnwritten() && TryWrite(entry)) return true;
        if (mayWait) Wait(entry);
        return false;
    }

    private bool TryWrite(ReadOnlySpan<byte> entry)
    {
        try
        {
            if (_current is null || !_current.HasRoomFor(entry.Length)) Rotate();
            _current!.Append(entry);          // Rotate set it or threw
            return true;
        }
        catch (IOException failure)
        {
            journal.OnWriteFailed(failure);
            return false;
        }
    }

    private void Rotate()
    {
        var next = Interlocked.Exchange(ref _spare, null) ?? journal.CreateSegment();
        _current?.Seal();
        _current = next;
        Segments.Enqueue(next);
    }

    private void Wait(ReadOnlySpan<byte> entry)
    {
        _unwritten.Enqueue(entry.ToArray());
        _unwrittenBytes += entry.Length;
        while (_unwrittenBytes > MaxUnwrittenBytes)
        {
            _unwrittenBytes -= _unwritten.Dequeue().Length;
            journal.OnLost();
        }
    }
}
