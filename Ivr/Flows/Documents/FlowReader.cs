using System.Collections.Frozen;
using System.Text;
using Telephony.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Nodes;
using Telephony.Ivr.Flows.Schedules;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Documents;

/// <summary>Reads a flow document whole: a flow, or a sentence for every mistake in it.</summary>
public static class FlowReader
{
    /// <summary>Of documents that this program writes and reads.</summary>
    public const int Format = 1;

    internal static readonly IReadOnlyList<(string Name, string About, bool Required)> Members =
    [
        ("$schema", "Where an editor finds the schema", false),
        ("format", "1: the version of this form of documents", true),
        ("name", "By which numbers and other flows name it", true),
        ("title", "For people", false),
        ("about", "For people: what it is for", false),
        ("languages", "The languages it speaks, the usual one first; en-US without it", false),
        ("timeZone", "The zone of `now`; UTC without it", false),
        ("start", "The first node", true),
        ("onError", "The node that a broken node leads to, if it has no error exit of its own", true),
        ("onHangUp", "The node where it goes on when the caller has hung up", false),
        ("variables", "What it remembers: name with type, scope, initial, secret", false),
        ("prompts", "Prompts by name, used as \"@name\"", false),
        ("schedules", "Opening hours by name", false),
        ("directories", "People by name: lists of { name, phrases, to }", false),
        ("nodes", "The nodes by name: each with type, its fields, and exits", true),
    ];

    private static readonly IReadOnlyList<Field> EntryFields =
    [
        new("name", FieldKind.Text, "As it is said and spelled, last name or first name first") { Required = true },
        new("phrases", FieldKind.Texts, "What else may be said"),
        new("to", FieldKind.Text, "Number or address") { Required = true },
    ];

    private static readonly string[] VariableMembers = ["type", "scope", "initial", "secret", "about"];

    /// <summary>Letters, digits, - and _, a letter first, 64 at most.</summary>
    public static bool IsName(string name) => FieldReader.NameForm().IsMatch(name);

    public static bool TryRead(string json, out Flow flow, out IReadOnlyList<FlowMistake> mistakes, Func<string, string?>? files = null) => TryRead(Encoding.UTF8.GetBytes(json), out flow, out mistakes, files);

    /// <param name="files">The text of a file beside the document, such as a calendar; null where there is none.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out Flow flow, out IReadOnlyList<FlowMistake> mistakes, Func<string, string?>? files = null)
    {
        flow = null!;   // null only with false
        var document = new DocumentContext();
        mistakes = document.Mistakes;
        if (DocumentReader.Read(utf8, document.Mistakes) is not { } root) return false;
        if (root.Kind != WrittenKind.Object)
        {
            document.Mistakes.Add(new FlowMistake(root.Line, "", "", root.Shown, "allowed is an object { ... }"));
            return false;
        }
        var read = new Reading(root, document, files ?? (static _ => null)).Read();
        document.Mistakes.Sort(static (a, b) => (a.Line ?? 0).CompareTo(b.Line ?? 0));
        if (document.Mistakes.Count > 0) return false;
        flow = read;
        return true;
    }

    private sealed class Reading(Written root, DocumentContext document, Func<string, string?> files)
    {
        public Flow Read()
        {
            foreach (var (name, value) in root.Members)
            {
                if (Members.All(member => member.Name != name)) Mistake(value, name, "", $"there is no such field; allowed are {string.Join(", ", Members.Select(static m => m.Name))}");
            }
            foreach (var (name, _, required) in Members)
            {
                if (required && root[name] is null) Mistake(root, name, "missing", "it is required");
            }
            if (root["format"] is { } format && (format.Kind != WrittenKind.Number || format.Number != Format)) Mistake(format, "format", format.Shown, $"this program reads format {Format}");
            document.Languages = Languages();
            ReadVariables();
            ReadPrompts();
            var schedules = MembersOf("schedules").Select(pair => ScheduleReader.Read(pair.Name, pair.Value, document, files)).OfType<Schedule>().ToDictionary(static s => s.Name, StringComparer.Ordinal);
            var directories = MembersOf("directories").ToDictionary(static pair => pair.Name, pair => Directory(pair.Name, pair.Value), StringComparer.Ordinal);
            var written = MembersOf("nodes").ToList();
            if (root["nodes"] is { Kind: WrittenKind.Object, Members.Count: 0 } none) Mistake(none, "nodes", "empty", "a flow has at least one node");
            var nodes = written.Select(pair => ReadNode(pair.Name, pair.Value)).OfType<FlowNode>().ToList();
            Connect(written, nodes, schedules, directories);
            return new Flow
            {
                Name = Name("name"), Title = Text("title"), Languages = document.Languages, TimeZone = Zone(), Start = NodeName("start", written), OnError = NodeName("onError", written), OnHangUp = NodeName("onHangUp", written),
                Variables = document.Variables, Prompts = document.Prompts, Schedules = schedules, Directories = directories, Order = nodes, Nodes = nodes.ToFrozenDictionary(static node => node.Name, StringComparer.Ordinal),
            };
        }

        private IReadOnlyList<string> Languages()
        {
            if (root["languages"] is not { } value) return document.Languages;
            if (value.Kind == WrittenKind.List && value.Items.Count > 0 && value.Items.All(static item => item.Kind == WrittenKind.Text && item.Text.Length is >= 2 and <= 35 && item.Text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-'))) return [.. value.Items.Select(static item => item.Text)];
            Mistake(value, "languages", value.Shown, "allowed is a list of language tags such as [\"en-US\", \"de-DE\"]");
            return document.Languages;
        }

        private void ReadVariables()
        {
            foreach (var (name, value) in MembersOf("variables"))
            {
                var at = $"variables.{name}";
                if (!Identifier(name) || DocumentContext.BuiltIn.Contains(name) || name is "queue" or "response" or "result" or "returned" or "pack" || Expressions.Expression.Globals.Contains(name)) Mistake(value, at, "", "the name is taken, or no name for a variable: allowed are letters, digits and _, with a letter first");
                if (value.Kind != WrittenKind.Object || value.Members.Any(member => !VariableMembers.Contains(member.Name)))
                {
                    Mistake(value, at, value.Shown, $"allowed is an object with {string.Join(", ", VariableMembers)}");
                    continue;
                }
                var type = Enum<VariableType>(value["type"], $"{at}.type", VariableType.Text, required: true, value);
                var scope = Enum<VariableScope>(value["scope"], $"{at}.scope", VariableScope.Flow, required: false, value);
                var spec = new VariableSpec(name, type, scope, FlowValue.Nothing, value["secret"] is { Text: "true" });
                if (value["initial"] is { } initial)
                {
                    if (spec.TryFit(Value(initial), out var fitting, out var why)) spec = spec with { Initial = fitting };
                    else Mistake(initial, $"{at}.initial", initial.Shown, why);
                }
                document.Variables[name] = spec;
            }
        }

        private void ReadPrompts()
        {
            if (root["prompts"] is not { Kind: WrittenKind.Object } prompts) return;
            IReadOnlyList<Field> fields = [.. prompts.Members.Select(static member => new Field(member.Name, FieldKind.Prompt, ""))];
            document.Extra.Add("queue");   // a prompt may be one that tells a place
            var reader = new FieldReader(prompts, fields, document, "", "prompts.");
            foreach (var (name, value) in prompts.Members)
            {
                if (value is { Kind: WrittenKind.Text } text && text.Text.StartsWith('@')) Mistake(text, $"prompts.{name}", text.Shown, "a prompt of the list is written out here");
                else if (reader.Prompt(name) is { } prompt) document.Prompts[name] = prompt;
            }
            document.Extra.Remove("queue");
        }

        private IReadOnlyList<DirectoryEntry> Directory(string name, Written value)
        {
            if (value.Kind == WrittenKind.List && value.Items.Count > 0)
            {
                return [.. value.Items.Select((item, i) =>
                {
                    var reader = new FieldReader(item, EntryFields, document, "", $"directories.{name}[{i}].");
                    return new DirectoryEntry(reader.Text("name"), reader.Texts("phrases"), reader.Text("to"));
                })];
            }
            Mistake(value, $"directories.{name}", value.Shown, "allowed is a list of { \"name\": ..., \"to\": ... }");
            return [];
        }

        private FlowNode? ReadNode(string name, Written value)
        {
            if (!FieldReader.NameForm().IsMatch(name)) document.Mistakes.Add(new FlowMistake(value.Line, name, "", "", "a node's name has letters, digits, - and _, with a letter first"));
            if (value.Kind != WrittenKind.Object)
            {
                document.Mistakes.Add(new FlowMistake(value.Line, name, "", value.Shown, "allowed is an object { \"type\": ..., \"exits\": { ... } }"));
                return null;
            }
            if (value["type"] is not { Kind: WrittenKind.Text } type || NodeTypes.Find(type.Text) is not { } kind)
            {
                document.Mistakes.Add(new FlowMistake((value["type"] ?? value).Line, name, "type", value["type"]?.Shown ?? "missing", $"allowed is one of {string.Join(", ", NodeTypes.All.Select(static t => t.Name))}"));
                return null;
            }
            var reader = new FieldReader(value, kind.Fields, document, name, "", "type", "exits", "about");
            var node = kind.Read(reader);
            (node.Reads, node.Sets) = ([.. reader.Names.Where(document.Declares)], [.. reader.Set]);
            return node;
        }

        private void Connect(List<(string Name, Written Value)> written, List<FlowNode> nodes, Dictionary<string, Schedule> schedules, Dictionary<string, IReadOnlyList<DirectoryEntry>> directories)
        {
            foreach (var node in nodes)
            {
                var value = written.First(pair => pair.Name == node.Name).Value;
                var exits = value["exits"];
                if (exits is not null && exits.Kind != WrittenKind.Object) document.Mistakes.Add(new FlowMistake(exits.Line, node.Name, "exits", exits.Shown, "allowed is an object of exits with the nodes they lead to"));
                foreach (var (exit, target) in exits?.Members ?? [])
                {
                    if (node.SpecOf(exit) is null) document.Mistakes.Add(new FlowMistake(target.Line, node.Name, $"exits.{exit}", "", $"a node of type {node.Type.Name} has no such exit; it has {(node.AllExits.Any() ? string.Join(", ", node.AllExits.Select(static spec => spec.Name)) : "none")}"));
                    else if (target.Kind != WrittenKind.Text || written.All(pair => pair.Name != target.Text)) document.Mistakes.Add(new FlowMistake(target.Line, node.Name, $"exits.{exit}", target.Shown, $"there is no such node; there are {string.Join(", ", written.Select(static pair => pair.Name))}"));
                }
                foreach (var spec in node.AllExits.Where(spec => spec.Else is null && exits?[spec.Name] is null))
                {
                    document.Mistakes.Add(new FlowMistake((exits ?? value).Line, node.Name, $"exits.{spec.Name}", "missing", $"the call would end in silence there: name the node it leads to. It is taken when: {char.ToLowerInvariant(spec.About[0])}{spec.About[1..]}"));
                }
                node.Exits = (exits?.Members ?? []).Where(static member => member.Value.Kind == WrittenKind.Text).DistinctBy(static member => member.Name).ToFrozenDictionary(static member => member.Name, static member => member.Value.Text, StringComparer.Ordinal);
                if (node is ScheduleNode schedule && !schedules.ContainsKey(schedule.Schedule)) Named(value, node, "schedule", schedule.Schedule, root["schedules"]);
                if (node is not DirectoryNode directory) continue;
                if (directories.TryGetValue(directory.Directory, out var entries)) directory.Fill(entries);
                else Named(value, node, "directory", directory.Directory, root["directories"]);
            }
        }

        private void Named(Written node, FlowNode of, string field, string name, Written? there)
        {
            if (name.Length > 0) document.Mistakes.Add(new FlowMistake((node[field] ?? node).Line, of.Name, field, $"\"{name}\"", $"the flow has no such {field}; it has {(there is { Members.Count: > 0 } ? string.Join(", ", there.Members.Select(static m => m.Name)) : "none")}"));
        }

        private TimeZoneInfo Zone()
        {
            if (root["timeZone"] is not { } value) return TimeZoneInfo.Utc;
            if (TimeZoneInfo.TryFindSystemTimeZoneById(value.Text, out var zone)) return zone;
            Mistake(value, "timeZone", value.Shown, "allowed is an IANA name such as Europe/Vienna");
            return TimeZoneInfo.Utc;
        }

        private string Text(string name)
        {
            if (root[name] is not { } value) return "";
            if (value.Kind != WrittenKind.Text) Mistake(value, name, value.Shown, "allowed is a text");
            return value.Text;
        }

        private string Name(string name)
        {
            if (root[name] is { } value && !(value.Kind == WrittenKind.Text && FieldReader.NameForm().IsMatch(value.Text))) Mistake(value, name, value.Shown, "allowed is a name of letters, digits, - and _");
            return root[name]?.Text ?? "";
        }

        private string NodeName(string name, List<(string Name, Written Value)> nodes)
        {
            if (root[name] is { } value && nodes.All(pair => pair.Name != value.Text)) Mistake(value, name, value.Shown, $"there is no such node; there are {string.Join(", ", nodes.Select(static pair => pair.Name))}");
            return root[name]?.Text ?? "";
        }

        private IEnumerable<(string Name, Written Value)> MembersOf(string name)
        {
            if (root[name] is not { } value) return [];
            if (value.Kind == WrittenKind.Object) return value.Members.DistinctBy(static member => member.Name);
            Mistake(value, name, value.Shown, "allowed is an object { ... }");
            return [];
        }

        private T Enum<T>(Written? value, string field, T usual, bool required, Written around)
            where T : struct, Enum
        {
            string[] words = [.. System.Enum.GetNames<T>().Select(static word => word.ToLowerInvariant())];
            if (value is null)
            {
                if (required) Mistake(around, field, "missing", $"allowed is one of {string.Join(", ", words)}");
                return usual;
            }
            var index = Array.IndexOf(words, value.Kind == WrittenKind.Text ? value.Text : "");
            if (index >= 0) return System.Enum.GetValues<T>()[index];
            Mistake(value, field, value.Shown, $"allowed is one of {string.Join(", ", words)}");
            return usual;
        }

        private static FlowValue Value(Written value) => value.Kind switch
        {
            WrittenKind.Text => FlowValue.Of(value.Text),
            WrittenKind.Number => FlowValue.Of(value.Number),
            WrittenKind.Boolean => FlowValue.Of(value.Text == "true"),
            WrittenKind.Null => FlowValue.Nothing,
            _ => FlowValue.OfJson(PositionJson.Text(writer => Write(writer, value))),
        };

        private static void Write(System.Text.Json.Utf8JsonWriter writer, Written value)
        {
            if (value.Kind == WrittenKind.Object)
            {
                writer.WriteStartObject();
                foreach (var (name, member) in value.Members)
                {
                    writer.WritePropertyName(name);
                    Write(writer, member);
                }
                writer.WriteEndObject();
            }
            else if (value.Kind == WrittenKind.List)
            {
                writer.WriteStartArray();
                foreach (var item in value.Items) Write(writer, item);
                writer.WriteEndArray();
            }
            else Value(value).WriteTo(writer);
        }

        private static bool Identifier(string name) => name.Length is > 0 and <= 64 && char.IsAsciiLetter(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

        private void Mistake(Written value, string field, string found, string allowed) => document.Mistakes.Add(new FlowMistake(value.Line, "", field, found, allowed));
    }
}
