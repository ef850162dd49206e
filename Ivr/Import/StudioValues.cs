using System.Text.Json;
using System.Text.Json.Nodes;

namespace Telephony.Ivr.Import;

/// <summary>What stands in texts and conditions of Studio, in our words: <c>{{widgets.menu.Digits}}</c>, <c>{{contact.channel.address}}</c>, <c>{{flow.variables.count}}</c>.</summary>
internal sealed class StudioValues(FlowDraft draft)
{
    /// <summary>The variable of a widget or of a name.</summary>
    public static string Variable(string widget) => string.Concat(FlowDraft.Name(widget).Select(static c => c == '-' ? '_' : c));

    public static string Spoken(string widget) => $"{Variable(widget)}_speech";

    /// <summary>A text with values in it: a template of ours. What has no counterpart is reported and empty.</summary>
    public string Template(string widget, string text) => string.Concat(Pieces(widget, text).Select(static piece => piece.IsValue ? piece.Text.Length > 0 ? $"{{{{ {piece.Text} }}}}" : "" : piece.Text));

    /// <summary>The same as an expression.</summary>
    public string Expression(string widget, string text)
    {
        var pieces = Pieces(widget, text);
        return pieces switch
        {
            [] => "''",
            [{ IsValue: true } only] => only.Text.Length > 0 ? only.Text : "''",
            _ => string.Join(" + ", pieces.Select(static piece => piece.IsValue ? piece.Text.Length > 0 ? $"String({piece.Text} ?? '')" : "''" : JsonSerializer.Serialize(piece.Text))),
        };
    }

    /// <summary>True as long as the condition is; null: it was left out.</summary>
    public string? Condition(string widget, JsonObject condition, string input)
    {
        var subject = condition["arguments"] is JsonArray { Count: > 0 } arguments && arguments[0]?.ToString() is { Length: > 0 } own ? Expression(widget, own) : input;
        var value = condition["value"]?.ToString() ?? "";
        var (literal, text) = (JsonSerializer.Serialize(value), $"String({subject} ?? '')");
        var many = JsonSerializer.Serialize(value.Split(',').Select(static v => v.Trim()));
        switch (condition["type"]?.ToString())
        {
            case "equal_to": return $"{text} === {literal}";
            case "not_equal_to": return $"{text} !== {literal}";
            case "matches_any_of": return $"{many}.includes({text})";
            case "does_not_match_any_of": return $"!{many}.includes({text})";
            case "contains": return $"{text}.includes({literal})";
            case "does_not_contain": return $"!{text}.includes({literal})";
            case "starts_with": return $"{text}.startsWith({literal})";
            case "does_not_start_with": return $"!{text}.startsWith({literal})";
            case "regex": return $"new RegExp({literal}).test({text})";
            case "is_blank": return $"{text} === ''";
            case "is_not_blank": return $"{text} !== ''";
            case "less_than": return $"Number({subject}) < Number({literal})";
            case "greater_than": return $"Number({subject}) > Number({literal})";
            case var other:
                draft.Left.Add($"{widget}: a condition of the type {other} was left out.");
                return null;
        }
    }

    /// <summary>Texts and values in turn; a value without a counterpart is empty.</summary>
    private List<(bool IsValue, string Text)> Pieces(string widget, string text)
    {
        var pieces = new List<(bool, string)>();
        var rest = text;
        while (rest.IndexOf("{{", StringComparison.Ordinal) is >= 0 and var start && rest.IndexOf("}}", start, StringComparison.Ordinal) is >= 0 and var end)
        {
            if (start > 0) pieces.Add((false, Plain(widget, rest[..start])));
            pieces.Add((true, Value(widget, rest[(start + 2)..end].Trim())));
            rest = rest[(end + 2)..];
        }
        if (rest.Length > 0) pieces.Add((false, Plain(widget, rest)));
        return pieces;
    }

    private string Plain(string widget, string text)
    {
        if (!text.Contains("{%", StringComparison.Ordinal)) return text;
        draft.Left.Add($"{widget}: tags of Liquid ({{% … %}}) were left out; write them anew.");
        return string.Join("", text.Split("{%").Select(static (part, i) => i == 0 ? part : part.Contains("%}", StringComparison.Ordinal) ? part[(part.IndexOf("%}", StringComparison.Ordinal) + 2)..] : part));
    }

    private string Value(string widget, string path)
    {
        switch (path.Split('.'))
        {
            case ["widgets", var other, "Digits"]:
                draft.Declare(Variable(other), "text");
                return Variable(other);
            case ["widgets", var other, "SpeechResult"]:
                draft.Declare(Spoken(other), "text");
                return Spoken(other);
            case ["widgets", var other, "status_code"]:
                draft.Declare($"{Variable(other)}_status", "number");
                return $"{Variable(other)}_status";
            case ["widgets", var other, "parsed", .. var members] when members.All(IsMember):
                draft.Declare(Variable(other), "object");
                return string.Join('.', members.Prepend(Variable(other)));
            case ["contact", "channel", "address"] or ["trigger", "call", "From" or "Caller"]: return "call.from";
            case ["flow", "channel", "address"] or ["trigger", "call", "To" or "Called"]: return "call.to";
            case ["trigger", "call", "CallSid"] or ["flow", "sid"]: return "call.id";
            case ["flow", "variables", var name]:
                draft.Declare(Variable(name), "text");
                return Variable(name);
            default:
                draft.Left.Add($"{widget}: {{{{{path}}}}} has no counterpart; it counts as empty.");
                return "";
        }
    }

    private static bool IsMember(string text) => text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
