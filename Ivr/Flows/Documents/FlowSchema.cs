using System.Text.Json;
using System.Text.Json.Nodes;
using Telephony.Ivr.Flows.Nodes;

namespace Telephony.Ivr.Flows.Documents;

/// <summary>The JSON schema (2020-12) of flow documents, made from the node types: what an editor shows is what the reader checks.</summary>
public static class FlowSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    public static string Write()
    {
        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = "https://telephony.invalid/schema/flow.schema.json",
            ["title"] = "A call flow",
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = Array(FlowReader.Members.Where(static member => member.Required).Select(static member => member.Name)),
        };
        var members = new JsonObject();
        foreach (var (name, about, _) in FlowReader.Members) members[name] = Member(name, about);
        root["properties"] = members;
        var definitions = new JsonObject { ["prompt"] = Prompt() };
        foreach (var type in NodeTypes.All) definitions[type.Name] = Node(type);
        root["$defs"] = definitions;
        return root.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Member(string name, string about) => name switch
    {
        "format" => new JsonObject { ["description"] = about, ["const"] = FlowReader.Format },
        "languages" => new JsonObject { ["description"] = about, ["type"] = "array", ["minItems"] = 1, ["items"] = new JsonObject { ["type"] = "string" } },
        "prompts" => new JsonObject { ["description"] = about, ["type"] = "object", ["additionalProperties"] = Reference("prompt") },
        "nodes" => new JsonObject
        {
            ["description"] = about, ["type"] = "object", ["minProperties"] = 1,
            ["additionalProperties"] = new JsonObject { ["type"] = "object", ["required"] = Array(["type"]), ["oneOf"] = new JsonArray([.. NodeTypes.All.Select(static type => Reference(type.Name))]) },
        },
        "variables" => new JsonObject
        {
            ["description"] = about, ["type"] = "object",
            ["additionalProperties"] = new JsonObject
            {
                ["type"] = "object", ["additionalProperties"] = false, ["required"] = Array(["type"]),
                ["properties"] = new JsonObject
                {
                    ["type"] = new JsonObject { ["enum"] = Array(["text", "number", "boolean", "list", "object"]) }, ["scope"] = new JsonObject { ["enum"] = Array(["flow", "call"]) },
                    ["initial"] = new JsonObject(), ["secret"] = new JsonObject { ["type"] = "boolean" }, ["about"] = new JsonObject { ["type"] = "string" },
                },
            },
        },
        "schedules" => new JsonObject { ["description"] = about, ["type"] = "object", ["additionalProperties"] = Object(Schedules.ScheduleReader.Fields) },
        "directories" => new JsonObject { ["description"] = about, ["type"] = "object" },
        _ => new JsonObject { ["description"] = about, ["type"] = "string" },
    };

    private static JsonObject Node(NodeType type)
    {
        var node = Object(type.Fields);
        node["description"] = type.About;
        var properties = (JsonObject)node["properties"]!;   // Object makes it
        properties.Insert(0, "type", new JsonObject { ["const"] = type.Name });
        properties["about"] = new JsonObject { ["type"] = "string" };
        var exits = new JsonObject();
        foreach (var exit in type.Exits) exits[exit.Name] = new JsonObject { ["type"] = "string", ["description"] = exit.About };
        properties["exits"] = new JsonObject { ["type"] = "object", ["properties"] = exits, ["additionalProperties"] = type.OwnExits.Length > 0 ? new JsonObject { ["type"] = "string" } : false };
        ((JsonArray)node["required"]!).Insert(0, "type");
        return node;
    }

    private static JsonObject Object(IReadOnlyList<Field> fields)
    {
        var properties = new JsonObject();
        foreach (var field in fields) properties[field.Name] = Value(field);
        return new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["required"] = Array(fields.Where(static field => field.Required).Select(static field => field.Name)), ["properties"] = properties };
    }

    private static JsonObject Value(Field field)
    {
        var value = field.Kind switch
        {
            FieldKind.Prompt => new JsonObject { ["$ref"] = "#/$defs/prompt" },
            FieldKind.Duration => new JsonObject { ["type"] = "string", ["pattern"] = @"^\d+(\.\d+)?(ms|s|m|h)$" },
            FieldKind.Count => new JsonObject { ["type"] = "integer", ["minimum"] = field.Least, ["maximum"] = field.Most },
            FieldKind.Share => new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 },
            FieldKind.Boolean => new JsonObject { ["type"] = "boolean" },
            FieldKind.Word => new JsonObject { ["enum"] = Array(field.Words) },
            FieldKind.Keys => new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9*#]*$" },
            FieldKind.Name => new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Za-z][A-Za-z0-9_-]{0,63}$" },
            FieldKind.Texts => new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
            FieldKind.Templates or FieldKind.Script => new JsonObject { ["type"] = Array(["string", "array"]), ["items"] = new JsonObject { ["type"] = "string" } },
            FieldKind.TemplateMap => new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "string" } },
            FieldKind.Assignments or FieldKind.ExpressionMap => new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = Array(["string", "number", "boolean"]) } },
            FieldKind.Items => new JsonObject { ["type"] = "array", ["minItems"] = field.Least, ["maxItems"] = field.Most, ["items"] = Object(field.Fields) },
            _ => new JsonObject { ["type"] = "string" },
        };
        value["description"] = field.About;
        if (field.Default is { } usual) value["default"] = field.Kind switch { FieldKind.Count or FieldKind.Share => JsonNode.Parse(usual), FieldKind.Boolean => usual == "true", _ => usual };
        return value;
    }

    private static JsonObject Prompt() => new() { ["description"] = "A text, \"@name\" of a prompt, a part { say, ssml, play or pause }, a list of them, or an object with a language each", ["type"] = Array(["string", "array", "object"]) };

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/$defs/{name}" };

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(static text => JsonValue.Create(text))]);
}
