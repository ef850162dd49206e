using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Telephony.Ivr.Flows.Values;

public enum FlowValueKind : byte
{
    Nothing,
    Text,
    Number,
    Boolean,

    /// <summary>A list or an object, kept as its JSON text: immutable, cheap to hold, the same everywhere.</summary>
    Json,
}

/// <summary>What a variable of a flow may hold.</summary>
public readonly record struct FlowValue
{
    public static readonly FlowValue Nothing;

    private readonly string? _text;

    private FlowValue(FlowValueKind kind, string? text, double number) => (Kind, _text, Number) = (kind, text, number);

    public FlowValueKind Kind { get; }

    /// <summary>1 or 0 for a boolean.</summary>
    public double Number { get; }

    public bool IsTrue => Kind == FlowValueKind.Boolean && Number != 0;

    public static FlowValue Of(string text) => new(FlowValueKind.Text, text, 0);

    public static FlowValue Of(double number) => new(FlowValueKind.Number, null, number);

    public static FlowValue Of(bool value) => new(FlowValueKind.Boolean, null, value ? 1 : 0);

    public static FlowValue OfJson(string json) => new(FlowValueKind.Json, json, 0);

    public static FlowValue Of(JsonNode? node) => node is null ? Nothing : Of(JsonSerializer.SerializeToElement(node));

    public static FlowValue Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Of(element.GetString() ?? ""),
        JsonValueKind.Number => Of(element.GetDouble()),
        JsonValueKind.True => Of(true),
        JsonValueKind.False => Of(false),
        JsonValueKind.Object or JsonValueKind.Array => OfJson(element.GetRawText()),
        _ => Nothing,
    };

    /// <summary>Every text in it changed, also those within lists and objects.</summary>
    public FlowValue WithTexts(Func<string, string> change)
    {
        return Kind switch
        {
            FlowValueKind.Text => Of(change(_text ?? "")),
            FlowValueKind.Json => Of(Changed(JsonNode.Parse(_text!))),   // Json always has a text
            _ => this,
        };

        JsonNode? Changed(JsonNode? node) => node switch
        {
            JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Changed(member.Value)))),
            JsonArray items => new JsonArray([.. items.Select(Changed)]),
            JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(change(text)),
            _ => node?.DeepClone(),
        };
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        switch (Kind)
        {
            case FlowValueKind.Text: writer.WriteStringValue(_text); break;
            case FlowValueKind.Number when double.IsFinite(Number): writer.WriteNumberValue(Number); break;
            case FlowValueKind.Boolean: writer.WriteBooleanValue(Number != 0); break;
            case FlowValueKind.Json: writer.WriteRawValue(_text!); break;   // Json always has a text
            default: writer.WriteNullValue(); break;
        }
    }

    /// <summary>As a template would show it: "" for nothing, a number without needless zeros, JSON for lists and objects.</summary>
    public override string ToString() => Kind switch
    {
        FlowValueKind.Number => Number.ToString(CultureInfo.InvariantCulture),
        FlowValueKind.Boolean => Number != 0 ? "true" : "false",
        _ => _text ?? "",
    };
}
