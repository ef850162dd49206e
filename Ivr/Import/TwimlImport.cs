using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;

namespace Telephony.Ivr.Import;

/// <summary>
/// A TwiML document as a flow: Say, Play, Pause, Gather, Dial (Number, Sip, Conference), Record, Enqueue, Hangup, Reject. Verbs that fetch another document (Redirect, an action URL) have no counterpart in a flow that stands
/// alone, and are reported.
/// </summary>
public static class TwimlImport
{
    public static ImportResult Read(string xml, string name)
    {
        XElement root;
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 1_000_000 });
            root = XDocument.Load(reader).Root ?? throw new XmlException("it has no element");
        }
        catch (XmlException broken)
        {
            return new ImportResult(null, [$"The text is no XML: {broken.Message}"]);
        }
        if (root.Name.LocalName != "Response") return new ImportResult(null, [$"The root element is {root.Name.LocalName}; that of TwiML is Response."]);
        var draft = new FlowDraft(name);
        draft.Add("end", "hangUp", []);
        // From the last verb to the first, so that each knows what follows it.
        var next = "end";
        foreach (var verb in root.Elements().Reverse()) next = Verb(draft, verb, next);
        draft.Start = next;
        return draft.Finish();
    }

    private static string Verb(FlowDraft draft, XElement verb, string next)
    {
        foreach (var attribute in verb.Attributes().Where(static a => a.Name.LocalName is "action" or "statusCallback" or "recordingStatusCallback" or "transcribeCallback" or "waitUrl" or "partialResultCallback"))
        {
            draft.Left.Add($"{verb.Name.LocalName} {attribute.Name.LocalName}=\"{attribute.Value}\": what that URL would answer is not in the document; the flow goes on with the verb that follows.");
        }
        switch (verb.Name.LocalName)
        {
            case "Say" or "Play" or "Pause": return draft.Add(verb.Name.LocalName.ToLowerInvariant(), "say", new JsonObject { ["prompt"] = Part(verb) }, ("done", next));
            case "Gather": return Gather(draft, verb, next);
            case "Dial": return Dial(draft, verb, next);
            case "Record":
                draft.Declare("recording", "text");
                var record = new JsonObject { ["into"] = "recording", ["longest"] = Seconds(verb, "maxLength", "3600"), ["silence"] = Seconds(verb, "timeout", "5"), ["finishOn"] = verb.Attribute("finishOnKey")?.Value ?? "1234567890*#", ["beep"] = verb.Attribute("playBeep")?.Value != "false" };
                return draft.Add("record", "record", record, ("done", next));
            case "Enqueue":
                return draft.Add("queue", "queue", new JsonObject { ["queue"] = verb.Value.Trim() }, ("done", next), ("timeout", next));
            case "Hangup": return "end";
            case "Reject": return draft.Add("reject", "hangUp", new JsonObject { ["how"] = verb.Attribute("reason")?.Value == "busy" ? "busy" : "reject" });
            case "Redirect":
                draft.Left.Add($"Redirect to {verb.Value.Trim()}: the document there is not part of this one; the flow ends.");
                return "end";
            default:
                draft.Left.Add($"{verb.Name.LocalName} is not known to flows and was left out.");
                return next;
        }
    }

    private static string Gather(FlowDraft draft, XElement gather, string next)
    {
        var prompt = new JsonArray([.. gather.Elements().Where(static e => e.Name.LocalName is "Say" or "Play" or "Pause").Select(Part)]);
        if (prompt.Count == 0) prompt.Add(new JsonObject { ["pause"] = "100ms" });
        var input = gather.Attribute("input")?.Value ?? "dtmf";
        draft.Declare("input", "text");
        var fields = new JsonObject { ["prompt"] = prompt, ["into"] = "input", ["timeout"] = Seconds(gather, "timeout", "5"), ["tries"] = 1 };
        if (input == "speech") return draft.Add("gather", "speech", fields, ("done", next), ("noInput", next));
        if (input.Contains("speech", StringComparison.Ordinal)) draft.Left.Add("Gather with both dtmf and speech: keys are collected; a menu node takes both.");
        var most = gather.Attribute("numDigits")?.Value;
        fields["most"] = most is not null && int.TryParse(most, out var count) ? Math.Clamp(count, 1, 40) : 20;
        if (most is not null) fields["least"] = fields["most"]!.DeepClone();
        fields["finishOn"] = gather.Attribute("finishOnKey") is { Value: "" } ? "" : (gather.Attribute("finishOnKey")?.Value ?? "#")[..1];
        draft.Left.Add("Gather: what the caller pressed is in the variable input; connect what the action URL made of it.");
        return draft.Add("gather", "digits", fields, ("done", next), ("noInput", next));
    }

    private static string Dial(FlowDraft draft, XElement dial, string next)
    {
        if (dial.Elements().FirstOrDefault(static e => e.Name.LocalName == "Conference") is { } room)
        {
            return draft.Add("conference", "conference", new JsonObject { ["room"] = room.Value.Trim(), ["muted"] = room.Attribute("muted")?.Value == "true", ["starts"] = room.Attribute("startConferenceOnEnter")?.Value != "false", ["ends"] = room.Attribute("endConferenceOnExit")?.Value == "true" }, ("done", next), ("failed", next));
        }
        foreach (var other in dial.Elements().Where(static e => e.Name.LocalName is not ("Number" or "Sip"))) draft.Left.Add($"Dial {other.Name.LocalName} is not known to flows and was left out.");
        var to = new JsonArray([.. dial.Elements().Where(static e => e.Name.LocalName is "Number" or "Sip").Select(static e => JsonValue.Create(e.Value.Trim()))]);
        if (to.Count == 0 && dial.Value.Trim() is { Length: > 0 } number) to.Add(number);
        if (to.Count == 0) return next;
        if (to.Count > 1) draft.Left.Add("Dial rings all at once; the flow rings one after the other.");
        var fields = new JsonObject { ["to"] = to, ["ringFor"] = Seconds(dial, "timeout", "30") };
        if (dial.Attribute("callerId") is { } from) fields["from"] = from.Value;
        return draft.Add("dial", "dial", fields, ("done", next), ("failed", next));
    }

    private static JsonNode? Part(XElement verb)
    {
        if (verb.Name.LocalName == "Pause") return new JsonObject { ["pause"] = Seconds(verb, "length", "1") };
        var text = verb.Value.Trim();
        var times = int.TryParse(verb.Attribute("loop")?.Value, out var loop) ? Math.Clamp(loop, 1, 10) : 1;
        var key = verb.Name.LocalName == "Play" ? "play" : "say";
        return times == 1 ? new JsonObject { [key] = text } : new JsonArray([.. Enumerable.Range(0, times).Select(_ => new JsonObject { [key] = text })]);
    }

    private static string Seconds(XElement verb, string attribute, string usual) => $"{(int.TryParse(verb.Attribute(attribute)?.Value ?? usual, out var seconds) ? Math.Clamp(seconds, 0, 86_400) : int.Parse(usual, System.Globalization.CultureInfo.InvariantCulture))}s";
}
