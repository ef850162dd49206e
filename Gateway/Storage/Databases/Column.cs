namespace Telephony.Storage.Databases;

internal enum ColumnKind
{
    Integer,
    Real,
    Flag,
    Text,
    Bytes,
}

/// <summary>A column of one of our tables.</summary>
internal sealed record Column(string Name, ColumnKind Kind)
{
    /// <param name="type">As the database calls it.</param>
    /// <exception cref="NotSupportedException">A type that no table of ours has.</exception>
    public static Column Of(string name, string type) => new(name, type.ToLowerInvariant() switch
    {
        "integer" or "bigint" or "smallint" => ColumnKind.Integer,
        "real" or "double precision" => ColumnKind.Real,
        "boolean" => ColumnKind.Flag,
        "text" or "character varying" => ColumnKind.Text,
        "blob" or "bytea" => ColumnKind.Bytes,
        _ => throw new NotSupportedException($"Column {name} has the type {type}, which backups do not know."),
    });
}

/// <summary>Takes rows of one table, many and fast, within a transaction.</summary>
internal interface IRowImport : IAsyncDisposable
{
    /// <param name="values">In the order of the columns; null for NULL.</param>
    ValueTask AddAsync(object?[] values);

    /// <summary>All rows are in.</summary>
    ValueTask CompleteAsync();
}
