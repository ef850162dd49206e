using System.Text.Json;
using System.Text.Json.Nodes;

namespace Telephony.Ivr.Import;

/// <summary>
/// A flow of Twilio Studio (the JSON of its editor) as a flow: trigger, say-play, gather-input, split-based-on, connect-call-to, record-voicemail, enqueue-call, send-message, make-http-request, set-variables. Other
/// widgets are reported, and a call that would come to one hears the error branch.
/// </summary>
public static class StudioImport
{
    public static ImportResult Read(string json, string name)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json);
        }
        catch (JsonException broken)
        {
            return new ImportResult(null, [$"The text is no JSON: {broken.Message}"]);
        }
        if (root?["states"] is not JsonArray states) return new ImportResult(null, ["The document has no states: it is no flow of Studio."]);
        var draft = new FlowDraft(name);
        draft.Add("end", "hangUp", []);
        var names = states.OfType<JsonObject>().Where(static s => s["type"]?.GetValue<string>() != "trigger").Select(static s => s["name"]?.GetValue<string>() ?? "").ToHashSet(StringComparer.Ordinal);
        foreach (var state in states.OfType<JsonObject>()) Widget(draft, state, names);
        return draft.Finish();
    }

    private static void Widget(FlowDraft draft, JsonObject state, HashSet<string> names)
    {
        var (type, name) = (state["type"]?.GetValue<string>() ?? "", state["name"]?.GetValue<string>() ?? "");
        var properties = state["properties"] as JsonObject ?? [];
        string To(string occasion)
        {
            var next = (state["transitions"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(t => t["event"]?.GetValue<string>() == occasion)?["next"]?.GetValue<string>();
            return next is null || !names.Contains(next) ? "end" : FlowDraft.Name(next);
        }
        string Text(string property) => Liquid(draft, name, properties[property] is JsonValue value ? value.ToString() : "");
        switch (type)
        {
            case "trigger": draft.Start = To("incomingCall"); break;
            case "say-play": draft.Add(name, "say", new JsonObject { ["prompt"] = Prompt(properties, Text) }, ("done", To("audioComplete"))); break;
            case "gather-input-on-call":
                var variable = Variable(name);
                draft.Declare(variable, "text");
                var digits = int.TryParse(properties["number_of_digits"]?.ToString(), out var count) ? Math.Clamp(count, 1, 40) : 20;
                var gather = new JsonObject { ["prompt"] = Prompt(properties, Text), ["into"] = variable, ["most"] = digits, ["timeout"] = $"{Number(properties, "timeout", 5)}s", ["tries"] = 1, ["finishOn"] = properties["finish_on_key"]?.ToString() is { Length: > 0 } key ? key[..1] : "#" };
                if (To("speech") is not "end") draft.Left.Add($"{name}: speech is not collected beside keys; a speech or menu node does that.");
                draft.Add(name, "digits", gather, ("done", To("keypress")), ("noInput", To("timeout")));
                break;
            case "split-based-on": Split(draft, name, state, properties, names); break;
            case "connect-call-to":
                var target = Text("to") is { Length: > 0 } to ? to : Text("noun");
                if (properties["noun"]?.ToString() is "conference") draft.Add(name, "conference", new JsonObject { ["room"] = target }, ("done", To("callCompleted")), ("failed", To("callCompleted")));
                else draft.Add(name, "dial", new JsonObject { ["to"] = target, ["ringFor"] = $"{Number(properties, "timeout", 30)}s" }, ("done", To("callCompleted")), ("failed", To("callCompleted")));
                break;
            case "record-voicemail": draft.Add(name, "voicemail", new JsonObject { ["mailbox"] = "{{ call.to }}", ["longest"] = $"{Math.Min(3600, Number(properties, "max_length", 180))}s", ["silence"] = $"{Number(properties, "timeout", 5)}s", ["beep"] = properties["play_beep"]?.ToString() != "false" }, ("done", To("recordingComplete")), ("empty", To("noAudio"))); break;
            case "enqueue-call" or "send-to-flex": draft.Add(name, "queue", new JsonObject { ["queue"] = Text("queue_name") is { Length: > 0 } queue ? queue : "default" }, ("done", To("callComplete")), ("timeout", To("failedToEnqueue"))); break;
            case "send-message": draft.Add(name, "sms", new JsonObject { ["text"] = Text("body") }, ("sent", To("sent")), ("failed", To("failed"))); break;
            case "make-http-request":
                var url = Text("url");
                var request = new JsonObject { ["method"] = properties["method"]?.ToString() ?? "GET", ["url"] = url };
                if (properties["body"]?.ToString() is { Length: > 0 } && properties["method"]?.ToString() != "GET") request["body"] = Text("body");
                draft.Left.Add($"{name}: of the answer nothing is kept yet; name it in save.");
                draft.Add(name, "http", request, ("done", To("success")), ("failed", To("failed")));
                break;
            case "set-variables":
                var set = new JsonObject();
                foreach (var pair in (properties["variables"] as JsonArray ?? []).OfType<JsonObject>())
                {
                    var key2 = Variable(pair["key"]?.ToString() ?? "value");
                    draft.Declare(key2, "text");
                    set[key2] = JsonSerializer.Serialize(pair["value"]?.ToString() ?? "");
                }
                draft.Add(name, "set", new JsonObject { ["variables"] = set }, ("done", To("next")));
                break;
            default:
                draft.Left.Add($"{name}: a widget of the type {type} has no counterpart; a call that comes to it hears the error branch.");
                draft.Add(name, "script", new JsonObject { ["code"] = $"throw new Error({JsonSerializer.Serialize($"the widget {type} was not taken over")});" }, ("done", "end"));
                break;
        }
    }

    private static void Split(FlowDraft draft, string name, JsonObject state, JsonObject properties, HashSet<string> names)
    {
        var cases = new JsonArray();
        var exits = new List<(string, string)>();
        var otherwise = "end";
        var input = Input(draft, name, properties["input"]?.ToString() ?? "");
        foreach (var transition in (state["transitions"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var next = transition["next"]?.ToString() is { } wanted && names.Contains(wanted) ? FlowDraft.Name(wanted) : "end";
            if (transition["event"]?.ToString() == "noMatch")
            {
                otherwise = next;
                continue;
            }
            var conditions = (transition["conditions"] as JsonArray ?? []).OfType<JsonObject>().Select(condition => Condition(draft, name, condition, input)).OfType<string>().ToList();
            if (conditions.Count == 0) continue;
            var exit = $"case{cases.Count + 1}";
            cases.Add(new JsonObject { ["when"] = string.Join(" && ", conditions), ["exit"] = exit });
            exits.Add((exit, next));
        }
        if (cases.Count == 0) cases.Add(new JsonObject { ["when"] = "false", ["exit"] = "case1" });
        if (exits.Count == 0) exits.Add(("case1", otherwise));
        draft.Add(name, "branch", new JsonObject { ["cases"] = cases }, [.. exits, ("otherwise", otherwise)]);
    }

    private static string? Condition(FlowDraft draft, string name, JsonObject condition, string input)
    {
        var value = condition["value"]?.ToString() ?? "";
        var literal = JsonSerializer.Serialize(value);
        var text = $"String({input} ?? '')";
        switch (condition["type"]?.ToString())
        {
            case "equal_to": return $"{text} === {literal}";
            case "not_equal_to": return $"{text} !== {literal}";
            case "matches_any_of": return $"{JsonSerializer.Serialize(value.Split(',').Select(static v => v.Trim()))}.includes({text})";
            case "does_not_match_any_of": return $"!{JsonSerializer.Serialize(value.Split(',').Select(static v => v.Trim()))}.includes({text})";
            case "contains": return $"{text}.includes({literal})";
            case "does_not_contain": return $"!{text}.includes({literal})";
            case "starts_with": return $"{text}.startsWith({literal})";
            case "is_blank": return $"{text} === ''";
            case "is_not_blank": return $"{text} !== ''";
            case "less_than": return $"Number({input}) < Number({literal})";
            case "greater_than": return $"Number({input}) > Number({literal})";
            case var other:
                draft.Left.Add($"{name}: a condition of the type {other} was left out.");
                return null;
        }
    }

    /// <summary>What a split looks at: "{{widgets.menu.Digits}}", "{{contact.channel.address}}".</summary>
    private static string Input(FlowDraft draft, string name, string liquid)
    {
        var path = liquid.Trim().TrimStart('{').TrimEnd('}').Trim();
        if (path.Split('.') is ["widgets", var widget, "Digits" or "SpeechResult"])
        {
            draft.Declare(Variable(widget), "text");
            return Variable(widget);
        }
        if (path is "contact.channel.address" or "trigger.call.From") return "call.from";
        if (path is "trigger.call.To") return "call.to";
        if (path.StartsWith("flow.variables.", StringComparison.Ordinal))
        {
            draft.Declare(Variable(path[15..]), "text");
            return Variable(path[15..]);
        }
        draft.Left.Add($"{name}: {liquid} has no counterpart; it counts as empty.");
        return "''";
    }

    private static string Liquid(FlowDraft draft, string name, string text)
    {
        var result = text;
        for (var start = result.IndexOf("{{", StringComparison.Ordinal); start >= 0; start = start < result.Length ? result.IndexOf("{{", start, StringComparison.Ordinal) : -1)
        {
            var end = result.IndexOf("}}", start, StringComparison.Ordinal);
            if (end < 0) break;
            var value = Input(draft, name, result[start..(end + 2)]);
            var written = value == "''" ? "" : $"{{{{ {value} }}}}";
            result = result[..start] + written + result[(end + 2)..];
            start += written.Length;
        }
        return result.Replace("{%", "", StringComparison.Ordinal);
    }

    private static JsonNode Prompt(JsonObject properties, Func<string, string> text) =>
        properties["play"]?.ToString() is { Length: > 0 } file ? new JsonObject { ["play"] = file } : JsonValue.Create(text("say") is { Length: > 0 } words ? words : "…")!;   // a text is a value

    private static string Variable(string widget) => string.Concat(FlowDraft.Name(widget).Select(static c => c == '-' ? '_' : c));

    private static int Number(JsonObject properties, string name, int usual) => int.TryParse(properties[name]?.ToString(), out var number) ? Math.Clamp(number, 1, 3600) : usual;
}
