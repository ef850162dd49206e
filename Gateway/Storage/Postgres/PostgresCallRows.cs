using System.Buffers.Binary;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Telephony.Storage.Records;

namespace Telephony.Storage.Postgres;

/// <summary>Encoded call records as one array per column: a batch is one statement, whatever its length.</summary>
internal sealed class PostgresCallRows
{
    private const string Upsert = """
        INSERT INTO calls (resource_id, call_id, revision, state, direction, started_us, answered_us, ended_us, from_trunk, to_trunk, caller, called, record, node)
        SELECT resource_id, call_id, revision, state, direction, started_us, answered_us, ended_us, from_trunk, to_trunk, caller, called, record, $14
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
          AS given (resource_id, call_id, revision, state, direction, started_us, answered_us, ended_us, from_trunk, to_trunk, caller, called, record)
        ON CONFLICT (resource_id, call_id) DO UPDATE SET
          revision = excluded.revision, state = excluded.state, direction = excluded.direction, answered_us = excluded.answered_us,
          ended_us = excluded.ended_us, from_trunk = excluded.from_trunk, to_trunk = excluded.to_trunk, caller = excluded.caller, called = excluded.called,
          record = excluded.record, node = excluded.node
        WHERE excluded.revision > calls.revision
        """;

    private readonly Dictionary<(string Resource, UInt128 Id), int> _at = [];
    private readonly List<string> _resources = [];
    private readonly List<byte[]> _ids = [];
    private readonly List<long> _revisions = [], _states = [], _directions = [], _started = [];
    private readonly List<long?> _answered = [], _ended = [];
    private readonly List<string?> _fromTrunks = [], _toTrunks = [], _callers = [], _called = [];
    private readonly List<byte[]> _records = [];

    /// <summary>Of a call that comes twice, the later one: a statement may touch a row once. Bytes that are no record are left out.</summary>
    public static PostgresCallRows From(IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        var rows = new PostgresCallRows();
        foreach (var record in records)
        {
            if (RecordHead.TryRead(record.Span, out var head)) rows.Add(head, record.ToArray());
        }

        return rows;
    }

    public async Task<int> WriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string node)
    {
        if (_records.Count == 0) return 0;
        await using var command = new NpgsqlCommand(Upsert, connection, transaction);
        Add(command, NpgsqlDbType.Text, _resources);
        Add(command, NpgsqlDbType.Bytea, _ids);
        Add(command, NpgsqlDbType.Bigint, _revisions);
        Add(command, NpgsqlDbType.Bigint, _states);
        Add(command, NpgsqlDbType.Bigint, _directions);
        Add(command, NpgsqlDbType.Bigint, _started);
        Add(command, NpgsqlDbType.Bigint, _answered);
        Add(command, NpgsqlDbType.Bigint, _ended);
        Add(command, NpgsqlDbType.Text, _fromTrunks);
        Add(command, NpgsqlDbType.Text, _toTrunks);
        Add(command, NpgsqlDbType.Text, _callers);
        Add(command, NpgsqlDbType.Text, _called);
        Add(command, NpgsqlDbType.Bytea, _records);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = node });
        return await command.ExecuteNonQueryAsync();
    }

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, List<T> column) =>
        command.Parameters.Add(new NpgsqlParameter<List<T>> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = column });

    private void Add(in RecordHead head, byte[] record)
    {
        var resource = Text(head.Resource) ?? "";
        if (!_at.TryAdd((resource, head.Id), _records.Count))
        {
            var known = _at[(resource, head.Id)];
            if (_revisions[known] < head.Revision) Set(known, head, record);
            return;
        }

        var id = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, head.Id);
        _resources.Add(resource);
        _ids.Add(id);
        _revisions.Add(0);
        _states.Add(0);
        _directions.Add(0);
        _started.Add(0);
        _answered.Add(null);
        _ended.Add(null);
        _fromTrunks.Add(null);
        _toTrunks.Add(null);
        _callers.Add(null);
        _called.Add(null);
        _records.Add(record);
        Set(_records.Count - 1, head, record);
    }

    private void Set(int row, in RecordHead head, byte[] record)
    {
        (_revisions[row], _states[row], _directions[row]) = (head.Revision, (long)head.State, (long)head.Direction);
        (_started[row], _answered[row], _ended[row]) = (head.StartedUs, head.AnsweredUs, head.EndedUs);
        (_fromTrunks[row], _toTrunks[row], _callers[row], _called[row]) = (Text(head.FromTrunk), Text(head.ToTrunk), Text(head.Caller), Text(head.Called));
        _records[row] = record;
    }

    // PostgreSQL's text holds no NUL.
    private static string? Text(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return null;
        var text = Encoding.UTF8.GetString(bytes);
        return text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\uFFFD') : text;
    }
}
