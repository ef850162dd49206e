using System.Globalization;
using System.Text.Json;

namespace Telephony.Support.Contracts;

/// <summary>An operation as the document has it.</summary>
/// <param name="Request">Name of the body's schema; empty: it takes none.</param>
/// <param name="Responses">Status to schema; an empty name is an answer without a body.</param>
public sealed record DocumentedOperation(string Method, string Path, string Id, string Request, IReadOnlyDictionary<string, string> Responses, bool IsRepeatable);

/// <summary>The call automation document of the corpus: its operations and events, and whether a JSON value has the shape that it names.</summary>
public sealed class CallAutomationDocument
{
    private readonly JsonElement _schemas;

    private CallAutomationDocument(JsonElement root)
    {
        _schemas = root.GetProperty("schemas");
        Operations =
        [
            .. root.GetProperty("operations").EnumerateArray().Select(static one => new DocumentedOperation(
                Text(one, "method"), Text(one, "path"), Text(one, "id"), Text(one, "request"),
                one.GetProperty("responses").EnumerateObject().ToDictionary(static response => response.Name, static response => response.Value.GetString() ?? ""), one.GetProperty("repeatable").GetBoolean())),
        ];
        Events = root.GetProperty("events").EnumerateObject().ToDictionary(static one => one.Name, static one => one.Value.GetString() ?? "");
    }

    public static CallAutomationDocument Shared { get; } = new(JsonDocument.Parse(File.ReadAllBytes(CorpusFolder.File("call-automation", "callautomation.2026-03-12.json"))).RootElement);

    public IReadOnlyList<DocumentedOperation> Operations { get; }

    /// <summary>Type of an event to the schema of its data.</summary>
    public IReadOnlyDictionary<string, string> Events { get; }

    /// <summary>Fields of a schema with the schema each refers to; empty: a plain value.</summary>
    public IEnumerable<(string Name, string Refers)> FieldsOf(string schema) =>
        _schemas.GetProperty(schema).GetProperty("properties").EnumerateObject().Select(static field => (field.Name, RefersTo(field.Value)));

    /// <summary>Where a value differs from its schema: unknown and missing fields, other types, values that no enum has. A sentence each; none: it is as documented.</summary>
    public IReadOnlyList<string> MistakesOf(string schema, JsonElement value)
    {
        var mistakes = new List<string>();
        Check(schema, _schemas.GetProperty(schema), value, mistakes);
        return mistakes;
    }

    private void Check(string at, JsonElement schema, JsonElement value, List<string> mistakes)
    {
        if (schema.TryGetProperty("$ref", out var reference)) schema = _schemas.GetProperty(reference.GetString()![1..]);   // always text
        var type = schema.TryGetProperty("type", out var named) ? named.GetString() : "object";
        var fits = (type, value.ValueKind) is ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("number" or "integer", JsonValueKind.Number) or ("boolean", JsonValueKind.True or JsonValueKind.False);
        if (!fits)
        {
            mistakes.Add($"{at}: {type} is documented, {value.ValueKind} came");
            return;
        }
        if (schema.TryGetProperty("enum", out var allowed) && allowed.EnumerateArray().All(one => one.GetString() != value.GetString())) mistakes.Add($"{at}: \"{value.GetString()}\" is none of the documented values");
        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray()) Check(string.Create(CultureInfo.InvariantCulture, $"{at}[{index++}]"), schema.GetProperty("items"), item, mistakes);
        }
        if (value.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out var fields)) CheckFields(at, schema, fields, value, mistakes);
    }

    private void CheckFields(string at, JsonElement schema, JsonElement fields, JsonElement value, List<string> mistakes)
    {
        foreach (var field in value.EnumerateObject())
        {
            if (fields.TryGetProperty(field.Name, out var known)) Check($"{at}.{field.Name}", known, field.Value, mistakes);
            else mistakes.Add($"{at}.{field.Name}: is not documented");
        }
        if (!schema.TryGetProperty("required", out var required)) return;
        foreach (var name in required.EnumerateArray())
        {
            if (!value.TryGetProperty(name.GetString()!, out _)) mistakes.Add($"{at}.{name.GetString()}: is required");   // always text
        }
    }

    private static string RefersTo(JsonElement field)
    {
        if (field.TryGetProperty("$ref", out var reference)) return reference.GetString()![1..];   // always text
        return field.TryGetProperty("items", out var items) ? RefersTo(items) : "";
    }

    private static string Text(JsonElement from, string name) => from.GetProperty(name).GetString() ?? "";
}
