using Microsoft.Data.Sqlite;
using Telephony.Domain.Stores;

namespace Telephony.Storage.Sqlite;

/// <summary>The result codes of SQLite (sqlite.org/rescode.html) as faults and sentences.</summary>
internal static class SqliteFaults
{
    // SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE, _ROWID.
    private const int PrimaryKey = 1555, Unique = 2067, RowId = 2579;

    public static StorageException From(SqliteException failure, string path)
    {
        var (fault, sentence) = failure.SqliteErrorCode switch
        {
            5 or 6 => (StorageFault.Unavailable, $"The database {path} is locked by another program; stop that program or wait until it is done."),
            8 => (StorageFault.Denied, $"The database {path} may not be written to; give this user the right to write the file and its directory."),
            10 => (StorageFault.Unavailable, $"The disk failed under the database {path}: {failure.Message}"),
            11 => (StorageFault.Damaged, $"The database {path} is damaged ({failure.Message}); move it away with its -wal and -shm files and put a copy in its place, or start without it and lose its records."),
            13 => (StorageFault.Full, $"The disk of the database {path} is full; make room or move the data directory."),
            14 => (StorageFault.Denied, $"The database {path} cannot be opened; its directory must exist and be writable for this user."),
            19 when failure.SqliteExtendedErrorCode is PrimaryKey or Unique or RowId => (StorageFault.Duplicate, $"The database {path} has this already: {failure.Message}"),
            26 => (StorageFault.Damaged, $"The file {path} is not a database of this gateway; move it away or name another data directory."),
            _ => (StorageFault.Other, $"The database {path} failed: {failure.Message}"),
        };
        return new StorageException(fault, sentence, failure);
    }
}
