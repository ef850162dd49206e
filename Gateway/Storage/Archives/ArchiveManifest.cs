using System.Text.Json.Serialization;

namespace Telephony.Storage.Archives;

/// <summary>
/// What a backup holds: a zip file of <c>manifest.json</c>, <c>tables/NAME.jsonl</c> (a row per line, a JSON array of its values; bytes as <c>{"b64":"…"}</c>) and <c>files/…</c>.
/// It does not say which database the rows came from, so it is restored into either.
/// </summary>
internal sealed record ArchiveManifest
{
    public const int CurrentFormat = 1;

    public const string Entry = "manifest.json";

    public required int Format { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Version of the program; for people.</summary>
    public required string Gateway { get; init; }

    /// <summary>Version of the tables: the number of their last migration.</summary>
    public required int Schema { get; init; }

    public required IReadOnlyList<ArchivedTable> Tables { get; init; }

    public required IReadOnlyList<ArchivedFile> Files { get; init; }
}

/// <param name="Bytes">Of the entry, not compressed.</param>
internal sealed record ArchivedTable(string Name, IReadOnlyList<string> Columns, long Rows, long Bytes, string Sha256)
{
    [JsonIgnore]
    public string Entry => $"tables/{Name}.jsonl";
}

/// <param name="Name">With forward slashes, below <c>files/</c>.</param>
internal sealed record ArchivedFile(string Name, long Bytes, string Sha256)
{
    [JsonIgnore]
    public string Entry => "files/" + Name;
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ArchiveManifest))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
