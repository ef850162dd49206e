using System.Buffers;
using System.Reflection;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Telephony.Storage.Sqlite;

/// <summary>
/// Statements that run for many rows, over and over: prepared once and kept, their values bound straight from the properties of a row by the parameters' names. A command object is prepared anew each
/// time, which costs more than a row. Belongs to the writer connection, within a transaction.
/// </summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    /// <summary>Texts are few and fixed; one that is put together from changing pieces must not fill the memory.</summary>
    private const int Most = 64;

    private readonly Dictionary<(string Sql, Type Row), Statement> _kept = [];

    /// <summary>Rows affected.</summary>
    /// <exception cref="SqliteException">As a command would throw it.</exception>
    public int Run(string sql, object row)
    {
        var key = (sql, row.GetType());
        if (!_kept.TryGetValue(key, out var statement))
        {
            if (_kept.Count == Most) Forget();
            _kept[key] = statement = Statement.Prepare(connection, sql, key.Item2);
        }
        return statement.Run(connection, row);
    }

    public void Dispose() => Forget();

    private void Forget()
    {
        foreach (var statement in _kept.Values) statement.Dispose();
        _kept.Clear();
    }

    /// <param name="values">Of parameter 1, 2, …</param>
    private sealed class Statement(sqlite3_stmt handle, PropertyInfo[] values) : IDisposable
    {
        private const int OnStack = 512;

        public static Statement Prepare(SqliteConnection connection, string sql, Type row)
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle), connection.Handle);
            var values = new PropertyInfo[raw.sqlite3_bind_parameter_count(handle)];
            for (var i = 0; i < values.Length; i++)
            {
                var name = raw.sqlite3_bind_parameter_name(handle, i + 1).utf8_to_string()[1..];
                values[i] = row.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) ?? throw new InvalidOperationException($"{row.Name} has no {name}, which the statement wants.");
            }
            return new Statement(handle, values);
        }

        public int Run(SqliteConnection connection, object row)
        {
            for (var i = 0; i < values.Length; i++) Bind(i + 1, values[i].GetValue(row));
            var result = raw.sqlite3_step(handle);
            raw.sqlite3_reset(handle);
            if (result is not (raw.SQLITE_DONE or raw.SQLITE_ROW)) SqliteException.ThrowExceptionForRC(result, connection.Handle);
            return raw.sqlite3_changes(connection.Handle);
        }

        public void Dispose() => handle.Dispose();

        private void Bind(int at, object? value)
        {
            switch (value)
            {
                case null: raw.sqlite3_bind_null(handle, at); break;
                case string { Length: 0 }: raw.sqlite3_bind_text(handle, at, ""); break;      // an empty span would be bound as NULL
                case string text: BindText(at, text); break;
                case long number: raw.sqlite3_bind_int64(handle, at, number); break;
                case int number: raw.sqlite3_bind_int64(handle, at, number); break;
                case bool flag: raw.sqlite3_bind_int64(handle, at, flag ? 1 : 0); break;
                case double number: raw.sqlite3_bind_double(handle, at, number); break;
                case byte[] { Length: 0 }: raw.sqlite3_bind_zeroblob(handle, at, 0); break;
                case byte[] bytes: raw.sqlite3_bind_blob(handle, at, bytes); break;
                default: throw new NotSupportedException($"{values[at - 1].Name} is {value.GetType().Name}: long, int, bool, double, string and byte[] are what is stored.");
            }
        }

        private void BindText(int at, string text)
        {
            var most = Encoding.UTF8.GetMaxByteCount(text.Length);
            byte[]? rented = null;
            var room = most <= OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(most);
            raw.sqlite3_bind_text(handle, at, room[..Encoding.UTF8.GetBytes(text, room)]);
            if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
