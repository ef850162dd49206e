using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Domain.Stores;
using Telephony.Storage.Records;

namespace Telephony.Storage.Journal;

/// <summary>
/// Carries the journal to the store: the one background writer. It reads the segment files behind the signalling threads (they are in the page cache, so
/// that costs a copy, and a signalling thread hands nothing over and waits for nobody), keeps the latest record of each call, writes batches of them in
/// one transaction, and deletes a segment once everything in it is on the store's disk. While the store is away, nothing more is read: what waits is on the disk, not in memory.
/// </summary>
public sealed class JournalFeeder : IAsyncDisposable
{
    private const int BatchSize = 500;
    private const int MostPending = 50_000;

    private readonly CallJournal _journal;
    private readonly IRecordSink _sink;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SegmentCursor[] _cursors;
    private readonly List<JournalSegment> _finished = [];
    private readonly PendingCalls _pending = new();
    private readonly List<ReadOnlyMemory<byte>> _batch = new(BatchSize);
    private readonly CancellationTokenSource _stop = new();
    private long _lastFlush;
    private long _backlog;
    private bool _failing;

    public JournalFeeder(CallJournal journal, CallRecordStore store, TimeProvider clock, ILogger<JournalFeeder>? logger = null)
        : this(journal, (IRecordSink)store, clock, logger)
    {
    }

    internal JournalFeeder(CallJournal journal, IRecordSink sink, TimeProvider clock, ILogger<JournalFeeder>? logger = null)
    {
        (_journal, _sink, _clock, _logger) = (journal, sink, clock, logger ?? NullLogger<JournalFeeder>.Instance);
        _cursors = new SegmentCursor[journal.ShardCount];
        for (var i = 0; i < _cursors.Length; i++) _cursors[i] = new SegmentCursor();
    }

    /// <summary>Ends when the feeder is disposed; faults when it broke for a reason that is no store or disk failure. Never started: completed.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Bytes appended to the journal that the feeder had not read at its last beat. Any thread.</summary>
    public long BacklogBytes => Interlocked.Read(ref _backlog);

    /// <summary>True while the store refuses records; they wait in the journal. Any thread.</summary>
    public bool IsFailing => Volatile.Read(ref _failing);

    public void Start() => Completion = RunAsync(_stop.Token);

    /// <summary>After <see cref="CallJournal.Dispose"/>: feeds what is left and deletes what is done.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await TryFeedAsync(everything: true, CancellationToken.None);
        foreach (var cursor in _cursors) cursor.Segment?.Dispose();
        foreach (var segment in _finished) segment.Dispose();
        _stop.Dispose();
    }

    /// <summary>One beat: read, write what is due, delete what is done. With <paramref name="everything"/>, running calls are written too.</summary>
    internal async ValueTask FeedAsync(bool everything, CancellationToken cancellationToken)
    {
        if (_failing) await WriteDueAsync(everything, cancellationToken);
        var readAll = false;
        while (!readAll)
        {
            readAll = ReadAhead();
            await WriteDueAsync(everything, cancellationToken);
        }

        if (_finished.Count == 0) return;
        await WriteDueAsync(everything: true, cancellationToken);
        if (!await _sink.MakeDurableAsync(cancellationToken)) return;
        foreach (var segment in _finished) segment.Delete();
        _finished.Clear();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(_journal.Options.FeedInterval, _clock);
        try
        {
            while (await beat.WaitForNextTickAsync(cancellationToken))
            {
                _journal.Maintain();
                FlushJournal();
                await TryFeedAsync(everything: false, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async ValueTask TryFeedAsync(bool everything, CancellationToken cancellationToken)
    {
        try
        {
            await FeedAsync(everything, cancellationToken);
            if (_failing) _logger.StoreRecovered();
            Volatile.Write(ref _failing, false);
        }
        catch (Exception failure) when (failure is StorageException or IOException)
        {
            if (!_failing) _logger.StoreFailed(failure);
            Volatile.Write(ref _failing, true);
            RestWaiting();
        }
        finally
        {
            CountBacklog();
        }
    }

    // Takes in what was appended, up to a bound that keeps memory small; false when there is more.
    private bool ReadAhead()
    {
        var now = Milliseconds();
        for (var shard = 0; shard < _cursors.Length; shard++)
        {
            var cursor = _cursors[shard];
            while (Drain(cursor, now) && MoveOn(cursor, _journal.Shards[shard]))
            {
            }
        }

        return _pending.Count < MostPending;
    }

    // Reads what is appended. True when that was all of a segment that gets no more (or there was none), so that the next one may be begun.
    private bool Drain(SegmentCursor cursor, long now)
    {
        if (cursor.Segment is not { } segment) return true;
        var final = segment.IsSealed;             // asked before reading: what is appended later is seen the next time
        var damaged = cursor.DamagedBytes;
        while (_pending.Count < MostPending && cursor.TryNext(out var record)) _pending.Add(record, now);
        if (cursor.DamagedBytes > damaged) _logger.Damaged(segment.Path, cursor.At, cursor.DamagedBytes - damaged);
        return final && _pending.Count < MostPending;
    }

    private bool MoveOn(SegmentCursor cursor, JournalShard shard)
    {
        if (cursor.Segment is { } done) _finished.Add(done);
        var more = shard.Segments.TryDequeue(out var next);
        cursor.Open(next);
        return more;
    }

    private async ValueTask WriteDueAsync(bool everything, CancellationToken cancellationToken)
    {
        var delay = everything || _pending.Count >= MostPending ? 0 : (long)_journal.Options.OpenCallDelay.TotalMilliseconds;
        while (true)
        {
            _pending.TakeDue(Milliseconds(), delay, BatchSize, _batch);
            if (_batch.Count == 0) return;
            await _sink.TakeAsync(_batch, cancellationToken);
            _pending.BatchTaken();
        }
    }

    private void FlushJournal()
    {
        var interval = _journal.Options.FlushInterval;
        if (interval == TimeSpan.Zero || Milliseconds() - _lastFlush < interval.TotalMilliseconds) return;
        _lastFlush = Milliseconds();
        foreach (var cursor in _cursors) cursor.Segment?.FlushToDisk();
        foreach (var shard in _journal.Shards)
        {
            foreach (var waiting in shard.Segments) waiting.FlushToDisk();
        }
    }

    private void RestWaiting()
    {
        foreach (var shard in _journal.Shards)
        {
            foreach (var waiting in shard.Segments)
            {
                if (_journal.Options.FlushInterval > TimeSpan.Zero && waiting.IsSealed) waiting.FlushToDisk();
                waiting.Rest();
            }
        }
    }

    private void CountBacklog()
    {
        long behind = 0;
        foreach (var cursor in _cursors) behind += cursor.Behind;
        foreach (var shard in _journal.Shards)
        {
            foreach (var waiting in shard.Segments) behind += waiting.Committed - JournalSegment.HeaderBytes;
        }

        Interlocked.Exchange(ref _backlog, behind);
    }

    private long Milliseconds() => (long)_clock.GetElapsedTime(0).TotalMilliseconds;
}
