using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Telephony.Storage.Journal;

/// <summary>
/// One file of the journal. One shard appends to it; the feeder reads behind it up to <see cref="Committed"/> through the same handle.
/// A header of <see cref="HeaderBytes"/> ("TELJRN01") comes first, then entries, then zeros. While the store is away for long, sealed ones wait closed: files that are open are few.
/// </summary>
internal sealed class JournalSegment(string path, long sequence, SafeFileHandle opened, int size, IJournalDisk disk) : IDisposable
{
    private SafeFileHandle _file = opened;
    public const int HeaderBytes = 8;
    private const string Prefix = "journal-";
    private const string Suffix = ".seg";

    private long _committed;
    private volatile bool _sealed;
    private long _flushed;

    public static ReadOnlySpan<byte> Magic => "TELJRN01"u8;

    public string Path => path;

    public long Sequence => sequence;

    public int Size => size;

    /// <summary>Entries up to here are whole.</summary>
    public long Committed => Volatile.Read(ref _committed);

    /// <summary>Nothing will be appended any more; <see cref="Committed"/> is final.</summary>
    public bool IsSealed => _sealed;

    public static JournalSegment Create(IJournalDisk disk, string directory, long sequence, int size)
    {
        var path = System.IO.Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{sequence:D10}{Suffix}"));
        var file = disk.Create(path, size);
        var segment = new JournalSegment(path, sequence, file, size, disk);
        try
        {
            disk.Write(file, Magic, 0);
            segment._committed = HeaderBytes;
            return segment;
        }
        catch
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>A segment that a process before this one left behind, for reading. Null when the file is none.</summary>
    public static JournalSegment? OpenLeft(string path, long sequence, IJournalDisk disk)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        Span<byte> magic = stackalloc byte[HeaderBytes];
        if (RandomAccess.Read(file, magic, 0) == HeaderBytes && magic.SequenceEqual(Magic))
        {
            return new JournalSegment(path, sequence, file, (int)length, disk) { _committed = length, _sealed = true };
        }

        file.Dispose();
        return null;
    }

    /// <summary>The segments of a directory, oldest first.</summary>
    public static IReadOnlyList<(long Sequence, string Path)> List(string directory)
    {
        var found = new List<(long Sequence, string Path)>();
        foreach (var path in Directory.EnumerateFiles(directory, $"{Prefix}*{Suffix}"))
        {
            var name = System.IO.Path.GetFileName(path.AsSpan())[Prefix.Length..^Suffix.Length];
            if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) found.Add((number, path));
        }

        found.Sort();
        return found;
    }

    /// <summary>The highest sequence in a directory; 0 when it has no segment.</summary>
    public static long LastSequence(string directory)
    {
        var segments = List(directory);
        return segments.Count == 0 ? 0 : segments[^1].Sequence;
    }

    public bool HasRoomFor(int bytes) => size - _committed >= bytes;

    /// <summary>The shard's thread only. On <see cref="IOException"/> nothing counts as appended; the next append overwrites what was torn.</summary>
    public void Append(ReadOnlySpan<byte> entry)
    {
        disk.Write(_file, entry, _committed);
        Volatile.Write(ref _committed, _committed + entry.Length);
    }

    public void Seal() => _sealed = true;

    /// <summary>Reads appended bytes from <paramref name="at"/> on; returns how many.</summary>
    public int Read(Span<byte> target, long at)
    {
        if (_file.IsClosed) _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return RandomAccess.Read(_file, target[..(int)Math.Min(target.Length, Committed - at)], at);
    }

    /// <summary>The feeder's: closes the file of a sealed segment until it is read.</summary>
    public void Rest()
    {
        if (IsSealed) _file.Dispose();
    }

    public void FlushToDisk()
    {
        var committed = Committed;
        if (committed == _flushed || _file.IsClosed) return;
        disk.Flush(_file);
        _flushed = committed;
    }

    public void Delete()
    {
        _file.Dispose();
        File.Delete(path);
    }

    public void Dispose() => _file.Dispose();
}
