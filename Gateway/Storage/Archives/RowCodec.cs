using System.Data.Common;
using System.Text.Json;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Archives;

/// <summary>A row as a line of JSON, by the kinds of its columns.</summary>
internal static class RowCodec
{
    private const string BytesKey = "b64";

    public static void Write(Utf8JsonWriter json, DbDataReader row)
    {
        json.WriteStartArray();
        for (var column = 0; column < row.FieldCount; column++)
        {
            switch (row.IsDBNull(column) ? null : row.GetValue(column))
            {
                case null: json.WriteNullValue(); break;
                case string text: json.WriteStringValue(text); break;
                case byte[] bytes:
                    json.WriteStartObject();
                    json.WriteBase64String(BytesKey, bytes);
                    json.WriteEndObject();
                    break;
                case bool flag: json.WriteNumberValue(flag ? 1 : 0); break;
                case double real: json.WriteNumberValue(real); break;
                case IConvertible number: json.WriteNumberValue(number.ToInt64(null)); break;
                case var other: throw new NotSupportedException($"A column of type {other.GetType()} cannot be backed up.");
            }
        }

        json.WriteEndArray();
    }

    /// <summary>Values as the database wants them. <see cref="FormatException"/> or <see cref="JsonException"/> when the line does not fit the columns.</summary>
    public static object?[] Read(string line, IReadOnlyList<Column> columns)
    {
        using var json = JsonDocument.Parse(line);
        if (json.RootElement.ValueKind != JsonValueKind.Array || json.RootElement.GetArrayLength() != columns.Count) throw new FormatException("A row has other columns than its table.");
        var values = new object?[columns.Count];
        for (var i = 0; i < values.Length; i++) values[i] = Value(json.RootElement[i], columns[i]);
        return values;
    }

    private static object? Value(JsonElement value, Column column)
    {
        try
        {
            return value.ValueKind == JsonValueKind.Null ? null : column.Kind switch
            {
                ColumnKind.Integer => value.GetInt64(),
                ColumnKind.Flag => value.GetInt64() != 0,
                ColumnKind.Real => value.GetDouble(),
                ColumnKind.Text => value.GetString(),
                _ => value.GetProperty(BytesKey).GetBytesFromBase64(),
            };
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"A value of column {column.Name} has another type than the column.", wrong);
        }
    }
}
