using System.Data.Common;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace Telephony.Storage.Sqlite;

/// <summary>
/// Questions that are asked over and over within transactions of the writer: each keeps its command, and a command keeps what its text was compiled to, which costs more than most answers.
/// Values are taken from the properties of an object by the parameters' names. Belongs to the writer connection.
/// </summary>
internal sealed class SqliteQueries(SqliteConnection connection) : IDisposable
{
    /// <summary>As for <see cref="SqliteStatements"/>.</summary>
    private const int Most = 64;

    private readonly Dictionary<(string Sql, Type Values), Kept> _kept = [];

    /// <exception cref="SqliteException">As a command would throw it.</exception>
    public IReadOnlyList<T> Run<T>(SqliteTransaction transaction, string sql, object values, Func<DbDataReader, T> read)
    {
        var key = (sql, values.GetType());
        if (!_kept.TryGetValue(key, out var kept))
        {
            if (_kept.Count == Most) Forget();
            _kept[key] = kept = Kept.Make(connection, sql, key.Item2);
        }
        return kept.Run(transaction, values, read);
    }

    public void Dispose() => Forget();

    private void Forget()
    {
        foreach (var kept in _kept.Values) kept.Dispose();
        _kept.Clear();
    }

    private sealed class Kept(SqliteCommand command, PropertyInfo[] values) : IDisposable
    {
        public static Kept Make(SqliteConnection connection, string sql, Type type)
        {
            var command = connection.CreateCommand();
            command.CommandText = sql;
            var values = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
            foreach (var value in values) command.Parameters.AddWithValue('@' + value.Name, DBNull.Value);
            return new Kept(command, values);
        }

        public IReadOnlyList<T> Run<T>(SqliteTransaction transaction, object from, Func<DbDataReader, T> read)
        {
            command.Transaction = transaction;
            for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i].GetValue(from) ?? DBNull.Value;
            using var rows = command.ExecuteReader();
            var found = new List<T>();
            while (rows.Read()) found.Add(read(rows));
            return found;
        }

        public void Dispose() => command.Dispose();
    }
}
