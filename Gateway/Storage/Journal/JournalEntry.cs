using System.Buffers.Binary;

namespace Telephony.Storage.Journal;

/// <summary>What made the record be appended. The body is the whole record as it was then.</summary>
internal enum JournalEntryKind : byte
{
    Started = 1,
    Attempt = 2,
    Answered = 3,
    Ended = 4,
}

/// <summary>What stands at a place of a segment.</summary>
internal enum JournalRead
{
    Entry,

    /// <summary>Only zeros follow, or nothing: the segment was written up to here.</summary>
    End,

    /// <summary>Something that is no whole entry: a torn write, or damage.</summary>
    Torn,
}

/// <summary>
/// The frame around one record in a segment.
/// <code>
///  0        4        8      9
///  | length | crc32c | kind | record … |        length counts kind and record; crc32c covers them; little endian
/// </code>
/// </summary>
internal static class JournalEntry
{
    public const int HeaderBytes = 9;
    public const int MaxBytes = 128 * 1024;

    private const int CoveredAt = 8;

    /// <summary>Writes the frame around a record that lies already at <see cref="HeaderBytes"/>. Returns the entry's size.</summary>
    public static int Seal(Span<byte> entry, JournalEntryKind kind, int recordLength)
    {
        entry[CoveredAt] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(entry, 1 + recordLength);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], Crc32C.Of(entry.Slice(CoveredAt, 1 + recordLength)));
        return HeaderBytes + recordLength;
    }

    /// <summary>Reads the entry at the start of <paramref name="bytes"/>; <paramref name="size"/> is what it takes up.</summary>
    public static JournalRead TryRead(ReadOnlySpan<byte> bytes, out int size, out ReadOnlySpan<byte> record)
    {
        size = 0;
        record = default;
        if (bytes.Length < HeaderBytes) return bytes.ContainsAnyExcept((byte)0) ? JournalRead.Torn : JournalRead.End;
        var covered = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (covered == 0 && !bytes.ContainsAnyExcept((byte)0)) return JournalRead.End;
        if (covered < 2 || covered > Math.Min(MaxBytes, bytes.Length) - CoveredAt) return JournalRead.Torn;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Crc32C.Of(bytes.Slice(CoveredAt, covered))) return JournalRead.Torn;
        size = CoveredAt + covered;
        record = bytes[HeaderBytes..size];
        return JournalRead.Entry;
    }

    /// <summary>
    /// Finds the next whole entry behind a torn place, so that one damaged sector does not hide what follows it.
    /// Returns its offset, or the length of <paramref name="bytes"/> when there is none.
    /// </summary>
    public static int FindNext(ReadOnlySpan<byte> bytes)
    {
        for (var at = 1; at < bytes.Length; at++)
        {
            var zeros = bytes[at..].IndexOfAnyExcept((byte)0);
            if (zeros < 0) return bytes.Length;
            at += Math.Max(0, zeros - 3);
            if (TryRead(bytes[at..], out _, out _) == JournalRead.Entry) return at;
        }

        return bytes.Length;
    }
}
