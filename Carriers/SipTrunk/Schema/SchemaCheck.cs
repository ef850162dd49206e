using System.Globalization;
using Telephony.Documents;
using Telephony.SipTrunk.Loading;

namespace Telephony.SipTrunk.Schema;

/// <summary>Compares a file with its schema and collects every difference.</summary>
internal sealed class SchemaCheck(string file, List<ConfigMistake> mistakes)
{
    public void Check(Written node, JsonSchema schema, string path = "")
    {
        if (!IsOfType(node, schema.Type))
        {
            Add(node, path, IsSecret(path) ? "no text" : node.Shown, $"allowed is {Describe(schema)}");
            return;
        }
        switch (node.Kind)
        {
            case WrittenKind.Object: CheckObject(node, schema, path); break;
            case WrittenKind.List: CheckList(node, schema, path); break;
            case WrittenKind.Text: CheckText(node, schema, path); break;
            case WrittenKind.Number:
                if (node.Number < schema.Minimum || node.Number > schema.Maximum || double.IsNaN(node.Number)) Add(node, path, node.Shown, $"allowed is {Describe(schema)}");
                break;
            default: break;
        }
    }

    private void CheckObject(Written node, JsonSchema schema, string path)
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

    private void CheckList(Written node, JsonSchema schema, string path)
    {
        if (node.Items.Count < schema.MinItems) Add(node, path, node.Shown, $"allowed are at least {schema.MinItems} entries");
        if (node.Items.Count > schema.MaxItems) Add(node, path, $"a list of {node.Items.Count}", $"allowed are at most {schema.MaxItems} entries");
        for (var i = 0; i < node.Items.Count; i++)
        {
            if (schema.Items is { } item) Check(node.Items[i], item, $"{path}[{i}]");
            if (schema.UniqueItems && node.Items.FindIndex(n => n.Kind == node.Items[i].Kind && n.Text == node.Items[i].Text) < i)
            {
                Add(node.Items[i], $"{path}[{i}]", node.Items[i].Shown, "it is in the list twice");
            }
        }
    }

    private void CheckText(Written node, JsonSchema schema, string path)
    {
        var good = (schema.Enum.Count == 0 || schema.Enum.Contains(node.Text, StringComparer.Ordinal))
            && !(node.Text.Length < schema.MinLength) && !(node.Text.Length > schema.MaxLength)
            && (schema.Pattern is null || schema.Pattern.IsMatch(node.Text));
        if (!good) Add(node, path, IsSecret(path) ? $"a text of {node.Text.Length} characters" : node.Shown, $"allowed is {Describe(schema)}");
    }

    private void Add(Written node, string path, string found, string allowed) => mistakes.Add(new ConfigMistake(file, node.Line, path, found, allowed));

    private static bool IsSecret(string path) => path.EndsWith("password", StringComparison.Ordinal);

    private static bool IsOfType(Written node, string? type) => type switch
    {
        "object" => node.Kind == WrittenKind.Object,
        "array" => node.Kind == WrittenKind.List,
        "string" => node.Kind == WrittenKind.Text,
        "boolean" => node.Kind == WrittenKind.Boolean,
        "number" => node.Kind == WrittenKind.Number,
        "integer" => node.Kind == WrittenKind.Number && node.Number == Math.Floor(node.Number),
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
