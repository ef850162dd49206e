using Microsoft.Data.Sqlite;

namespace Telephony.Storage.Sqlite;

/// <summary>The database cannot be used; the message says in one sentence which, why, and what to do.</summary>
public sealed class StorageException : Exception
{
    public StorageException(string message)
        : base(message)
    {
    }

    public StorageException(string message, Exception inner)
        : base(message, inner)
    {
    }

    // Primary result codes of SQLite (sqlite.org/rescode.html).
    internal static StorageException From(SqliteException failure, string path) => new(
        failure.SqliteErrorCode switch
        {
            5 or 6 => $"The database {path} is locked by another program; stop that program or wait until it is done.",
            8 => $"The database {path} may not be written to; give this user the right to write the file and its directory.",
            10 => $"The disk failed under the database {path}: {failure.Message}",
            11 => $"The database {path} is damaged ({failure.Message}); move it away with its -wal and -shm files and put a copy in its place, or start without it and lose its records.",
            13 => $"The disk of the database {path} is full; make room or move the data directory.",
            14 => $"The database {path} cannot be opened; its directory must exist and be writable for this user.",
            26 => $"The file {path} is not a database of this gateway; move it away or name another data directory.",
            _ => $"The database {path} failed: {failure.Message}",
        },
        failure);
}
