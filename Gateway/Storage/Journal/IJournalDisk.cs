using Microsoft.Win32.SafeHandles;

namespace Telephony.Storage.Journal;

/// <summary>The file calls of the journal, so that a test can fill the disk or tear a write.</summary>
internal interface IJournalDisk
{
    /// <summary>Makes a new file with <paramref name="size"/> bytes allocated. <see cref="IOException"/> when there is no room.</summary>
    SafeFileHandle Create(string path, long size);

    /// <summary>Writes all bytes or throws <see cref="IOException"/>; part of them may be there then.</summary>
    void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long at);

    void Flush(SafeFileHandle file);

    /// <summary>Free bytes for this process on the disk of <paramref name="directory"/>.</summary>
    long FreeBytes(string directory);
}

/// <summary>The real disk: one <c>pwrite</c> per append.</summary>
internal sealed class JournalDisk : IJournalDisk
{
    public SafeFileHandle Create(string path, long size) =>
        File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, FileOptions.None, size);

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long at) => RandomAccess.Write(file, bytes, at);

    public void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public long FreeBytes(string directory) => new DriveInfo(directory).AvailableFreeSpace;
}
