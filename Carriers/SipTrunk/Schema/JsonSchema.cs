using System.Text.RegularExpressions;
using Telephony.Documents;
using Telephony.SipTrunk.Loading;

namespace Telephony.SipTrunk.Schema;

/// <summary>
/// The part of JSON Schema 2020-12 that our schemas use. A keyword outside of it stops the start: what the file says and what is checked must not part.
/// </summary>
internal sealed class JsonSchema
{
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal) { "$schema", "$id", "$defs", "title", "description", "default" };

    private readonly Dictionary<string, JsonSchema> properties = new(StringComparer.Ordinal);

    public string? Type { get; private set; }

    public IReadOnlyDictionary<string, JsonSchema> Properties => properties;

    public IReadOnlyList<string> Required { get; private set; } = [];

    /// <summary>Alternatives of which exactly one set of fields must be there.</summary>
    public IReadOnlyList<IReadOnlyList<string>> OneOf { get; private set; } = [];

    public bool Closed { get; private set; }

    public JsonSchema? Items { get; private set; }

    public IReadOnlyList<string> Enum { get; private set; } = [];

    public double? Minimum { get; private set; }

    public double? Maximum { get; private set; }

    public int? MinLength { get; private set; }

    public int? MaxLength { get; private set; }

    public int? MinItems { get; private set; }

    public int? MaxItems { get; private set; }

    public bool UniqueItems { get; private set; }

    public Regex? Pattern { get; private set; }

    /// <exception cref="FormatException">The text is no schema of the part we support.</exception>
    public static JsonSchema Parse(ReadOnlySpan<byte> utf8)
    {
        var mistakes = new List<ConfigMistake>();
        var root = ConfigReader.Read("schema", utf8, mistakes);
        if (root is null || mistakes.Count > 0) throw new FormatException(string.Join(' ', mistakes));
        var definitions = new Dictionary<string, JsonSchema>(StringComparer.Ordinal);
        var nodes = root["$defs"]?.Members ?? [];
        foreach (var (name, _) in nodes) definitions[$"#/$defs/{name}"] = new JsonSchema();
        foreach (var (name, node) in nodes) definitions[$"#/$defs/{name}"].Fill(node, definitions);
        var schema = new JsonSchema();
        schema.Fill(root, definitions);
        return schema;
    }

    private static JsonSchema Of(Written node, Dictionary<string, JsonSchema> definitions)
    {
        if (node["$ref"] is { } reference) return definitions.GetValueOrDefault(reference.Text) ?? throw new FormatException($"Unknown $ref {reference.Text}.");
        var schema = new JsonSchema();
        schema.Fill(node, definitions);
        return schema;
    }

    private void Fill(Written node, Dictionary<string, JsonSchema> definitions)
    {
        foreach (var (keyword, value) in node.Members)
        {
            switch (keyword)
            {
                case "type": Type = value.Text; break;
                case "required": Required = Texts(value); break;
                case "oneOf": OneOf = [.. value.Items.Select(i => Texts(i["required"] ?? throw new FormatException("oneOf wants required lists.")))]; break;
                case "additionalProperties": Closed = value.Text == "false"; break;
                case "enum": Enum = Texts(value); break;
                case "minimum": Minimum = value.Number; break;
                case "maximum": Maximum = value.Number; break;
                case "minLength": MinLength = (int)value.Number; break;
                case "maxLength": MaxLength = (int)value.Number; break;
                case "minItems": MinItems = (int)value.Number; break;
                case "maxItems": MaxItems = (int)value.Number; break;
                case "uniqueItems": UniqueItems = value.Text == "true"; break;
                case "pattern": Pattern = new Regex(value.Text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant); break;
                case "items": Items = Of(value, definitions); break;
                case "properties":
                    foreach (var (name, property) in value.Members) properties[name] = Of(property, definitions);
                    break;
                default:
                    if (!Annotations.Contains(keyword)) throw new FormatException($"The schema keyword {keyword} is not supported (line {value.Line}).");
                    break;
            }
        }
    }

    private static List<string> Texts(Written list) => [.. list.Items.Select(i => i.Text)];
}
