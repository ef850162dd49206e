using Telephony.Documents;
using Telephony.Ivr.Flows.Documents;

namespace Telephony.Ivr.Flows.Prompts;

/// <summary>Reads a prompt: <c>"text"</c>, <c>"@name"</c>, <c>{ "play": "file.wav" }</c>, a list of those, or an object with one of them for each language.</summary>
internal static class PromptReader
{
    private const string Allowed = "allowed is a text, \"@name\" of a prompt, a list of parts, an object with a language each, or one of { \"say\": ... }, { \"ssml\": ... }, { \"play\": ... }, { \"pause\": \"1s\" }";

    private static readonly string[] PartNames = ["say", "ssml", "play", "pause", "voice"];

    public static Prompt? Read(FieldReader reader, Written value, string field)
    {
        if (value.Kind == WrittenKind.Text && value.Text.StartsWith('@'))
        {
            var name = value.Text[1..];
            if (reader.Document.Prompts.TryGetValue(name, out var known))
            {
                reader.Names.UnionWith(PromptNames.Of(known));
                return known with { Reference = name };
            }
            reader.Document.Mistakes.Add(new FlowMistake(value.Line, reader.Node, field, value.Shown, $"there is no prompt {name}; there are {(reader.Document.Prompts.Count == 0 ? "none" : string.Join(", ", reader.Document.Prompts.Keys))}"));
            return null;
        }
        if (value.Kind != WrittenKind.Object || value.Members.Any(static member => PartNames.Contains(member.Name))) return new Prompt(new Dictionary<string, IReadOnlyList<PromptPart>>(StringComparer.Ordinal) { [""] = Parts(reader, value, field) });
        var parts = new Dictionary<string, IReadOnlyList<PromptPart>>(StringComparer.Ordinal);
        foreach (var (language, written) in value.Members)
        {
            if (!reader.Document.Languages.Contains(language)) reader.Document.Mistakes.Add(new FlowMistake(written.Line, reader.Node, $"{field}.{language}", "", $"it is none of the flow's languages, which are {string.Join(", ", reader.Document.Languages)}"));
            parts[language] = Parts(reader, written, $"{field}.{language}");
        }
        if (parts.Count == 0) Wrong(reader, value, field);
        return new Prompt(parts);
    }

    private static List<PromptPart> Parts(FieldReader reader, Written value, string field)
    {
        var parts = new List<PromptPart>();
        var items = value.Kind == WrittenKind.List ? value.Items : [value];
        for (var i = 0; i < items.Count; i++)
        {
            if (Part(reader, items[i], value.Kind == WrittenKind.List ? $"{field}[{i}]" : field) is { } part) parts.Add(part);
        }
        if (items.Count == 0) Wrong(reader, value, field);
        return parts;
    }

    private static PromptPart? Part(FieldReader reader, Written value, string field)
    {
        if (value.Kind == WrittenKind.Text && value.Text.Length > 0) return new PromptPart.Say(reader.Template(value, field), "");
        if (value.Kind == WrittenKind.Object && value.Members.Count is 1 or 2 && value.Members.All(static member => PartNames.Contains(member.Name) && member.Value.Kind == WrittenKind.Text))
        {
            var voice = value["voice"]?.Text ?? "";
            if (value["say"] is { } say) return new PromptPart.Say(reader.Template(say, field), voice);
            if (value["ssml"] is { } ssml) return new PromptPart.Ssml(reader.Template(ssml, field), voice);
            if (value["play"] is { Text.Length: > 0 } play) return new PromptPart.Play(reader.Template(play, field));
            if (value["pause"] is { } pause && Durations.TryParse(pause.Text, out var length)) return new PromptPart.Pause(length);
        }
        Wrong(reader, value, field);
        return null;
    }

    private static void Wrong(FieldReader reader, Written value, string field) => reader.Document.Mistakes.Add(new FlowMistake(value.Line, reader.Node, field, value.Shown, Allowed));
}

/// <summary>The variables that the templates of a prompt name.</summary>
internal static class PromptNames
{
    public static IEnumerable<string> Of(Prompt prompt) => prompt.Parts.Values.SelectMany(static parts => parts).SelectMany(static part => part switch
    {
        PromptPart.Say say => say.Text.Names,
        PromptPart.Ssml ssml => ssml.Text.Names,
        PromptPart.Play play => play.File.Names,
        _ => [],
    });
}
