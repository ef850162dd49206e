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
        if (root is not JsonObject || root["states"] is not JsonArray states) return new ImportResult(null, ["The document has no states: it is no flow of Studio."]);
        var draft = new FlowDraft(name);
        draft.Add("end", "hangUp", []);
        var widgets = new StudioWidgets(draft, [.. states.OfType<JsonObject>()]);
        widgets.Read();
        return draft.Finish();
    }
}
