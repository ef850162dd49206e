using Npgsql;
using NpgsqlTypes;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Postgres;

/// <summary>COPY in binary form.</summary>
internal sealed class PostgresRowImport(NpgsqlBinaryImporter importer, NpgsqlDbType[] types) : IRowImport
{
    public static async Task<PostgresRowImport> BeginAsync(NpgsqlConnection connection, string table, IReadOnlyList<Column> columns)
    {
        var importer = await connection.BeginBinaryImportAsync($"COPY {table} ({string.Join(", ", columns.Select(static column => column.Name))}) FROM STDIN (FORMAT BINARY)");
        return new PostgresRowImport(importer, [.. columns.Select(static column => column.Kind switch
        {
            ColumnKind.Integer => NpgsqlDbType.Bigint,
            ColumnKind.Real => NpgsqlDbType.Double,
            ColumnKind.Flag => NpgsqlDbType.Boolean,
            ColumnKind.Text => NpgsqlDbType.Text,
            _ => NpgsqlDbType.Bytea,
        })]);
    }

    public async ValueTask AddAsync(object?[] values)
    {
        await importer.StartRowAsync();
        for (var i = 0; i < values.Length; i++)
        {
            // PostgreSQL's text holds no NUL, and SQLite's may.
            if (values[i] is null) await importer.WriteNullAsync();
            else if (values[i] is string text) await importer.WriteAsync(text.Replace('\0', '\uFFFD'), types[i]);
            else await importer.WriteAsync(values[i]!, types[i]);
        }
    }

    public async ValueTask CompleteAsync() => await importer.CompleteAsync();

    public ValueTask DisposeAsync() => importer.DisposeAsync();
}
