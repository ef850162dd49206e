using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Finds somebody by name: said, or spelled on the keys.</summary>
public sealed class DirectoryNode : AskingNode
{
    internal static readonly NodeType Kind = new("directory", "Finds an entry of a directory by its name: said, or spelled on the keys by its beginning. With several that fit, the caller types on; # takes the first of them.",
        [
            .. AskingFields,
            new("directory", FieldKind.Name, "One of the flow's directories") { Required = true },
            new("least", FieldKind.Count, "Keys before a name that fits alone is taken") { Least = 1, Most = 10, Default = "3" },
            new("name", FieldKind.Variable, "Takes the name of who was found"),
            new("number", FieldKind.Variable, "Takes the number or address") { Required = true },
        ],
        [new("done", "Somebody was found"), .. AskingExits],
        """{ "prompt": "Say a name, or spell the last name on your keys.", "directory": "staff", "number": "extension", "name": "person" }""") { Read = static reader => new DirectoryNode(reader) };

    private readonly int _least;
    private readonly string? _name;
    private readonly string? _number;
    private List<string> _phrases = [];
    private IReadOnlyList<DirectoryEntry> _entries = [];

    private DirectoryNode(FieldReader reader) : base(reader, Kind) => (Directory, _least, _name, _number) = (reader.Name("directory"), reader.Count("least"), reader.Variable("name"), reader.Variable("number"));

    public string Directory { get; }

    private protected override IReadOnlyList<string> Phrases => _phrases;

    /// <summary>Once, while the document is read.</summary>
    internal void Fill(IReadOnlyList<DirectoryEntry> entries) => (_entries, _phrases) = (entries, [.. entries.SelectMany(static entry => entry.Phrases.Prepend(entry.Name))]);

    private protected override Verdict OnKeys(Turn turn, string keys, bool final)
    {
        var closed = keys.EndsWith('#');
        var spelled = closed ? keys[..^1] : keys;
        // A name is spelled from its beginning, or from that of any word in it.
        var fitting = _entries.Where(entry => Words(entry.Name).Any(word => TelephoneKeys.Spell(word).StartsWith(spelled, StringComparison.Ordinal))).Take(2).ToList();
        if (fitting.Count == 0 || spelled.Length == 0) return Verdict.No;
        if (!closed && !final && (fitting.Count > 1 || spelled.Length < _least)) return Verdict.More;
        return fitting.Count == 1 || closed ? Take(turn, fitting[0]) : Verdict.No;
    }

    private protected override Verdict OnSpeech(Turn turn, string text, double confidence)
    {
        var choices = _entries.Select((entry, i) => new Choice("", [entry.Name, .. entry.Phrases], i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return Choice.Heard(choices, text) is { } heard ? Take(turn, _entries[int.Parse(heard.Exit, System.Globalization.CultureInfo.InvariantCulture)]) : Verdict.No;
    }

    private Verdict Take(Turn turn, DirectoryEntry entry)
    {
        turn.Set(_name, FlowValue.Of(entry.Name));
        turn.Set(_number, FlowValue.Of(entry.To));
        turn.Leave("done");
        return Verdict.Taken;
    }

    private static IEnumerable<string> Words(string name)
    {
        for (var start = 0; start >= 0; start = name.IndexOf(' ', start) is var blank and >= 0 ? blank + 1 : -1) yield return name[start..];
    }
}
