using Microsoft.Win32.SafeHandles;
using Telephony.Storage.Journal;

namespace Telephony.Support.Storage;

/// <summary>The real disk, until it is told to be full: then files cannot be made, and a write leaves half of its bytes and fails.</summary>
internal sealed class FullableDisk : IJournalDisk
{
    private readonly JournalDisk _disk = new();

    public bool Full { get; set; }

    /// <summary>Writes fail although files can be made, as on a disk that does not keep what it allocated.</summary>
    public bool TearsWrites { get; set; }

    public SafeFileHandle Create(string path, long size) => Full ? throw NoRoom() : _disk.Create(path, size);

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long at)
    {
        if (!TearsWrites) { _disk.Write(file, bytes, at); return; }
        _disk.Write(file, bytes[..(bytes.Length / 2)], at);
        throw NoRoom();
    }

    public void Flush(SafeFileHandle file) => _disk.Flush(file);

    public long FreeBytes(string directory) => Full ? 0 : _disk.FreeBytes(directory);

    private static IOException NoRoom() => new("No space left on device.");
}
