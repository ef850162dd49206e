using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Telephony.Ivr.Import;

/// <summary>
/// The verbs of a TwiML document as nodes: Say, Play, Pause, Gather, Dial (Number, Sip, Client, Conference), Record, Enqueue, Redirect, Message, Hangup, Reject. What fetches another document becomes a link where there is
/// somebody to follow it (<see cref="TwimlProgram"/>); in a flow that stands alone it is reported.
/// </summary>
/// <param name="ways">Web addresses, for who follows them; null: nobody does.</param>
internal sealed class TwimlVerbs(FlowDraft draft, TwimlWays? ways)
{
    /// <summary>The node that ends the call.</summary>
    public const string End = "end";

    /// <summary>From the last verb to the first, so that each knows what follows it.</summary>
    /// <returns>The first node.</returns>
    public string Read(XElement response)
    {
        draft.Add(End, "hangUp", []);
        var next = End;
        foreach (var verb in response.Elements().Reverse()) next = Verb(verb, next);
        return next;
    }

    private string Verb(XElement verb, string next)
    {
        foreach (var element in verb.Name.LocalName == "Dial" ? verb.DescendantsAndSelf() : [verb])
        {
            foreach (var attribute in element.Attributes().Where(attribute => IsUnheard(element.Name.LocalName, attribute.Name.LocalName))) draft.Left.Add($"{element.Name.LocalName} {attribute.Name.LocalName}=\"{attribute.Value}\": {(attribute.Name.LocalName == "record" ? "it is not recorded" : "nobody is told there")}.");
        }
        switch (verb.Name.LocalName)
        {
            case "Say" or "Play" or "Pause": return Spoken(verb, next);
            case "Gather": return Gather(verb, next);
            case "Dial": return Dial(verb, next);
            case "Record": return Record(verb, next);
            case "Enqueue": return Enqueue(verb, next);
            case "Message" or "Sms": return Message(verb, next);
            case "Hangup": return End;
            case "Reject": return draft.Add("reject", "hangUp", new JsonObject { ["how"] = verb.Attribute("reason")?.Value == "busy" ? "busy" : "reject" });
            case "Redirect" when ways is not null: return ways.Link(verb.Value.Trim(), TwimlWays.IsGet(verb));
            case "Redirect":
                draft.Left.Add($"Redirect to {verb.Value.Trim()}: the document there is not part of this one; the flow ends.");
                return End;
            default:
                draft.Left.Add($"{verb.Name.LocalName} is not known to flows and was left out.");
                return next;
        }
    }

    private string Spoken(XElement verb, string next)
    {
        if (verb.Name.LocalName == "Play" && verb.Attribute("digits") is { } digits)
        {
            draft.Left.Add($"Play digits=\"{digits.Value}\": keys toward the caller were left out.");
            return next;
        }
        // Keys that nobody gathers interrupt nothing.
        return draft.Add(verb.Name.LocalName.ToLowerInvariant(), "say", new JsonObject { ["prompt"] = InLanguage(verb, new JsonArray([.. Parts(verb)])), ["bargeIn"] = false }, ("done", next));
    }

    private string Gather(XElement gather, string next)
    {
        var spoken = gather.Elements().Where(static e => e.Name.LocalName is "Say" or "Play" or "Pause").ToList();
        var prompt = new JsonArray([.. spoken.SelectMany(Parts)]);
        if (prompt.Count == 0) prompt.Add(new JsonObject { ["pause"] = "100ms" });
        var input = (gather.Attribute("input")?.Value ?? "dtmf").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (keys, speech) = (input.Length == 0 || input.Contains("dtmf"), input.Contains("speech"));
        draft.Declare("input", "text");
        var language = spoken.Find(static e => e.Attribute("language") is not null) ?? gather;
        var fields = new JsonObject { ["prompt"] = InLanguage(language, prompt), ["into"] = "input", ["timeout"] = Seconds(gather, "timeout", "5"), ["tries"] = 1, ["bargeIn"] = gather.Attribute("bargeIn")?.Value == "false" ? "none" : "any" };
        if (speech && Hints(gather) is { Count: > 0 } hints) fields["hints"] = hints;
        string done, silent;
        if (ways is null)
        {
            Lost(gather, "action");
            draft.Left.Add("Gather: what the caller gave is in the variable input; connect what the action URL made of it.");
            (done, silent) = (next, next);
        }
        else
        {
            if (keys && speech) draft.Declare("spoken", "text");
            done = ways.Link(gather.Attribute("action")?.Value ?? "", TwimlWays.IsGet(gather), keys ? [new("Digits", "input"), .. speech ? [new TwimlParameter("SpeechResult", "spoken")] : Array.Empty<TwimlParameter>()] : [new("SpeechResult", "input")]);
            silent = gather.Attribute("actionOnEmptyResult")?.Value == "true" ? ways.Link(gather.Attribute("action")?.Value ?? "", TwimlWays.IsGet(gather), new TwimlParameter("Digits", null, "")) : next;
        }
        if (!keys) return draft.Add("gather", "speech", fields, ("done", done), ("noInput", silent));
        if (speech) fields["spoken"] = Spoken();
        fields["most"] = int.TryParse(gather.Attribute("numDigits")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? Math.Clamp(count, 1, 40) : 40;
        fields["keyTimeout"] = Seconds(gather, "timeout", "5");
        var finish = Finish(gather.Attribute("finishOnKey")?.Value ?? "#");
        if (finish.Length > 1) draft.Left.Add($"Gather finishOnKey=\"{finish}\": {finish[..1]} alone ends it.");
        fields["finishOn"] = finish.Length > 0 ? finish[..1] : "";
        return draft.Add("gather", "digits", fields, ("done", done), ("noInput", silent));

        string Spoken()
        {
            draft.Declare("spoken", "text");
            return "spoken";
        }
    }

    private string Dial(XElement dial, string next)
    {
        if (dial.Elements().FirstOrDefault(static e => e.Name.LocalName == "Conference") is { } room)
        {
            var over = After(dial, next, "completed");
            return draft.Add("conference", "conference", new JsonObject { ["room"] = Plain(room.Value.Trim()), ["muted"] = room.Attribute("muted")?.Value == "true", ["starts"] = room.Attribute("startConferenceOnEnter")?.Value != "false", ["ends"] = room.Attribute("endConferenceOnExit")?.Value == "true" }, ("done", over), ("failed", over));
        }
        foreach (var other in dial.Elements().Where(static e => e.Name.LocalName is not ("Number" or "Sip" or "Client"))) draft.Left.Add($"Dial {other.Name.LocalName} is not known to flows and was left out.");
        List<XElement> targets = [.. dial.Elements().Where(static e => e.Name.LocalName is "Number" or "Sip" or "Client")];
        var to = new JsonArray([.. targets.Select(static e => JsonValue.Create(Plain(e.Value.Trim())))]);
        if (to.Count == 0 && !dial.HasElements && dial.Value.Trim() is { Length: > 0 } number) to.Add(Plain(number));
        if (to.Count == 0) return next;
        if (to.Count > 1) draft.Left.Add("Dial rings all at once; the flow rings one after the other.");
        var fields = new JsonObject { ["to"] = to, ["ringFor"] = Seconds(dial, "timeout", "30") };
        if (dial.Attribute("callerId") is { } from) fields["from"] = Plain(from.Value);
        if (ways is not null)
        {
            draft.Declare("talked", "number");
            fields["seconds"] = "talked";
        }
        var node = dial.Attribute("action") is null || ways is null
            ? draft.Add("dial", "dial", fields, ("done", After(dial, next, "")), ("failed", next))
            : draft.Add("dial", "dial", fields, ("done", After(dial, next, "completed")), ("busy", After(dial, next, "busy")), ("noAnswer", After(dial, next, "no-answer")), ("failed", After(dial, next, "failed")));
        if (ways is not null && targets.ConvertAll(target => ways.Callback(target, "statusCallback", "completed")) is var callbacks && callbacks.Exists(static one => one is not null)) ways.Callbacks[node] = callbacks;
        return node;
    }

    /// <summary>Where a call goes on that was dialled: at the action, else at the next verb.</summary>
    private string After(XElement dial, string next, string status)
    {
        if (dial.Attribute("action") is not { } action) return next;
        if (ways is not null) return ways.Link(action.Value, TwimlWays.IsGet(dial), new TwimlParameter("DialCallStatus", null, status), new TwimlParameter("DialCallDuration", status == "completed" ? "talked" : null, "0"));
        Lost(dial, "action");
        return next;
    }

    private string Record(XElement record, string next)
    {
        draft.Declare("recording", "text");
        draft.Declare("recordingSeconds", "number");
        var fields = new JsonObject
        {
            ["into"] = "recording", ["seconds"] = "recordingSeconds", ["longest"] = Seconds(record, "maxLength", "3600"), ["silence"] = Seconds(record, "timeout", "5"), ["finishOn"] = Finish(record.Attribute("finishOnKey")?.Value ?? "1234567890*#"),
            ["beep"] = record.Attribute("playBeep")?.Value != "false", ["shortest"] = "500ms",
        };
        if (ways is null) Lost(record, "action");
        var done = ways?.Link(record.Attribute("action")?.Value ?? "", TwimlWays.IsGet(record), new TwimlParameter("RecordingUrl", "recording"), new TwimlParameter("RecordingDuration", "recordingSeconds")) ?? next;
        var node = draft.Add("record", "record", fields, ("done", done), ("empty", next));
        if (ways?.Callback(record, "recordingStatusCallback", "completed") is { } told) ways.Callbacks[node] = [told];
        return node;
    }

    private string Enqueue(XElement enqueue, string next)
    {
        var action = enqueue.Attribute("action");
        if (action is not null && ways is null) Lost(enqueue, "action");
        string After(string result) => action is null || ways is null ? next : ways.Link(action.Value, TwimlWays.IsGet(enqueue), new TwimlParameter("QueueResult", null, result));
        var fields = new JsonObject { ["queue"] = Plain(enqueue.Value.Trim() is { Length: > 0 } name ? name : "default") };
        // The music stands for what is asked for each time anew.
        var wait = ways?.Wait(enqueue);
        if (wait is not null) fields["music"] = new JsonObject { ["pause"] = "1s" };
        var node = draft.Add("queue", "queue", fields, ("done", After("bridged")), ("timeout", After("leave")), ("overflow", After("queue-full")));
        if (wait is not null) ways?.Waits[node] = wait;
        return node;
    }

    private string Message(XElement message, string next)
    {
        var text = message.Element(message.Name.Namespace + "Body")?.Value ?? message.Value;
        var fields = new JsonObject { ["text"] = Plain(text.Trim()) };
        if (message.Attribute("to") is { } to) fields["to"] = Plain(to.Value);
        if (message.Attribute("from") is { } from) fields["from"] = Plain(from.Value);
        return text.Trim().Length == 0 ? next : draft.Add("message", "sms", fields, ("sent", next), ("failed", next));
    }

    private void Lost(XElement verb, string name)
    {
        if (verb.Attribute(name) is { } attribute) draft.Left.Add($"{verb.Name.LocalName} {name}=\"{attribute.Value}\": what that URL would answer is not in the document; the flow goes on with the verb that follows.");
    }

    private JsonNode InLanguage(XElement verb, JsonArray parts)
    {
        if (verb.Attribute("language")?.Value is not { Length: > 0 } language || !draft.Speaks(language)) return parts;
        return new JsonObject { [language] = parts };
    }

    private bool IsUnheard(string verb, string attribute) => (verb, attribute) switch
    {
        ("Record", "recordingStatusCallback") or ("Number" or "Sip" or "Client", "statusCallback") or ("Enqueue", "waitUrl") => ways is null,
        (_, "statusCallback" or "recordingStatusCallback" or "transcribeCallback" or "waitUrl" or "partialResultCallback" or "referUrl") or ("Dial" or "Conference", "record") => true,
        _ => false,
    };

    // Words with $ are classes of the service's own recogniser.
    private static JsonArray Hints(XElement gather) => new([.. (gather.Attribute("hints")?.Value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(static word => word[0] != '$').Select(static word => JsonValue.Create(word))]);

    private IEnumerable<JsonNode?> Parts(XElement verb)
    {
        if (verb.Name.LocalName == "Pause") return [new JsonObject { ["pause"] = Seconds(verb, "length", "1") }];
        var times = int.TryParse(verb.Attribute("loop")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var loop) ? loop == 0 ? 50 : Math.Clamp(loop, 1, 50) : 1;
        if (verb.Value.Trim().Length == 0) return [new JsonObject { ["pause"] = "100ms" }];
        var (key, text) = verb.Name.LocalName == "Play" ? ("play", Escaped(ways?.Sound(verb.Value.Trim()) ?? verb.Value.Trim())) : verb.HasElements ? ("ssml", Plain(TwimlText.Ssml(verb))) : ("say", Plain(verb.Value.Trim()));
        return Enumerable.Range(0, times).Select(_ => (JsonNode?)new JsonObject { [key] = text });
    }

    /// <summary>A text of the document is no template of ours.</summary>
    private static string Plain(string text) => text.Replace("{{", "{ {", StringComparison.Ordinal).Replace("{%", "{ %", StringComparison.Ordinal);

    private static string Escaped(string url) => url.Replace("{", "%7B", StringComparison.Ordinal);

    private static string Finish(string keys) => string.Concat(keys.Where(static c => char.IsAsciiDigit(c) || c is '*' or '#').Distinct().Take(12));

    private static string Seconds(XElement verb, string attribute, string usual) =>
        $"{(int.TryParse(verb.Attribute(attribute)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? Math.Clamp(seconds, 1, 86_400) : int.Parse(usual, CultureInfo.InvariantCulture))}s";
}
