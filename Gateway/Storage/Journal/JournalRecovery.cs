using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Domain.Records;
using Telephony.Domain.Stores;
using Telephony.Storage.Records;

namespace Telephony.Storage.Journal;

/// <summary>What the last process left behind.</summary>
/// <param name="OpenCalls">Calls that had not ended, with the state of their dialogs where they were answered. Their ends are for the caller to append to the new journal.</param>
/// <param name="Entries">Entries read.</param>
/// <param name="Segments">Files read, and deleted.</param>
/// <param name="DamagedBytes">Bytes that were no whole entry: the torn end of the last write, or damage.</param>
public sealed record RecoveredCalls(IReadOnlyList<CallRecord> OpenCalls, long Entries, int Segments, long DamagedBytes);

/// <summary>
/// The start-up sweep: replays the journal of the last process into the store, and names the calls that were cut short. Killed in the middle, it starts
/// over at the next start with the same end: the store keeps the latest revision of each call, and files go only after their content is on its disk.
/// </summary>
public sealed class JournalRecovery
{
    private const int BatchSize = 500;

    private readonly string _directory;
    private readonly CallRecordStore _store;
    private readonly ILogger _logger;
    private readonly PendingCalls _pending = new();
    private readonly List<ReadOnlyMemory<byte>> _batch = new(BatchSize);
    private readonly SegmentCursor _cursor = new();

    /// <param name="directory">The journal's directory; it need not exist.</param>
    public JournalRecovery(string directory, CallRecordStore store, ILogger<JournalRecovery>? logger = null) =>
        (_directory, _store, _logger) = (directory, store, logger ?? NullLogger<JournalRecovery>.Instance);

    /// <summary>To be run before <see cref="CallJournal"/> is made. Throws <see cref="StorageException"/> when the store cannot take the records; nothing is lost then.</summary>
    public async ValueTask<RecoveredCalls> RecoverAsync(CancellationToken cancellationToken = default)
    {
        var segments = Directory.Exists(_directory) ? JournalSegment.List(_directory) : [];
        var entries = 0L;
        foreach (var (sequence, path) in segments) entries += await ReplayAsync(sequence, path, cancellationToken);
        await WriteAsync(cancellationToken);

        if (segments.Count > 0 && await ((IRecordSink)_store).MakeDurableAsync(cancellationToken))
        {
            foreach (var (_, path) in segments) File.Delete(path);
        }

        var open = await _store.ListOpenAsync(cancellationToken);
        if (entries > 0) _logger.Replayed(entries, segments.Count, open.Count);
        return new RecoveredCalls(open, entries, segments.Count, _cursor.DamagedBytes);
    }

    private async ValueTask<long> ReplayAsync(long sequence, string path, CancellationToken cancellationToken)
    {
        using var segment = JournalSegment.OpenLeft(path, sequence, new JournalDisk());
        if (segment is null) return 0;
        var damaged = _cursor.DamagedBytes;
        var entries = 0L;
        _cursor.Open(segment);
        while (TakeNext())
        {
            entries++;
            if (_pending.Count >= BatchSize) await WriteAsync(cancellationToken);
        }

        if (_cursor.DamagedBytes > damaged) _logger.Damaged(path, _cursor.At, _cursor.DamagedBytes - damaged);
        return entries;
    }

    private bool TakeNext()
    {
        if (!_cursor.TryNext(out var record)) return false;
        _pending.Add(record, now: 0);
        return true;
    }

    private async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        while (_pending.Count > 0)
        {
            _pending.TakeDue(now: 0, delay: 0, BatchSize, _batch);
            await ((IRecordSink)_store).TakeAsync(_batch, cancellationToken);
            _pending.BatchTaken();
        }
    }
}
