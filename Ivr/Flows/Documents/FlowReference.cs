using System.Text;
using Telephony.Ivr.Flows.Nodes;

namespace Telephony.Ivr.Flows.Documents;

/// <summary>The nodes as a chapter of the designer's reference, in Markdown.</summary>
public static class FlowReference
{
    public static string Write()
    {
        var text = new StringBuilder();
        foreach (var type in NodeTypes.All)
        {
            text.Append("### ").Append(type.Name).Append('\n').Append(type.About).Append("\n```json\n{ \"type\": \"").Append(type.Name).Append("\", ").Append(type.Example.Trim()[1..^1].Trim()).Append(" }\n```\n");
            text.Append("| field | is | allowed | without it |\n| --- | --- | --- | --- |\n");
            Rows(text, type.Fields, "");
            text.Append("\nExits: ").Append(type.Exits.Count == 0 ? "none: the call or the flow ends here." : string.Join("; ", [.. type.OwnExits.Length > 0 ? [type.OwnExits] : Array.Empty<string>(), .. type.Exits.Select(static exit => $"`{exit.Name}` ({char.ToLowerInvariant(exit.About[0])}{exit.About[1..]}{(exit.Else is { Length: > 0 } other ? $"; without it `{other}`" : "")})")]) + ".").Append("\n\n");
        }
        return text.ToString();
    }

    private static void Rows(StringBuilder text, IReadOnlyList<Field> fields, string prefix)
    {
        foreach (var field in fields)
        {
            text.Append("| `").Append(prefix).Append(field.Name).Append("` | ").Append(field.About).Append(" | ").Append(field.Allowed.Replace("|", "\\|", StringComparison.Ordinal)).Append(" | ")
                .Append(field.Required ? "required" : field.Default is { } usual ? $"`{usual}`" : "").Append(" |\n");
            Rows(text, field.Fields, $"{prefix}{field.Name}[].");
        }
    }
}
