using System.Globalization;
using Telephony.SipTrunk.Loading;
using Telephony.SipTrunk.Reading;

namespace Telephony.SipTrunk.Schema;

/// <summary>Compares a file with its schema and collects every difference.</summary>
internal sealed class SchemaCheck(string file, List<ConfigMistake> mistakes)
{
    public void Check(ConfigNode node, JsonSchema schema, string path = "")
    {
        if (!IsOfType(node, schema.Type))
        {
            Add(node, path, IsSecret(path) ? "no text" : node.Shown, $"allowed is {Describe(schema)}");
            return;
        }
        switch (node.Kind)
        {
            case ConfigKind.Object: CheckObject(node, schema, path); break;
            case ConfigKind.List: CheckList(node, schema, path); break;
            case ConfigKind.Text: CheckText(node, schema, path); break;
            case ConfigKind.Number:
                if (node.Number < schema.Minimum || node.Number > schema.Maximum || double.IsNaN(node.Number)) Add(node, path, node.Shown, $"allowed is {Describe(schema)}");
                break;
            default: break;
        }
    }

    private void CheckObject(ConfigNode node, JsonSchema schema, string path)
    {
        foreach (var (name, member) in node.Members)
        {
            var field = path.Length == 0 ? name : $"{path}.{name}";
            if (schema.Properties.TryGetValue(name, out var property)) Check(member, property, field);
            else if (schema.Closed) Add(member, field, "", $"there is no such field; {Nearest(name, schema)}allowed are {string.Join(", ", schema.Properties.Keys.Where(k => k[0] != '$'))}");
        }
        foreach (var name in schema.Required)
        {
            if (node.Members.All(m => m.Name != name)) Add(node, path.Length == 0 ? name : $"{path}.{name}", "missing", "it is required");
        }
        if (schema.OneOf.Count > 0 && schema.OneOf.Count(names => names.All(n => node.Members.Any(m => m.Name == n))) != 1)
        {
            Add(node, path, "", $"it must have either {string.Join(" or ", schema.OneOf.Select(names => string.Join(" and ", names)))}");
        }
    }

    private void CheckList(ConfigNode node, JsonSchema schema, string path)
    {
        if (node.Items.Count < schema.MinItems) Add(node, path, node.Shown, $"allowed are at least {schema.MinItems} entries");
        if (node.Items.Count > schema.MaxItems) Add(node, path, $"a list of {node.Items.Count}", $"allowed are at most {schema.MaxItems} entries");
        for (var i = 0; i < node.Items.Count; i++)
        {
            if (schema.Items is { } item) Check(node.Items[i], item, $"{path}[{i}]");
            if (schema.UniqueItems && node.Items.FindIndex(n => n.Kind == node.Items[i].Kind && n.Value == node.Items[i].Value) < i)
            {
                Add(node.Items[i], $"{path}[{i}]", node.Items[i].Shown, "it is in the list twice");
            }
        }
    }

    private void CheckText(ConfigNode node, JsonSchema schema, string path)
    {
        var good = (schema.Enum.Count == 0 || schema.Enum.Contains(node.Value, StringComparer.Ordinal))
            && !(node.Value.Length < schema.MinLength) && !(node.Value.Length > schema.MaxLength)
            && (schema.Pattern is null || schema.Pattern.IsMatch(node.Value));
        if (!good) Add(node, path, IsSecret(path) ? $"a text of {node.Value.Length} characters" : node.Shown, $"allowed is {Describe(schema)}");
    }

    private void Add(ConfigNode node, string path, string found, string allowed) => mistakes.Add(new ConfigMistake(file, node.Line, path, found, allowed));

    private static bool IsSecret(string path) => path.EndsWith("password", StringComparison.Ordinal);

    private static bool IsOfType(ConfigNode node, string? type) => type switch
    {
        "object" => node.Kind == ConfigKind.Object,
        "array" => node.Kind == ConfigKind.List,
        "string" => node.Kind == ConfigKind.Text,
        "boolean" => node.Kind == ConfigKind.Boolean,
        "number" => node.Kind == ConfigKind.Number,
        "integer" => node.Kind == ConfigKind.Number && node.Number == Math.Floor(node.Number),
        _ => true,
    };

    private static string Describe(JsonSchema schema)
    {
        if (schema.Enum.Count > 0) return $"one of {string.Join(", ", schema.Enum.Select(e => $"\"{e}\""))}";
        if (schema.Pattern is { } pattern) return $"a text of the form {pattern}";
        return schema.Type switch
        {
            "object" => "an object { ... }",
            "array" => "a list [ ... ]",
            "boolean" => "true or false",
            "string" => schema.MaxLength is { } longest ? $"a text of {schema.MinLength ?? 0} to {longest} characters" : "a text that is not empty",
            "integer" => $"a whole number from {Written(schema.Minimum)} to {Written(schema.Maximum)}",
            _ => $"a number from {Written(schema.Minimum)} to {Written(schema.Maximum)}",
        };
    }

    private static string Written(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "any";

    /// <summary>Helps with case and a missing or extra letter.</summary>
    private static string Nearest(string name, JsonSchema schema)
    {
        var near = schema.Properties.Keys.FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? schema.Properties.Keys.FirstOrDefault(k => k.Length > 3 && (k.StartsWith(name, StringComparison.OrdinalIgnoreCase) || name.StartsWith(k, StringComparison.OrdinalIgnoreCase)));
        return near is null ? "" : $"did you mean {near}? ";
    }
}
