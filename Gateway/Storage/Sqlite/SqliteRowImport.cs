using Microsoft.Data.Sqlite;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Sqlite;

/// <summary>One INSERT, prepared once.</summary>
internal sealed class SqliteRowImport : IRowImport
{
    private readonly SqliteCommand _insert;

    public SqliteRowImport(SqliteConnection connection, SqliteTransaction transaction, string table, IReadOnlyList<Column> columns)
    {
        var names = columns.Select(static column => column.Name).ToList();
        _insert = new SqliteCommand($"INSERT INTO {table} ({string.Join(", ", names)}) VALUES ({string.Join(", ", names.Select(static name => "@" + name))})", connection, transaction);
        foreach (var name in names) _insert.Parameters.Add(new SqliteParameter("@" + name, null));
    }

    public async ValueTask AddAsync(object?[] values)
    {
        for (var i = 0; i < values.Length; i++) _insert.Parameters[i].Value = values[i] ?? DBNull.Value;
        await _insert.ExecuteNonQueryAsync();
    }

    public ValueTask CompleteAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _insert.DisposeAsync();
}
