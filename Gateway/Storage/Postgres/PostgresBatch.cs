using System.Collections.Concurrent;
using System.Reflection;
using Npgsql;

namespace Telephony.Storage.Postgres;

/// <summary>One statement of a batch, with the properties of an object as its values: what Dapper does for a command, and cannot do for a batch.</summary>
internal static class PostgresBatch
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = [];

    public static NpgsqlBatchCommand Command(string sql, object row)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var property in Properties.GetOrAdd(row.GetType(), static type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)))
        {
            command.Parameters.Add(new NpgsqlParameter(property.Name, property.GetValue(row) ?? DBNull.Value));
        }

        return command;
    }
}
