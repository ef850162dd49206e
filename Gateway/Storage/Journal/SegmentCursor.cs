namespace Telephony.Storage.Journal;

/// <summary>
/// Reads the entries of one segment after the other, through a window that is refilled by one large read.
/// Damage is passed over to the next whole entry and counted.
/// </summary>
internal sealed class SegmentCursor
{
    private const int WindowBytes = 1024 * 1024;

    private readonly byte[] _window = new byte[WindowBytes];
    private int _start;
    private int _end;
    private long _windowAt;

    public JournalSegment? Segment { get; private set; }

    /// <summary>Offset in the file of what is read next.</summary>
    public long At => _windowAt + _start;

    /// <summary>Bytes passed over because they were no entries, over all segments.</summary>
    public long DamagedBytes { get; private set; }

    /// <summary>Bytes that are appended and not read.</summary>
    public long Behind => Segment is { } segment ? segment.Committed - At : 0;

    /// <summary>Goes to the start of a segment; null: there is none yet.</summary>
    public void Open(JournalSegment? segment)
    {
        Segment = segment;
        (_start, _end, _windowAt) = (0, 0, JournalSegment.HeaderBytes);
    }

    /// <summary>The next record, valid until the next call. False when all that is appended has been read.</summary>
    public bool TryNext(out ReadOnlySpan<byte> record)
    {
        record = default;
        while (Segment is { } segment)
        {
            switch (JournalEntry.TryRead(_window.AsSpan(_start, _end - _start), out var size, out record))
            {
                case JournalRead.Entry:
                    _start += size;
                    return true;
                case JournalRead.End when !Refill(segment):
                    return false;
                case JournalRead.Torn when _end - _start < JournalEntry.MaxBytes && Refill(segment):
                    break;                    // it may only have been cut by the window
                case JournalRead.Torn:
                    PassOver(segment);
                    break;
            }
        }

        return false;
    }

    // Moves the window to what is read next. False when that brings nothing new.
    private bool Refill(JournalSegment segment)
    {
        var known = _end - _start;
        _windowAt += _start;
        (_start, _end) = (0, segment.Read(_window, _windowAt));
        return _end > known;
    }

    private void PassOver(JournalSegment segment)
    {
        Refill(segment);
        var bytes = _end - _start;
        var next = JournalEntry.FindNext(_window.AsSpan(_start, bytes));
        if (next == bytes && segment.Committed - At > bytes) next = bytes - JournalEntry.MaxBytes;      // an entry may begin near the window's end
        _start += next;
        DamagedBytes += next;
    }
}
