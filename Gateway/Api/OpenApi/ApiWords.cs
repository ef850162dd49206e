using System.Text.Json.Serialization.Metadata;

namespace Telephony.Api.OpenApi;

/// <summary>What the document says of an operation beside its address: an area gives them by the operation's name.</summary>
/// <param name="Summary">A few words, as a heading.</param>
internal sealed record ApiWords(string Summary)
{
    /// <summary>Markdown; what a caller must know and the fields do not say.</summary>
    public string Text { get; init; } = "";

    /// <summary>Null: no body.</summary>
    public JsonTypeInfo? Request { get; init; }

    public bool IsMergePatch { get; init; }

    /// <summary>By status; null: no body.</summary>
    public IReadOnlyList<(int Status, JsonTypeInfo? Body)> Answers { get; init; } = [(200, null)];

    /// <summary>Parts of the query beside <c>api-version</c>.</summary>
    public IReadOnlyList<(string Name, bool Needed, string Text)> Query { get; init; } = [];
}
