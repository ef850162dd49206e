using Microsoft.Data.Sqlite;
using SQLitePCL;
using Telephony.Storage.Records;

namespace Telephony.Storage.Sqlite;

/// <summary>
/// Writes encoded call records as rows. This one statement runs once or twice per call, so it is prepared once and its values are bound straight from
/// the record's bytes through SQLite's own interface: a command object would make a string and a parameter of each. Belongs to the writer connection,
/// within a transaction.
/// </summary>
internal sealed class SqliteCallRows(SqliteConnection connection) : IDisposable
{
    private const string Upsert = """
        INSERT INTO calls (resource_id, call_id, revision, state, direction, started_us, answered_us, ended_us, from_trunk, to_trunk, caller, called, record)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        ON CONFLICT (resource_id, call_id) DO UPDATE SET
          revision = excluded.revision, state = excluded.state, direction = excluded.direction, answered_us = excluded.answered_us,
          ended_us = excluded.ended_us, from_trunk = excluded.from_trunk, to_trunk = excluded.to_trunk, caller = excluded.caller, called = excluded.called,
          record = excluded.record
        WHERE excluded.revision > calls.revision
        """;

    private sqlite3_stmt? _statement;

    /// <summary>Writes one record unless the stored one is as late. False when the bytes are no record.</summary>
    public bool Write(ReadOnlySpan<byte> record)
    {
        if (!RecordHead.TryRead(record, out var head)) return false;
        var statement = _statement ??= Prepare();
        Span<byte> id = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(id, head.Id);
        raw.sqlite3_bind_text(statement, 1, head.Resource);
        raw.sqlite3_bind_blob(statement, 2, id);
        raw.sqlite3_bind_int(statement, 3, head.Revision);
        raw.sqlite3_bind_int(statement, 4, (int)head.State);
        raw.sqlite3_bind_int(statement, 5, (int)head.Direction);
        raw.sqlite3_bind_int64(statement, 6, head.StartedUs);
        BindOptional(statement, 7, head.AnsweredUs);
        BindOptional(statement, 8, head.EndedUs);
        BindOptional(statement, 9, head.FromTrunk);
        BindOptional(statement, 10, head.ToTrunk);
        BindOptional(statement, 11, head.Caller);
        BindOptional(statement, 12, head.Called);
        raw.sqlite3_bind_blob(statement, 13, record);
        var result = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (result != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(result, connection.Handle);
        return true;
    }

    public void Dispose() => _statement?.Dispose();

    private static void BindOptional(sqlite3_stmt statement, int index, long? value)
    {
        if (value is { } number) raw.sqlite3_bind_int64(statement, index, number);
        else raw.sqlite3_bind_null(statement, index);
    }

    private static void BindOptional(sqlite3_stmt statement, int index, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) raw.sqlite3_bind_null(statement, index);
        else raw.sqlite3_bind_text(statement, index, text);
    }

    private sqlite3_stmt Prepare()
    {
        var result = raw.sqlite3_prepare_v3(connection.Handle, Upsert, raw.SQLITE_PREPARE_PERSISTENT, out var statement);
        SqliteException.ThrowExceptionForRC(result, connection.Handle);
        return statement;
    }
}
