using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Telephony.Ivr.Import;

/// <summary>The widgets of a flow of Studio as nodes.</summary>
internal sealed class StudioWidgets
{
    private readonly FlowDraft _draft;
    private readonly IReadOnlyList<JsonObject> _states;
    private readonly StudioValues _values;
    private readonly Dictionary<string, string> _nodes = new(StringComparer.Ordinal);

    public StudioWidgets(FlowDraft draft, IReadOnlyList<JsonObject> states)
    {
        (_draft, _states, _values) = (draft, states, new StudioValues(draft));
        var taken = new HashSet<string>(StringComparer.Ordinal) { "end", FlowDraft.Broken };
        foreach (var name in states.Where(static state => Type(state) != "trigger").Select(static state => Text(state, "name")))
        {
            var free = FlowDraft.Name(name);
            for (var i = 2; !taken.Add(free); i++) free = $"{FlowDraft.Name(name)}-{i}";
            _nodes[name] = free;
        }
    }

    public void Read()
    {
        foreach (var state in _states) Widget(state);
        if (_draft.Start.Length == 0) _draft.Left.Add("No trigger leads an incoming call anywhere: the flow begins with its first widget.");
    }

    private void Widget(JsonObject state)
    {
        var (name, properties) = (Text(state, "name"), state["properties"] as JsonObject ?? []);
        string To(string occasion) => Target(state, occasion);
        string Filled(string property) => _values.Template(name, Text(properties, property));
        switch (Type(state))
        {
            case "trigger": _draft.Start = Has(state, "incomingCall") ? To("incomingCall") : ""; break;
            case "say-play": Add(name, "say", new JsonObject { ["prompt"] = Prompt(name, properties) }, ("done", To("audioComplete"))); break;
            case "gather-input-on-call": Gather(name, state, properties); break;
            case "split-based-on": Split(name, state, properties); break;
            case "connect-call-to": Connect(name, state, properties); break;
            case "record-voicemail":
                if (Text(properties, "recording_status_callback_url").Length > 0) _draft.Left.Add($"{name}: nobody is told at {Text(properties, "recording_status_callback_url")}; subscribers of events are, and the addresses of notify.");
                Add(name, "voicemail", new JsonObject { ["mailbox"] = "{{ call.to }}", ["longest"] = $"{Number(properties, "max_length", 180)}s", ["silence"] = $"{Number(properties, "timeout", 5)}s", ["beep"] = Text(properties, "play_beep") != "false" }, ("done", To("recordingComplete")), ("empty", To("noAudio")));
                break;
            case "enqueue-call" or "send-to-flex":
                Add(name, "queue", new JsonObject { ["queue"] = Filled("queue_name") is { Length: > 0 } queue ? queue : "default" }, ("done", To("callComplete")), ("timeout", To("failedToEnqueue")));
                break;
            case "send-message":
                var message = new JsonObject { ["text"] = Filled("body") is { Length: > 0 } body ? body : "…" };
                if (Filled("to") is { Length: > 0 } to && to != "{{ call.from }}") message["to"] = to;
                if (Filled("from") is { Length: > 0 } from && from != "{{ call.to }}") message["from"] = from;
                Add(name, "sms", message, ("sent", To("sent")), ("failed", To("failed")));
                break;
            case "make-http-request": Request(name, state, properties); break;
            case "set-variables":
                var set = new JsonObject();
                foreach (var pair in (properties["variables"] as JsonArray ?? []).OfType<JsonObject>())
                {
                    var variable = StudioValues.Variable(Text(pair, "key") is { Length: > 0 } key ? key : "value");
                    _draft.Declare(variable, "text");
                    set[variable] = $"String({_values.Expression(name, Text(pair, "value"))} ?? '')";
                }
                Add(name, "set", set.Count > 0 ? new JsonObject { ["variables"] = set } : [], ("done", To("next")));
                break;
            default:
                _draft.Left.Add($"{name}: a widget of the type {Type(state)} has no counterpart; a call that comes to it hears the error branch.");
                Add(name, "script", new JsonObject { ["code"] = $"throw new Error({JsonSerializer.Serialize($"the widget {Type(state)} was not taken over")});" }, ("done", "end"));
                break;
        }
    }

    private void Gather(string name, JsonObject state, JsonObject properties)
    {
        var (variable, keys, speech) = (StudioValues.Variable(name), Target(state, "keypress"), Target(state, "speech"));
        _draft.Declare(variable, "text");
        var fields = new JsonObject
        {
            ["prompt"] = Prompt(name, properties), ["into"] = variable, ["most"] = int.TryParse(Text(properties, "number_of_digits"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? Math.Clamp(count, 1, 40) : 20,
            ["timeout"] = $"{Number(properties, "timeout", 5)}s", ["tries"] = Math.Min(10, Number(properties, "loop", 1)), ["finishOn"] = Text(properties, "finish_on_key") is { Length: > 0 } key && (char.IsAsciiDigit(key[0]) || key[0] is '*' or '#') ? key[..1] : "#",
        };
        var done = keys;
        if (Has(state, "speech"))
        {
            var spoken = StudioValues.Spoken(name);
            _draft.Declare(spoken, "text");
            fields["spoken"] = spoken;
            if (speech != keys) done = _draft.Add($"{_nodes[name]}-how", "branch", new JsonObject { ["cases"] = new JsonArray(new JsonObject { ["when"] = $"String({spoken} ?? '') !== ''", ["exit"] = "spoken" }) }, ("spoken", speech), ("otherwise", keys));
        }
        Add(name, "digits", fields, ("done", done), ("noInput", Target(state, "timeout")));
    }

    private void Split(string name, JsonObject state, JsonObject properties)
    {
        var (cases, exits, otherwise) = (new JsonArray(), new List<(string, string)>(), "end");
        var input = _values.Expression(name, Text(properties, "input"));
        foreach (var transition in Transitions(state))
        {
            var next = Node(Text(transition, "next"));
            if (Text(transition, "event") == "noMatch")
            {
                otherwise = next;
                continue;
            }
            var written = (transition["conditions"] as JsonArray ?? []).OfType<JsonObject>().ToList();
            var conditions = written.Select(condition => _values.Condition(name, condition, input)).ToList();
            if (conditions.Count == 0 || conditions.Contains(null)) continue;   // reported: half a condition would be another one
            var exit = $"case{cases.Count + 1}";
            cases.Add(new JsonObject { ["when"] = string.Join(" && ", conditions), ["exit"] = exit });
            exits.Add((exit, next));
        }
        if (cases.Count == 0)
        {
            cases.Add(new JsonObject { ["when"] = "false", ["exit"] = "case1" });
            exits.Add(("case1", otherwise));
        }
        Add(name, "branch", new JsonObject { ["cases"] = cases }, [.. exits, ("otherwise", otherwise)]);
    }

    private void Connect(string name, JsonObject state, JsonObject properties)
    {
        var (noun, over) = (Text(properties, "noun"), Target(state, "callCompleted"));
        var target = _values.Template(name, noun == "sip" && Text(properties, "sip_endpoint") is { Length: > 0 } sip ? sip : Text(properties, "to"));
        if (noun == "conference")
        {
            Add(name, "conference", new JsonObject { ["room"] = target.Length > 0 ? target : "conference" }, ("done", over), ("failed", over));
            return;
        }
        var to = new JsonArray([.. target.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(static one => JsonValue.Create(one))]);
        if (to.Count == 0)
        {
            _draft.Left.Add($"{name}: it names nobody to call; write the number into to.");
            to.Add("+12025550100");
        }
        if (to.Count > 1) _draft.Left.Add($"{name}: all ring at once there; the flow rings one after the other.");
        if (Text(properties, "record") is "true") _draft.Left.Add($"{name}: the talk is not recorded.");
        var fields = new JsonObject { ["to"] = to, ["ringFor"] = $"{Number(properties, "timeout", 30)}s" };
        if (_values.Template(name, Text(properties, "caller_id")) is { Length: > 0 } from && from != "{{ call.from }}") fields["from"] = from;
        Add(name, "dial", fields, ("done", over), ("failed", Has(state, "hangup") && over == "end" ? Target(state, "hangup") : over));
    }

    private void Request(string name, JsonObject state, JsonObject properties)
    {
        var (variable, method) = (StudioValues.Variable(name), Text(properties, "method") is { Length: > 0 } wanted ? wanted : "GET");
        _draft.Declare(variable, "object");
        _draft.Declare($"{variable}_status", "number");
        var url = _values.Template(name, Text(properties, "url"));
        // In the address, our node escapes values by itself.
        string Parameters(string filter) => string.Join('&', (properties["parameters"] as JsonArray ?? []).OfType<JsonObject>().Select(pair => $"{Uri.EscapeDataString(Text(pair, "key"))}={_values.Template(name, Text(pair, "value")).Replace(" }}", filter + " }}", StringComparison.Ordinal)}"));
        var request = new JsonObject { ["method"] = method };
        if (method != "GET" && Text(properties, "body") is { Length: > 0 } body) request["body"] = _values.Template(name, body);
        else if (method != "GET" && Parameters(" | url_encode") is { Length: > 0 } form) request["body"] = form;
        else if (Parameters("") is { Length: > 0 } query) url += (url.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query;
        request["url"] = url;
        if (request.ContainsKey("body")) request["headers"] = new JsonObject { ["Content-Type"] = Text(properties, "content_type") is { Length: > 0 } type ? type : "application/x-www-form-urlencoded" };
        request["save"] = new JsonObject
        {
            [variable] = "typeof response.body === 'object' && response.body !== null && !Array.isArray(response.body) ? response.body : { text: String(response.body ?? '') }", [$"{variable}_status"] = "response.status",
        };
        Add(name, "http", request, ("done", Target(state, "success")), ("failed", Target(state, "failed")));
    }

    private void Add(string widget, string type, JsonObject fields, params IEnumerable<(string Exit, string Target)> exits) => _draft.Add(_nodes[widget], type, fields, exits);

    private JsonNode Prompt(string name, JsonObject properties)
    {
        if (Text(properties, "play") is { Length: > 0 } file) return new JsonObject { ["play"] = _values.Template(name, file) };
        JsonNode said = _values.Template(name, Text(properties, "say")) is { Length: > 0 } words ? new JsonObject { ["say"] = words } : new JsonObject { ["pause"] = "100ms" };
        return Text(properties, "language") is { Length: > 0 } language && language != "en-US" && _draft.Speaks(language) ? new JsonObject { [language] = said } : said;
    }

    private string Target(JsonObject state, string occasion) => Node(Transitions(state).Where(transition => Text(transition, "event") == occasion).Select(static transition => Text(transition, "next")).FirstOrDefault(""));

    private bool Has(JsonObject state, string occasion) => Transitions(state).Any(transition => Text(transition, "event") == occasion && _nodes.ContainsKey(Text(transition, "next")));

    private string Node(string widget) => _nodes.GetValueOrDefault(widget, "end");

    private static IEnumerable<JsonObject> Transitions(JsonObject state) => (state["transitions"] as JsonArray ?? []).OfType<JsonObject>();

    private static string Type(JsonObject state) => Text(state, "type");

    /// <summary>A value as text; empty for what is not there, or has parts.</summary>
    private static string Text(JsonObject from, string name) => from[name] is JsonValue value ? value.ToString() : "";

    private static int Number(JsonObject properties, string name, int usual) => int.TryParse(Text(properties, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, 3600) : usual;
}
